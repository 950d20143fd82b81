"""A lost pass: its link goes to the mailbox it was made with; nobody else learns anything."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from exhibition.domain.clock import now
from exhibition.models import OutboxMail
from exhibition.services import finding
from tests.details import a_show, a_visitor_of

MOBILE = "+8613812345678"


def ask(session, show, settings, mobile=MOBILE, name="张晓明"):
    finding.send_link(
        session,
        show,
        mobile=mobile,
        name=name,
        pass_key=settings.pass_key,
        base_host="expo.example",
    )
    session.commit()


def links_sent(session):
    wanted = select(OutboxMail.recipient).where(OutboxMail.kind == "pass_link")
    return session.scalars(wanted.order_by(OutboxMail.id)).all()


@pytest.mark.both_databases
def test_the_link_goes_to_the_mailbox_of_the_registration(session, settings):
    show = a_show(session)
    a_visitor_of(session, show, settings, email="mine@example.com")
    ask(session, show, settings)
    assert links_sent(session) == ["mine@example.com"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "asked", [{"name": "李四"}, {"mobile": "+8613812345679"}, {"name": "", "mobile": ""}]
)
def test_nothing_is_sent_unless_name_and_number_match(session, settings, asked):
    show = a_show(session)
    a_visitor_of(session, show, settings, email="mine@example.com")
    ask(session, show, settings, **asked)
    assert links_sent(session) == []
    assert session.scalars(select(OutboxMail.recipient)).all() == ["mine@example.com"]


def test_a_stranger_who_registered_the_same_person_gets_only_what_was_theirs(session, settings):
    show = a_show(session)
    mine = a_visitor_of(session, show, settings, email="mine@example.com")
    theirs = a_visitor_of(session, show, settings, email="stranger@example.com")
    ask(session, show, settings)
    pairs = session.execute(
        select(OutboxMail.recipient, OutboxMail.registration_id).where(
            OutboxMail.kind == "pass_link"
        )
    )
    assert dict(map(tuple, pairs)) == {
        "mine@example.com": mine.id,
        "stranger@example.com": theirs.id,
    }


@pytest.mark.parametrize("status", ["withdrawn", "cancelled"])
def test_what_is_gone_is_not_sent(session, settings, status):
    show = a_show(session)
    a_visitor_of(session, show, settings, email="mine@example.com").status = status
    session.commit()
    ask(session, show, settings)
    assert links_sent(session) == []


def test_another_show_keeps_its_own(session, settings):
    show, other = a_show(session), a_show(session, "other")
    a_visitor_of(session, show, settings, email="mine@example.com")
    ask(session, other, settings)
    assert links_sent(session) == []


def test_asking_again_at_once_sends_nothing_more(session, settings):
    show = a_show(session)
    a_visitor_of(session, show, settings, email="mine@example.com")
    ask(session, show, settings)
    ask(session, show, settings)
    assert len(links_sent(session)) == 1
    for mail in session.scalars(select(OutboxMail)):
        mail.created_at = now() - timedelta(minutes=11)
    session.commit()
    ask(session, show, settings)
    assert len(links_sent(session)) == 2


@pytest.mark.both_databases
def test_a_known_person_and_an_unknown_one_cost_the_same_statements(session, settings):
    show = a_show(session)
    a_visitor_of(session, show, settings, email="mine@example.com")
    said = []
    listening = ("before_cursor_execute", lambda *given: said.append(given[2].split()[0]))
    engine = session.get_bind()
    event.listen(engine, *listening)
    ask(session, show, settings)
    known, said[:] = list(said), []
    ask(session, show, settings, name="从未登记")
    # The savepoint is kept for the one and taken back for the other.
    assert [word.replace("ROLLBACK", "RELEASE") for word in said] == known
    assert "INSERT" in known
