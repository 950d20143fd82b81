"""The account exhibitors pay into changes only with two people."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exhibition.domain.errors import AlreadyDecided, UnknownChoice
from exhibition.models import AuditEntry, PayeeAccount, Role
from exhibition.queries import payee as queries
from exhibition.queries.billing import Terms
from exhibition.services import billing, payee
from exhibition.services.payee import Account, Reckoned, SameEyes
from tests.cast import a_member
from tests.details import a_show, an_exhibitor_of

OURS = Account("广州某展览公司", "招商银行广州分行", "120900000010001")
THEIRS = Account("广州某展览公司", "另一家银行", "6222000011112222333")


@pytest.fixture
def show(session):
    return a_show(session)


@pytest.fixture
def two(session):
    return a_member(session, Role.MANAGER), a_member(session, Role.OWNER)


def propose(session, show, staff, account=OURS):
    made = payee.propose(session, show, staff, account, address="10.0.0.1")
    session.commit()
    return made


def confirm(session, show, staff, made):
    payee.confirm(session, show, staff, made.id, address="10.0.0.2")
    session.commit()


def read(session, show):
    """The number that exhibitors read."""
    found = queries.current(session, show)
    return found.account if found else None


def test_nobody_alone_changes_what_exhibitors_read(session, show, two):
    manager, owner = two
    made = propose(session, show, manager)
    assert read(session, show) is None
    with pytest.raises(SameEyes):
        payee.confirm(session, show, manager, made.id, address="")
    confirm(session, show, owner, made)
    assert read(session, show) == OURS.account
    forged = propose(session, show, manager, THEIRS)
    assert read(session, show) == OURS.account
    payee.refuse(session, show, owner, forged.id, address="")
    assert read(session, show) == OURS.account
    with pytest.raises(AlreadyDecided):
        payee.confirm(session, show, owner, forged.id, address="")


@pytest.mark.both_databases
def test_what_another_entered_over_it_is_not_what_was_looked_at(session, show, two):
    manager, owner = two
    seen = propose(session, show, manager)
    propose(session, show, manager, THEIRS)
    with pytest.raises(AlreadyDecided):
        payee.confirm(session, show, owner, seen.id, address="")
    session.add(PayeeAccount(show_id=show.id, proposed_by=owner, **vars(OURS)))
    with pytest.raises(IntegrityError):
        session.flush()


def test_where_there_is_nobody_else_one_person_does_it(session, show):
    manager = a_member(session, Role.MANAGER)
    a_member(session, Role.REVIEWER)
    confirm(session, show, manager, propose(session, show, manager))
    assert read(session, show) == OURS.account
    assert propose(session, show, manager) is None


def test_off_the_pages_at_once_and_all_of_it_in_the_log(session, show, two):
    manager, owner = two
    confirm(session, show, owner, propose(session, show, manager))
    confirm(session, show, manager, propose(session, show, owner, THEIRS))
    states = [one.state for one in queries.history(session, show)]
    assert states == ["current", "replaced"]
    payee.take_off(session, show, manager, queries.current(session, show).id, address="")
    assert read(session, show) is None
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action.startswith("payee.")).order_by(AuditEntry.id)
    ).all()
    told = [(one.action, one.staff_id, one.details["after"]["account"]) for one in entries]
    assert told == [
        ("payee.propose", manager.id, "…0001"),
        ("payee.confirm", owner.id, "…0001"),
        ("payee.propose", owner.id, "…2333"),
        ("payee.confirm", manager.id, "…2333"),
        ("payee.take_off", manager.id, ""),
    ]


def test_a_currency_stays_once_amounts_stand_in_it(session, settings, show, two):
    manager, _ = two

    def reckon_in(currency):
        return payee.reckon_in(session, show, manager, currency, address="")

    assert (reckon_in("USD"), reckon_in("USD")) == (True, False)
    with pytest.raises(UnknownChoice):
        reckon_in("XAU")
    application = an_exhibitor_of(session, show, settings)
    billing.change(session, application, manager, Terms(), Terms(due_amount=100))
    with pytest.raises(Reckoned):
        reckon_in("CNY")
    assert show.currency == "USD"
