"""Two people at the same record in the same moment, in transactions that really overlap."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from exhibition.database import transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import BoothTaken, Stale
from exhibition.domain.status import BoothStatus
from exhibition.models import Batch, OutboxMail, ReviewDecision, Role, Staff
from exhibition.services import bulk, bulk_writes, editing, outbox, record, review, withdrawing
from exhibition.services.bulk_plan import Order, Why
from exhibition.services.review import Said
from tests.cast import a_member
from tests.registrants import an_exhibitor, the_first_show

HOST = "expo.example"
#: SQLite lets the second begin only when the first is done; PostgreSQL lets it read.
PATIENCE = 0.1


@pytest.fixture
def two(session, settings):
    """Two applications."""
    show = the_first_show(session)
    return [
        an_exhibitor(session, settings, show, company_zh=f"第{n}公司", mobile=f"+861390013900{n}")
        for n in (1, 2)
    ]


@pytest.fixture
def staff(session):
    return a_member(session, Role.MANAGER)


@pytest.fixture
def overlapping(app, session):
    """Runs two deeds, each in a transaction of its own; the second has read the records before
    the first commits. Gives what each returned, or the error that stopped it.
    """

    def run(first, second, loads):
        done, read = threading.Event(), threading.Event()
        run.let_the_second_begin = done.set
        outcomes = {}
        session.commit()

        def one(name, deed, before, after):
            try:
                with app.app_context():
                    before()
                    with transaction() as mine:
                        found = [mine.get_one(table, id) for table, id in loads]
                        if name == "second":
                            read.set()
                        outcomes[name] = deed(mine, *found)
                        after()
            except Exception as error:
                outcomes[name] = error

        def hold():
            done.set()
            if read.wait(PATIENCE):
                # Long enough to run into what the first one holds.
                threading.Event().wait(PATIENCE)

        threads = [
            threading.Thread(target=one, args=("first", first, lambda: None, hold)),
            threading.Thread(target=one, args=("second", second, done.wait, lambda: None)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        session.expire_all()
        return outcomes["first"], outcomes["second"]

    return run


def deciding(target, version):
    """A decision on the first registration, taken on a page with this version."""

    def deed(session, registration, member, *_):
        return review.decide(
            session, registration, member, target, Said(), version=version, base_host=HOST
        ).to_status

    return deed


def deciding_many(target, seen):
    """A decision on many; gives whom it met, and the reasons why not."""

    def deed(session, registration, member, *_):
        _, planned = bulk.decide(
            session,
            registration.show,
            registration.kind,
            member,
            Order(target, Said()),
            seen,
            base_host=HOST,
        )
        return len(planned.decided), list(planned.left)

    return deed


def on(*rows):
    return [(type(row), row.id) for row in rows]


def mails(session):
    return [mail.kind for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


@pytest.mark.both_databases
def test_of_two_reviewers_one_decides_and_the_other_is_told(overlapping, session, two, staff):
    one = two[0]
    first, second = overlapping(
        deciding("accepted", one.version), deciding("declined", one.version), on(one, staff)
    )
    assert (first, type(second)) == ("accepted", Stale)
    assert one.status == "accepted"
    assert len(session.scalars(select(ReviewDecision)).all()) == 1
    assert "declined" not in mails(session)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_without_its_lock_that_would_be_a_fault(
    overlapping, session, two, staff, monkeypatch, backend
):
    """The control: this test has to be able to fail."""
    monkeypatch.setattr(record, "lock", lambda *_: None)
    one = two[0]
    first, second = overlapping(
        deciding("accepted", one.version), deciding("declined", one.version), on(one, staff)
    )
    assert (backend, first, type(second)) == ("postgresql", "accepted", StaleDataError)


@pytest.mark.both_databases
def test_a_decision_after_the_owner_withdrew_is_refused(overlapping, session, two, staff):
    one = two[0]
    _, second = overlapping(
        lambda session, found, *_: withdrawing.withdraw(session, found, base_host=HOST),
        deciding("accepted", one.version),
        on(one, staff),
    )
    assert type(second) is Stale
    assert (one.status, one.entry_pass.state.value) == ("withdrawn", "void")
    assert "accepted" not in mails(session)


@pytest.mark.both_databases
def test_a_booth_number_is_given_once(overlapping, two, staff):
    def holding(at):
        def deed(session, *found):
            return editing.set_tracks(
                session,
                found[at],
                found[2],
                booth=BoothStatus.HELD,
                booth_no="A101",
                version=found[at].version,
            )

        return deed

    first, second = overlapping(holding(0), holding(1), on(*two, staff))
    assert (first, type(second)) == (True, BoothTaken)
    assert second.params["reference"] == two[0].reference
    assert [one.application.booth_no for one in two] == ["A101", ""]


@pytest.mark.both_databases
@pytest.mark.parametrize("many_first", [True, False])
def test_one_decision_and_many_at_once(overlapping, session, two, staff, many_first):
    seen = {one.reference: one.version for one in two}
    alone, many = deciding("declined", two[0].version), deciding_many("accepted", seen)
    deeds = (many, alone) if many_first else (alone, many)
    first, second = overlapping(*deeds, on(two[0], staff))
    if many_first:
        assert (first, type(second)) == ((2, []), Stale)
    else:
        assert (first, second) == ("declined", (1, [Why.CHANGED]))
    assert len(session.scalars(select(ReviewDecision)).all()) == 2
    assert [one.status for one in two] == ["accepted" if many_first else "declined", "accepted"]


@pytest.mark.both_databases
def test_what_is_undone_does_not_leave_at_that_very_moment(
    overlapping, session, two, staff, monkeypatch
):
    seen = {one.reference: one.version for one in two}
    deciding_many("accepted", seen)(session, two[0], staff)
    session.execute(update(OutboxMail).values(next_attempt_at=now() - timedelta(seconds=1)))
    session.commit()
    batch = session.scalars(select(Batch)).one()
    held = {m.id for m in session.scalars(select(OutboxMail)) if m.batch_id == batch.id}
    loads = [(Batch, batch.id), (Staff, staff.id)]
    write = bulk_writes.undo

    def slowly(*arguments):
        overlapping.let_the_second_begin()
        threading.Event().wait(PATIENCE)
        write(*arguments)

    monkeypatch.setattr(bulk_writes, "undo", slowly)
    kept, claimed = overlapping(
        lambda session, found, member: len(bulk.undo(session, found, member)),
        lambda session, *_: outbox.claim(session, 100, 60),
        loads,
    )
    assert (kept, held & set(claimed)) == (0, set())
    assert [one.status for one in two] == ["submitted"] * 2
    assert "accepted" not in mails(session)
