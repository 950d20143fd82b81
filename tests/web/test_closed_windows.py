"""Not yet, closed, off, over: a page that says so, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from exhibition.domain.clock import now
from tests.sign_up import a_preset_show, exhibitor_form, register, stored, visitor_form

SHOW = "cell-gene-therapy"
PAST = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
FUTURE = datetime(2090, 3, 1, 1, 30, tzinfo=UTC)
OVER = [{"date": "2020-01-01", "opens": "09:00", "closes": "17:00"}]

CASES = [
    (
        "visitor",
        {"visitor_opens_at": FUTURE},
        "参观预登记将于 2090年3月1日 09:30（北京时间）开放。",
    ),
    (
        "visitor",
        {"visitor_closes_at": PAST},
        "参观预登记已于 2026年3月1日 18:00（北京时间）截止，本届不设现场登记。",
    ),
    ("visitor", {"days": OVER}, "广州国际细胞与基因治疗产业展览会已闭幕，感谢您的关注。"),
    ("exhibitor", {"exhibitor_closes_at": PAST}, "本届参展申请已于 2026年3月1日 18:00"),
    ("exhibitor", {"days": OVER}, "已闭幕，感谢您的关注。"),
]


def change(session, show, **columns):
    for name, value in columns.items():
        setattr(show, name, value)
    session.commit()


@pytest.mark.parametrize(("form", "columns", "sentence"), CASES)
def test_who_opens_the_form_reads_why_it_is_closed(client, session, form, columns, sentence):
    a_preset_show(session, **columns)
    page = client.get(f"/{SHOW}/{form}")
    assert page.status_code == 200
    assert sentence in page.text
    assert "已登记？查看我的入场证" in page.text
    assert "135 2766 6116" in page.text
    assert "data-form" not in page.text


@pytest.mark.parametrize(("form", "columns", "sentence"), CASES)
def test_who_sends_it_too_late_still_has_every_word(client, session, form, columns, sentence):
    show = a_preset_show(session)
    fields = {"visitor": visitor_form, "exhibitor": exhibitor_form}[form]
    sent = fields(client, SHOW, city="佛山市", email="late@example.com")
    change(session, show, **columns)
    answer = client.post(f"/{SHOW}/{form}", data=sent)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert "您填写的内容未提交" in answer.text
    for word in ("佛山市", "late@example.com"):
        assert word in answer.text
    assert stored(session) == []


def test_what_is_wrong_with_it_matters_no_more(client, session):
    show = a_preset_show(session)
    sent = visitor_form(client, SHOW, mobile="12", csrf_token="", consent_notice=None)
    change(session, show, visitor_closes_at=PAST)
    answer = client.post(f"/{SHOW}/visitor", data=sent)
    assert answer.status_code == 409
    assert "您填写的内容未提交" in answer.text


@pytest.mark.settings(limit_submit="1/minute")
def test_who_comes_too_late_is_not_told_to_hurry_less(client, session):
    show = a_preset_show(session)
    sent = visitor_form(client, SHOW)
    change(session, show, visitor_closes_at=PAST)
    statuses = [client.post(f"/{SHOW}/visitor", data=sent).status_code for _ in range(3)]
    assert statuses == [409, 409, 409]


def test_a_form_that_is_not_offered_says_no_date(client, session):
    show = a_preset_show(session)
    sent = visitor_form(client, SHOW)
    off = {**show.switches, "visitor_open": False}
    change(session, show, switches=off, visitor_closes_at=FUTURE)
    for answer in (client.get(f"/{SHOW}/visitor"), client.post(f"/{SHOW}/visitor", data=sent)):
        assert "参观预登记暂未开放。" in answer.text
        assert "2090" not in answer.text
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 409


def test_the_window_ends_to_the_second(client, session):
    a_preset_show(session, visitor_closes_at=now() + timedelta(seconds=30))
    assert register(client, SHOW).status_code == 303
    a_preset_show(session, visitor_closes_at=now() - timedelta(seconds=1))
    assert "截止" in client.get(f"/{SHOW}/visitor").text


def test_an_unset_window_is_open(client, session):
    a_preset_show(session, visitor_opens_at=None, visitor_closes_at=None)
    assert register(client, SHOW).status_code == 303


def test_one_form_closes_without_the_other(client, session):
    a_preset_show(session, exhibitor_closes_at=PAST)
    assert register(client, SHOW).status_code == 303
    landing = client.get(f"/{SHOW}/").text
    assert f'href="/{SHOW}/visitor"' in landing
    assert f'href="/{SHOW}/exhibitor"' not in landing


def test_in_english_too(client, session):
    a_preset_show(session, visitor_closes_at=PAST)
    page = client.get(f"/{SHOW}/visitor?lang=en").text
    assert "Visitor registration closed on 1 March 2026, 18:00 (Beijing time)." in page
    assert "Already registered? Open my pass" in page
