"""A stranger scans a pass: valid or not, and for which show. Nothing about its holder."""

import pytest

from exhibition.domain import keys
from exhibition.services import passes
from tests.cast import a_member
from tests.details import a_visitor_of
from tests.sign_up import a_preset_show, apply, code_of, register, the_one

SHOW = "cell-gene-therapy"
VALID = "这是广州国际细胞与基因治疗产业展览会的有效入场证，请本人在入口出示。"
PENDING = "此入场证尚未生效，审核通过后可用。"
VOID = "此入场证无效或已取消。"


@pytest.fixture
def code(client, session, settings):
    """What stands in the QR code of 张晓明."""
    a_preset_show(session)
    register(client, SHOW, email="zhang@example.com")
    return code_of(settings, the_one(session))


def test_a_valid_pass_says_so_and_nothing_personal(app, session, code):
    answer = app.test_client().get(f"/p/{code}")
    assert answer.status_code == 200
    assert VALID in answer.text
    one = the_one(session)
    for personal in (one.name, one.company, one.reference, one.mobile[3:], "zhang", one.job_title):
        assert personal not in answer.text


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("1", "l"),
        lambda code: "%20".join((code[:10], code[10:])),
        lambda code: f"%20{code}%20",
        lambda code: f"{code[:4]}-{code[4:]}",
    ],
)
@pytest.mark.parametrize("place", ["/p/", "/P/"])
def test_it_is_read_however_it_was_typed(client, code, spell, place):
    assert client.get(place + spell(code)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "0" * 29,
        "1" * 29,
        "%00" * 29,
        "é" * 29,
        "1" + "0" * 26 + "00",
        "z" * 5000,
        "..%2f..",
    ],
)
@pytest.mark.both_databases
def test_a_wrong_code_gets_404_in_the_same_layout(client, session, wrong):
    answer = client.get(f"/p/{wrong}")
    assert answer.status_code == 404
    assert "<!doctype html>" in answer.text


def test_one_wrong_character_is_noticed(client, code):
    for at in (0, 5, 27, 28):
        other = "2" if code[at] != "2" else "3"
        assert client.get(f"/p/{code[:at]}{other}{code[at + 1 :]}").status_code == 404


def test_an_unknown_code_and_a_malformed_one_look_the_same(client, settings, session, code):
    unknown = keys.pass_code(settings.pass_key, "f" * 32, 1)
    first, second = client.get(f"/p/{unknown}"), client.get("/p/x")
    assert (first.status_code, second.status_code) == (404, 404)
    assert VOID in first.text
    assert VOID in second.text


def test_a_pending_one_becomes_valid_by_acceptance(client, session, settings):
    a_preset_show(session)
    apply(client, SHOW)
    applied = the_one(session)
    address = f"/p/{code_of(settings, applied)}"
    assert PENDING in client.get(address).text
    applied.status = "accepted"
    passes.follow_status(applied)
    session.commit()
    assert "有效入场证" in client.get(address).text


def test_a_revoked_one_does_not_say_why(client, session, code):
    passes.revoke(session, the_one(session), a_member(session), "倒卖")
    session.commit()
    answer = client.get(f"/p/{code}")
    assert answer.status_code == 200
    assert VOID in answer.text
    assert "倒卖" not in answer.text
    assert "撤销" not in answer.text


def test_the_former_code_of_a_pass_is_unknown(client, session, settings, code):
    one = the_one(session)
    one.entry_pass.revision = 2
    one.entry_pass.code_hash = keys.lookup_hash(code_of(settings, one))
    session.commit()
    assert client.get(f"/p/{code}").status_code == 404
    assert client.get(f"/p/{code_of(settings, one)}").status_code == 200


def test_both_passes_of_a_person_are_valid(client, session, settings, code):
    second = a_visitor_of(session, the_one(session).show, settings)
    assert second.is_further
    for each in (code, code_of(settings, second)):
        assert VALID in client.get(f"/p/{each}").text


def test_the_page_speaks_the_language_of_the_show(client, session, code):
    the_one(session).show.default_locale = "en"
    session.commit()
    assert "A valid entry pass for Guangzhou" in client.get(f"/p/{code}").text
    assert VALID in client.get(f"/p/{code}?lang=zh").text


@pytest.mark.settings(limit_lookup="3/minute")
def test_guessing_ends_soon_and_scanning_never(client, code):
    for _ in range(10):
        assert client.get(f"/p/{code}").status_code == 200
    statuses = [client.get(f"/p/{'0' * at}").status_code for at in range(1, 6)]
    assert statuses == [404, 404, 404, 429, 429]
