"""A form put aside on the server: gone on with on any device, gone when it was sent."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from exhibition.domain.clock import now
from exhibition.models import Draft, OutboxMail
from exhibition.services import drafts
from tests.sign_up import (
    Controls,
    a_preset_show,
    exhibitor_form,
    stored,
    the_one,
    visitor_form,
)

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


def put_aside(client, form="visitor", **typed):
    """Opens a form, types and presses 稍后继续; gives the answer."""
    page = visitor_form if form == "visitor" else exhibitor_form
    sent = page(client, SHOW, **typed) | {"action": "save"}
    return client.post(f"/{SHOW}/{form}", data=sent)


def token_of(answer):
    return answer.location.split("?")[0].removeprefix("/d/")


def left(page, **changes):
    """What the page would send as it stands, the consent ticked."""
    form = Controls()
    form.feed(page.text)
    return dict(form.preset) | {"consent_notice": "y"} | changes


def count(session):
    session.rollback()
    return session.scalar(select(func.count(Draft.id)))


@pytest.mark.both_databases
def test_what_was_typed_stands_there_again_on_another_device(app, session):
    a_preset_show(session)
    answer = put_aside(app.test_client(), company="某某医院", interests=["atmp_cell", "lab"])
    assert answer.status_code == 303
    assert re.fullmatch(r"/d/[0-9A-HJKMNP-TV-Z]{26}\?saved=1", answer.location)
    page = app.test_client().get(answer.location)
    assert "已保存，7 天内可在任何设备用此链接继续" in page.text
    form = left(page)
    assert (form["name"], form["company"], form["province"]) == ("张晓明", "某某医院", "44")
    assert re.search(r'name="interests" value="atmp_cell" checked', page.text)
    assert stored(session) == []
    assert session.scalars(select(OutboxMail)).all() == []


def test_an_unfinished_and_wrong_form_is_kept_as_it_was_typed(client, show):
    answer = put_aside(client, "exhibitor", mobile="12", contact_name="", origin="overseas")
    page = client.get(answer.location)
    assert 'value="12"' in page.text
    assert "error-summary" not in page.text
    assert re.search(r'name="origin" value="overseas"[^>]* checked', page.text)


@pytest.mark.both_databases
def test_sending_it_registers_and_ends_the_draft(client, session):
    a_preset_show(session)
    page = client.get(put_aside(client, company="某某医院").location)
    assert f'action="/{SHOW}/visitor"' in page.text
    answer = client.post(f"/{SHOW}/visitor", data=left(page))
    assert answer.status_code == 303
    assert the_one(session).company == "某某医院"
    assert count(session) == 0


def test_a_form_that_comes_back_wrong_keeps_the_draft(client, session, show):
    answer = put_aside(client)
    sent = left(client.get(answer.location), mobile="12")
    page = client.post(f"/{SHOW}/visitor", data=sent)
    assert page.status_code == 422
    assert f'name="draft" value="{token_of(answer)}"' in page.text
    assert count(session) == 1


def test_saving_again_changes_the_same_draft_and_its_time(client, session, show):
    first = put_aside(client)
    session.scalars(select(Draft)).one().expires_at = now() + timedelta(hours=1)
    session.commit()
    sent = left(client.get(first.location), name="李四") | {"action": "save"}
    again = client.post(f"/{SHOW}/visitor", data=sent)
    assert again.location == first.location
    session.rollback()
    row = session.scalars(select(Draft)).one()
    assert ["name", "李四"] in row.entries
    assert row.expires_at > now() + timedelta(days=6)


def test_no_consent_and_no_secret_of_the_page_is_kept(client, session, show):
    put_aside(client, ch="wx1")
    names = {name for name, _ in session.scalars(select(Draft)).one().entries}
    assert "ch" in names
    assert not [name for name in names if name.startswith(("consent_", "csrf", "hp_", "subm"))]
    assert names.isdisjoint({"age_ok", "action", "draft"})


def test_the_token_is_kept_as_its_hash_alone(client, session, settings, show):
    token = token_of(put_aside(client))
    session.commit()
    content = b"".join(path.read_bytes() for path in settings.instance.glob("exhibition.sqlite*"))
    assert token.encode() not in content


def test_the_address_is_treated_as_a_secret(client, show):
    page = client.get(put_aside(client).location)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_after_seven_days_it_is_gone(client, session, show):
    answer = put_aside(client)
    session.scalars(select(Draft)).one().expires_at = now() - timedelta(seconds=1)
    session.commit()
    page = client.get(answer.location)
    assert page.status_code == 404
    assert "此表单已提交，或已超过 7 天保存期。" in page.text
    put_aside(client)
    assert count(session) == 1


@pytest.mark.parametrize("token", ["x", "Z" * 26, "%00" * 26, "z" * 300])
def test_an_unknown_address_says_so(client, show, token):
    assert client.get(f"/d/{token}").status_code == 404


def test_a_closed_form_shows_the_words_and_takes_nothing(client, session, show):
    address = put_aside(client, company="某某医院").location
    show.visitor_closes_at = now() - timedelta(days=1)
    session.commit()
    page = client.get(address)
    assert page.status_code == 200
    assert "某某医院" in page.text
    assert "data-form" not in page.text
    sent = {"action": "save", "name": "李四"}
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 409


@pytest.mark.parametrize("change", [{"csrf_token": "x"}, {"hp_note": "robot"}])
def test_a_stale_or_trapped_form_is_shown_again_and_not_kept(client, session, show, change):
    answer = put_aside(client, company="某某医院", **change)
    assert answer.status_code == 422
    assert "某某医院" in answer.text
    assert count(session) == 0


def test_a_book_is_not_put_aside(client, session, show):
    answer = put_aside(client, company="a" * 70_000)
    assert answer.status_code == 422
    assert count(session) == 0


def test_a_show_holds_no_end_of_drafts(client, session, show, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_OF_A_SHOW", 1)
    first = put_aside(client)
    assert put_aside(client).status_code == 429
    assert count(session) == 1
    sent = left(client.get(first.location)) | {"action": "save"}
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303


@pytest.mark.settings(limit_submit="2/minute")
def test_saving_counts_as_sending(client, show):
    assert [put_aside(client).status_code for _ in range(3)] == [303, 303, 429]


def test_the_token_of_another_form_opens_no_second_draft_in_it(client, session, show):
    visitor = token_of(put_aside(client))
    other = put_aside(client, "exhibitor", draft=visitor)
    assert token_of(other) != visitor
    assert count(session) == 2
