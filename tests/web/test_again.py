"""The same person registers again from another phone: nothing says that there was somebody."""

import re

import pytest

from tests.sign_up import a_preset_show, apply, register, stored

SHOW = "cell-gene-therapy"


@pytest.fixture(autouse=True)
def known(app, session):
    """张晓明 and 李娜 are registered already."""
    a_preset_show(session)
    assert register(app.test_client(), SHOW, email="zhang@example.com").status_code == 303
    assert apply(app.test_client(), SHOW).status_code == 303


def seen(app, send, **typed):
    """All that somebody with a phone of their own gets to see, but for what is theirs alone."""
    phone = app.test_client()
    answer = send(phone, SHOW, **typed)
    page = phone.get(answer.location)
    return [
        (one.status, sorted(one.headers.keys()), plain(one.text, answer.location, typed))
        for one in (answer, page)
    ]


def plain(text, location, typed):
    text = text.replace(location, "/r/…")
    for words in typed.values():
        text = text.replace(words, "…")
    text = re.sub(r"[EV]-[0-9A-Z]{7}", "V-…", text)
    return re.sub(r'(nonce|value)="[^"]+"|\d\d:\d\d', "", text)


def test_a_visitor_who_is_known_sees_what_a_new_one_sees(app, session):
    again = seen(app, register, name="张晓明", mobile="13812345678", email="z1@example.com")
    first = seen(app, register, name="欧阳雪", mobile="13812345678", email="z2@example.com")
    assert again == first
    assert [row.is_further for row in stored(session)] == [False, False, True, False]


def test_an_exhibitor_who_is_known_sees_what_a_new_one_sees(app, session):
    again = seen(app, apply, contact_name="李娜", company_zh="某某设备有限公司")
    first = seen(app, apply, contact_name="王芳", company_zh="别的设备有限公司")
    assert again == first
    assert [row.is_further for row in stored(session)] == [False, False, True, False]


def test_the_earlier_one_is_neither_shown_nor_changed(app, session):
    before = [(row.id, row.email, row.version, row.owner_revision) for row in stored(session)]
    phone = app.test_client()
    page = phone.get(register(phone, SHOW, email="stranger@example.com").location).text
    assert stored(session)[0].reference not in page
    assert "zhang@example.com" not in page
    after = [(row.id, row.email, row.version, row.owner_revision) for row in stored(session)]
    assert after[:2] == before


def test_both_have_a_pass_of_their_own(session, app):
    phone = app.test_client()
    register(phone, SHOW)
    visitors = [row for row in stored(session) if row.kind == "visitor"]
    assert len({row.entry_pass.code_hash for row in visitors}) == 2
    assert {row.entry_pass.state.value for row in visitors} == {"valid"}
