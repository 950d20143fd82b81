"""Registering over HTTP: sent once, kept whole, shown again with every word when it cannot be."""

import re

import pytest
from sqlalchemy import event, select

from exhibition.database import db
from exhibition.models import Consent, OutboxMail, Role
from tests.cast import signed_in
from tests.sign_up import (
    a_preset_show,
    apply,
    exhibitor_form,
    register,
    stored,
    the_one,
    troubles,
    visitor_form,
)

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.mark.both_databases
@pytest.mark.parametrize("preset", ["cell-gene-therapy", "furniture"])
def test_a_visitor_registers_and_stands_on_the_own_page(client, session, preset):
    show = a_preset_show(session, preset)
    answer = register(client, show.slug, email="x@example.com")
    assert answer.status_code == 303, troubles(answer)
    page = client.get(answer.location)
    assert page.status_code == 200
    one = the_one(session)
    assert one.name in page.text
    assert one.reference in page.text
    assert f"{answer.location}/pass.png" in page.text
    assert session.scalars(select(OutboxMail.recipient)).all() == ["x@example.com"]


@pytest.mark.both_databases
@pytest.mark.parametrize("preset", ["cell-gene-therapy", "furniture"])
def test_an_exhibitor_applies_and_stands_on_the_own_page(client, session, preset):
    show = a_preset_show(session, preset)
    answer = apply(client, show.slug)
    assert answer.status_code == 303, troubles(answer)
    one = the_one(session)
    assert one.reference in client.get(answer.location).text
    assert client.get(f"{answer.location}/application").status_code == 200


def test_wrong_input_shows_the_form_again_with_every_word(client, session, show):
    sent = visitor_form(client, SHOW, mobile="12", company="Ärzte & <b>Söhne</b>", city="佛山")
    answer = client.post(f"/{SHOW}/visitor", data=sent)
    assert answer.status_code == 422
    assert 'href="#f-mobile"' in answer.text
    assert "请输入 11 位" in answer.text or "手机号" in answer.text
    assert "Ärzte &amp; &lt;b&gt;Söhne&lt;/b&gt;" in answer.text
    assert "佛山" in answer.text
    assert f'value="{sent["submission_id"]}"' in answer.text
    assert stored(session) == []


def test_the_same_form_sent_again_leads_to_the_first_result(client, session, show):
    sent = visitor_form(client, SHOW)
    first = client.post(f"/{SHOW}/visitor", data=sent)
    again = client.post(f"/{SHOW}/visitor", data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    the_one(session)


def test_another_body_under_the_same_id_says_so_and_stores_nothing(client, session, show):
    sent = visitor_form(client, SHOW)
    first = client.post(f"/{SHOW}/visitor", data=sent)
    other = client.post(f"/{SHOW}/visitor", data=sent | {"name": "李四"})
    assert other.status_code == 303
    assert other.location == f"{first.location}?earlier=1"
    page = client.get(other.location).text
    assert "此表单已提交过，以下是当时的登记；为他人登记请重新打开表单。" in page
    assert "李四" not in page
    assert the_one(session).name == "张晓明"


def test_a_known_submission_is_answered_without_cookie_and_token(app, client, session, show):
    sent = visitor_form(client, SHOW)
    first = client.post(f"/{SHOW}/visitor", data=sent)
    stranger = app.test_client()
    for broken in ({"csrf_token": ""}, {"csrf_token": "x"}, {"hp_note": "x"}, {"mobile": ""}):
        answer = stranger.post(f"/{SHOW}/visitor", data=sent | broken)
        assert answer.status_code == 303, broken
        assert answer.location.startswith(first.location)


def test_a_known_submission_is_answered_after_the_window_has_closed(client, session, show):
    sent = visitor_form(client, SHOW)
    first = client.post(f"/{SHOW}/visitor", data=sent)
    show.switches = {**show.switches, "visitor_open": False}
    session.commit()
    assert client.post(f"/{SHOW}/visitor", data=sent).location == first.location


@pytest.mark.settings(limit_submit="2/minute")
def test_a_known_submission_is_never_counted(client, session, show):
    sent = visitor_form(client, SHOW)
    for _ in range(5):
        assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303
    assert register(client, SHOW, name="李四").status_code == 303
    assert register(client, SHOW, name="王五").status_code == 429
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303


@pytest.mark.settings(limit_submit="1/minute")
def test_over_the_limit_of_an_address_every_word_stays_on_the_form(client, session, show):
    assert register(client, SHOW).status_code == 303
    answer = register(client, SHOW, name="欧阳菲菲", city="佛山")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert "欧阳菲菲" in answer.text
    assert "佛山" in answer.text
    # Both forms share the count: they are sent from one address.
    assert apply(client, SHOW).status_code == 429
    the_one(session)


def test_over_the_limit_of_a_number_every_word_stays_and_a_phone_is_given(client, session, show):
    for at in range(10):
        assert register(client, SHOW, name=f"访客{'甲乙丙丁戊己庚辛壬癸'[at]}").status_code == 303
    answer = register(client, SHOW, name="欧阳菲菲")
    assert answer.status_code == 429
    assert "操作过于频繁，请稍后再试，或致电 135 2766 6116。" in answer.text
    assert "欧阳菲菲" in answer.text
    assert len(stored(session)) == 10


@pytest.mark.parametrize("token", [None, "", "wrong", "ImFiYyI.aaaa.bbbb"])
def test_without_its_token_the_form_is_shown_again_never_a_dead_end(client, session, show, token):
    sent = visitor_form(client, SHOW, csrf_token=token, city="佛山")
    answer = client.post(f"/{SHOW}/visitor", data=sent)
    assert answer.status_code == 422
    assert "佛山" in answer.text
    assert stored(session) == []
    fresh = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]
    assert client.post(f"/{SHOW}/visitor", data=sent | {"csrf_token": fresh}).status_code == 303


def test_a_field_only_robots_fill_in_stops_them_and_is_empty_afterwards(client, session, show):
    answer = client.post(f"/{SHOW}/visitor", data=visitor_form(client, SHOW, hp_note="spam"))
    assert answer.status_code == 422
    assert "spam" not in answer.text
    assert stored(session) == []


@pytest.mark.parametrize("short", ["", "1", "a" * 21, "é" * 40, "../../etc"])
def test_an_id_too_short_to_be_random_counts_as_none(client, session, show, short):
    sent = visitor_form(client, SHOW, submission_id=short)
    for _ in range(2):
        assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303
    assert len(stored(session)) == 2


def test_consents_are_kept_with_the_words_on_the_page(client, session, show):
    page = client.get(f"/{SHOW}/visitor").text
    register(client, SHOW, consent_marketing="y")
    rows = session.scalars(select(Consent)).all()
    assert {row.kind: row.given for row in rows} == {"notice": True, "marketing": True}
    for row in rows:
        assert row.text.text.split("\n")[0][:20] in page
        assert row.text.version == show.notice_version


def test_nothing_is_registered_without_consent(client, session, show):
    answer = client.post(f"/{SHOW}/visitor", data=visitor_form(client, SHOW, consent_notice=None))
    assert answer.status_code == 422
    assert "请先阅读并同意个人信息处理说明" in answer.text
    assert stored(session) == []


def test_the_language_of_the_page_is_that_of_the_registration(client, session, show):
    client.post(f"/{SHOW}/visitor?lang=en", data=visitor_form(client, SHOW, query="?lang=en"))
    assert the_one(session).locale == "en"


def test_a_member_of_staff_registers_somebody_and_the_device_forgets_it(client, session, show):
    signed_in(client, session, Role.MANAGER)
    answer = register(client, SHOW)
    assert answer.status_code == 303
    assert not the_one(session).is_test
    assert "mine-" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("form", [visitor_form, exhibitor_form])
def test_a_form_asks_the_database_little(app, client, session, show, form):
    client.get(f"/{SHOW}/visitor")
    asked = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    form(client, SHOW)
    assert len(asked) <= 6, asked
