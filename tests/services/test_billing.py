"""Money of an application: agreed, received, taken back; the state that staff decide on it."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from exhibition.domain.errors import MoveRefused, NotFound, Stale
from exhibition.domain.status import PaymentStatus
from exhibition.models import AuditEntry, Billing, Receipt, Registration, Role
from exhibition.queries import billing as queries
from exhibition.queries.billing import Sums, Terms
from exhibition.services import billing, receipts
from exhibition.services.billing import ReasonMissing
from exhibition.services.receipts import LooksDouble, Received
from tests.cast import a_member
from tests.details import a_show, a_visitor_of, an_exhibitor_of

DAY = date(2027, 1, 8)
AGREED = Terms("GZ-2027-001", DAY, 120_000, date(2027, 2, 1))
NONE, CONTRACT, DEPOSIT, PAID = PaymentStatus


@pytest.fixture
def staff(session):
    return a_member(session, Role.REVIEWER)


@pytest.fixture
def applied(session, settings):
    return an_exhibitor_of(session, a_show(session), settings)


def agree(session, applied, staff, terms=AGREED, seen=None):
    seen = queries.terms(session, applied) if seen is None else seen
    return billing.change(session, applied, staff, seen, terms)


def receive(session, applied, staff, amount, form="", **more):
    received = Received(amount, more.pop("on", DAY), "transfer")
    made = receipts.receive(
        session, applied, staff, received, submission_id=form or f"form {amount}", **more
    )
    session.commit()
    return made


def last_entry(session):
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()


@pytest.mark.both_databases
def test_the_database_reckons_what_is_open(session, applied, staff):
    assert queries.sums(session, applied) == Sums()
    agree(session, applied, staff)
    receive(session, applied, staff, 50_000)
    assert queries.sums(session, applied) == Sums(120_000, 50_000, 70_000)
    wrong = receive(session, applied, staff, 100_000)
    assert queries.sums(session, applied) == Sums(120_000, 150_000, -30_000)
    for _ in range(2):
        receipts.reverse(session, applied, staff, wrong.id, "另一家公司的款")
    session.commit()
    assert queries.sums(session, applied) == Sums(120_000, 50_000, 70_000)
    assert [one.amount for one in queries.receipts(session, applied)] == [50_000, 100_000, -100_000]
    assert last_entry(session).details["reason"] == "另一家公司的款"
    with pytest.raises(NotFound):
        receipts.reverse(session, applied, staff, wrong.id + 1, "对冲不能再冲")


@pytest.mark.both_databases
def test_no_hand_changes_a_receipt_or_writes_a_sum_that_cannot_be(session, applied, staff):
    made = receive(session, applied, staff, 50_000)
    one = Receipt.id == made.id
    for statement in (update(Receipt).where(one).values(amount=1), delete(Receipt).where(one)):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(statement.execution_options(synchronize_session=False))
        session.rollback()
    for values in ({"due_amount": -1}, {"due_amount": 10**11}, {"received_amount": -1}):
        with pytest.raises(IntegrityError):
            session.execute(update(Billing).values(**values))
        session.rollback()
    gone = delete(Registration).where(Registration.id == applied.id)
    session.execute(gone.execution_options(synchronize_session=False))
    assert session.scalars(select(Receipt)).all() == []


def test_the_same_receipt_twice_is_noticed(session, applied, staff):
    first = receive(session, applied, staff, 50_000, "one form")
    assert receive(session, applied, staff, 50_000, "one form").id == first.id
    colleague = a_member(session, Role.MANAGER)
    with pytest.raises(LooksDouble) as refused:
        receive(session, applied, colleague, 50_000, "another form")
    assert refused.value.params["who"] == staff.email
    session.rollback()
    receive(session, applied, colleague, 50_000, "another form", is_another=True)
    receive(session, applied, colleague, 50_000, "another day", on=date(2027, 1, 9))
    assert queries.sums(session, applied).received == 150_000


def test_a_receipt_that_was_taken_back_may_come_again(session, applied, staff):
    wrong = receive(session, applied, staff, 50_000, "one")
    receipts.reverse(session, applied, staff, wrong.id, "录错")
    receive(session, applied, staff, 50_000, "two")
    assert queries.sums(session, applied).received == 50_000


def test_two_who_note_the_same_thing_do_not_overwrite_each_other(session, applied, staff):
    seen = queries.terms(session, applied)
    agree(session, applied, staff, Terms(due_amount=100), seen)
    assert agree(session, applied, staff, Terms(contract_no="A"), seen)
    with pytest.raises(Stale):
        agree(session, applied, staff, Terms(due_amount=200), seen)
    assert not agree(session, applied, staff, Terms(due_amount=100), seen)
    assert queries.terms(session, applied) == Terms("A", due_amount=100)
    assert last_entry(session).details["after"] == {"contract_no": "A"}


def test_staff_decide_and_say_why_where_the_amounts_say_otherwise(session, applied, staff):
    agree(session, applied, staff)
    assert billing.proposal(session, applied) is CONTRACT
    version = applied.version
    assert billing.move(session, applied, staff, CONTRACT, seen=NONE)
    assert applied.version == version + 1
    with pytest.raises(ReasonMissing):
        billing.move(session, applied, staff, PAID, seen=CONTRACT)
    with pytest.raises(Stale):
        billing.move(session, applied, staff, PAID, seen=NONE, reason="老客户月结")
    assert billing.move(session, applied, staff, PAID, seen=CONTRACT, reason="老客户月结")
    assert not billing.move(session, applied, staff, PAID, seen=NONE)
    entry = last_entry(session)
    assert (entry.action, entry.staff_id) == ("payment.move", staff.id)
    assert entry.details == {
        "before": {"payment": "contract"},
        "after": {"payment": "paid"},
        "reason": "老客户月结",
    }


def test_a_visitor_owes_nothing(session, settings, staff):
    visitor = a_visitor_of(session, a_show(session), settings)
    with pytest.raises(MoveRefused):
        agree(session, visitor, staff)
