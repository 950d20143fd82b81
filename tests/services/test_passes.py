"""Entry passes: found by their code alone, moved with the status, taken back by staff."""

import pytest
from sqlalchemy import event

from exhibition.database import db
from exhibition.domain import keys
from exhibition.domain.errors import MoveRefused
from exhibition.domain.status import PassState
from exhibition.models import AuditEntry
from exhibition.services import passes
from tests.cast import a_member
from tests.details import a_show, a_visitor_of, an_exhibitor_of


@pytest.fixture
def visitor(session, settings):
    return a_visitor_of(session, a_show(session), settings)


@pytest.mark.both_databases
def test_a_code_finds_its_pass_however_it_is_read(session, settings, visitor):
    code = passes.code_of(visitor.entry_pass, settings.pass_key)
    misread = code.replace("0", "O").replace("1", "l")
    for text in (code, code.lower(), f" {code[:9]} {code[9:]} ", misread, f"http://x/P/{code}"):
        assert passes.find(session, text) is visitor.entry_pass, text


def test_a_misread_code_never_reaches_the_database(app, session, settings, visitor):
    code = passes.code_of(visitor.entry_pass, settings.pass_key)
    asked = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    wrong = "2" if code[5] != "2" else "3"
    for text in (code[:5] + wrong + code[6:], code[:-1], "", "x" * 10_000, "\0", "１２３"):
        assert passes.find(session, text) is None
    assert asked == []


def test_neither_code_nor_owner_token_is_stored(session, settings, visitor):
    code = passes.code_of(visitor.entry_pass, settings.pass_key)
    token = keys.owner_token(settings.pass_key, visitor.uid, 1)
    files = settings.instance.glob("exhibition.sqlite*")
    content = b"".join(file.read_bytes() for file in files).decode("latin-1")
    assert visitor.entry_pass.code_hash in content
    assert code not in content
    assert token not in content


def test_the_next_revision_is_another_code(settings, visitor):
    first = passes.code_of(visitor.entry_pass, settings.pass_key)
    visitor.entry_pass.revision = 2
    assert passes.code_of(visitor.entry_pass, settings.pass_key) != first


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("submitted", PassState.PENDING),
        ("needs_info", PassState.PENDING),
        ("accepted", PassState.VALID),
        ("declined", PassState.VOID),
        ("cancelled", PassState.VOID),
    ],
)
def test_a_pass_follows_the_review(session, settings, status, state):
    applied = an_exhibitor_of(session, a_show(session), settings)
    code = passes.code_of(applied.entry_pass, settings.pass_key)
    applied.status = status
    passes.follow_status(applied)
    assert applied.entry_pass.state is state
    assert passes.code_of(applied.entry_pass, settings.pass_key) == code


def test_a_revoked_pass_stays_revoked_whatever_the_registration_does(session, visitor):
    passes.revoke(session, visitor, a_member(session), "转让")
    visitor.status = "accepted"
    passes.follow_status(visitor)
    assert visitor.entry_pass.state is PassState.REVOKED
    assert visitor.entry_pass.revoked_reason == "转让"


def test_revoking_and_giving_back_leave_a_line_each(session, visitor):
    boss = a_member(session)
    passes.revoke(session, visitor, boss, "转让")
    passes.restore(session, visitor, boss)
    session.commit()
    lines = session.query(AuditEntry.action).filter_by(staff_id=boss.id)
    assert [line.action for line in lines][-2:] == ["pass.revoke", "pass.restore"]
    assert (visitor.entry_pass.state, visitor.entry_pass.revoked_at) == (PassState.VALID, None)


def test_nothing_is_taken_back_or_given_back_twice(session, visitor):
    boss = a_member(session)
    with pytest.raises(MoveRefused):
        passes.restore(session, visitor, boss)
    passes.revoke(session, visitor, boss, "转让")
    with pytest.raises(MoveRefused):
        passes.revoke(session, visitor, boss, "再次")
