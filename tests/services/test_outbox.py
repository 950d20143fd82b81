"""The outbox: what is due, whose turn it is, how often it is tried, and a mailbox's share."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.database import transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import MoveRefused, NotFound
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, OutboxState
from exhibition.services import outbox

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_mail(
    session: Session, recipient: str = "visitor@example.org", kind: MailKind = MailKind.VISITOR_PASS
) -> OutboxMail:
    mail = outbox.enqueue(
        session,
        kind=kind,
        show=None,
        registration=None,
        recipient=recipient,
        locale="zh",
        base_host="expo.example",
    )
    session.commit()
    return mail


def claim(session: Session, limit: int = 20) -> list[int]:
    claimed = outbox.claim(session, limit, lease_seconds=60)
    session.commit()
    return claimed


def change(session: Session, mail: OutboxMail, **columns: Any) -> None:
    """Puts a row where time would have put it."""
    session.execute(update(OutboxMail).where(OutboxMail.id == mail.id).values(**columns))
    session.commit()
    session.refresh(mail)


def sent(session: Session, mail: OutboxMail, ago: timedelta = timedelta()) -> None:
    change(session, mail, state=OutboxState.SENT, sent_at=now() - ago)


def states(session: Session) -> list[str]:
    session.expire_all()
    return [mail.state.value for mail in session.scalars(select(OutboxMail).order_by("id"))]


def release_held(session: Session) -> int:
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.state == OutboxState.HELD)
        .values(next_attempt_at=now() - outbox.HELD_PAUSE)
    )
    released = outbox.release_held(session)
    session.commit()
    return released


@pytest.mark.both_databases
def test_a_claimed_mail_is_nobody_else_s_until_its_lease_ends(session):
    mail = a_mail(session)
    assert claim(session) == [mail.id]
    assert claim(session) == []
    change(session, mail, lease_until=now() - timedelta(seconds=1))
    assert claim(session) == [mail.id]
    session.refresh(mail)
    assert mail.attempts == 2


def test_the_message_id_names_the_host_and_never_changes(session):
    mail = a_mail(session)
    message_id = mail.message_id
    assert message_id.endswith("@expo.example>")
    claim(session)
    outbox.mark_retry(session, mail.id, "451 Later")
    outbox.requeue(session, mail.id)
    assert mail.message_id == message_id


@pytest.mark.both_databases
def test_two_relays_never_claim_the_same_mail(app: Flask, session):
    for number in range(40):
        a_mail(session, f"visitor{number}@example.org")

    def relay(_: int) -> list[int]:
        with app.app_context(), transaction() as own:
            return outbox.claim(own, 5, lease_seconds=60)

    with ThreadPoolExecutor(8) as pool:
        claimed = [mail_id for ids in pool.map(relay, range(8)) for mail_id in ids]
    assert len(claimed) == len(set(claimed)) == 40


def test_the_oldest_mails_come_first(session):
    older = [a_mail(session, f"visitor{number}@example.org").id for number in range(3)]
    a_mail(session, "late@example.org")
    assert claim(session, limit=3) == older


def test_a_mail_given_back_is_due_at_once(session):
    mail = a_mail(session)
    outbox.release(session, claim(session))
    assert claim(session) == [mail.id]


def test_nothing_waits_while_nothing_is_due(session):
    assert not outbox.has_work(session)
    a_mail(session)
    assert outbox.has_work(session)
    claim(session)
    assert not outbox.has_work(session)


def test_a_clock_set_back_keeps_no_mail(session):
    leased, postponed = a_mail(session), a_mail(session, "other@example.org")
    change(session, leased, lease_until=now() + 2 * HOUR)
    change(session, postponed, next_attempt_at=now() + 2 * HOUR)
    assert claim(session) == [leased.id, postponed.id]


def test_each_failure_waits_longer_but_never_more_than_a_quarter_of_an_hour(session):
    mail = a_mail(session)
    pauses = []
    for _ in range(12):
        change(session, mail, next_attempt_at=now())
        claim(session)
        outbox.mark_retry(session, mail.id, "451 Try again later")
        pauses.append(mail.next_attempt_at - now())
    assert mail.state is OutboxState.QUEUED
    assert mail.last_error == "451 Try again later"
    assert pauses[0] < timedelta(seconds=21) < pauses[3] < pauses[11] <= timedelta(minutes=15)


def test_a_mail_is_given_up_after_72_hours_and_says_why(session):
    mail = a_mail(session)
    change(session, mail, created_at=now() - timedelta(hours=71))
    outbox.mark_retry(session, mail.id, "TimeoutError")
    assert mail.state is OutboxState.QUEUED
    change(session, mail, created_at=now() - timedelta(hours=72))
    outbox.mark_retry(session, mail.id, "TimeoutError")
    assert (mail.state, mail.last_error) == (OutboxState.FAILED, "TimeoutError")


def test_a_final_refusal_fails_at_once(session):
    mail = a_mail(session)
    claim(session)
    outbox.mark_failed(session, mail.id, "550 No such user")
    session.commit()
    assert (mail.state, mail.last_error) == (OutboxState.FAILED, "550 No such user")
    assert claim(session) == []


def test_a_late_refusal_does_not_undo_a_mail_that_went_out(session):
    mail = a_mail(session)
    outbox.mark_sent(session, mail.id)
    outbox.mark_retry(session, mail.id, "TimeoutError")
    outbox.mark_failed(session, mail.id, "550 No such user")
    assert (mail.state, mail.last_error) == (OutboxState.SENT, "")


def test_staff_send_a_failed_mail_again_with_72_hours_anew(session):
    mail = a_mail(session)
    change(session, mail, created_at=now() - 4 * DAY, state=OutboxState.FAILED, attempts=9)
    outbox.requeue(session, mail.id)
    session.commit()
    assert claim(session) == [mail.id]
    outbox.mark_retry(session, mail.id, "451 Later")
    assert mail.state is OutboxState.QUEUED


def test_staff_cannot_send_what_went_out_or_what_is_not_there(session):
    mail = a_mail(session)
    sent(session, mail)
    with pytest.raises(MoveRefused):
        outbox.requeue(session, mail.id)
    with pytest.raises(NotFound):
        outbox.requeue(session, 999)


def test_the_fourth_mail_within_an_hour_is_held(session):
    for _ in range(4):
        a_mail(session)
    assert states(session) == ["queued", "queued", "queued", "held"]
    assert len(claim(session)) == 3


def test_variants_of_an_address_share_its_share(session):
    for recipient in ("v.i@gmail.com", "VI@gmail.com", "vi+1@gmail.com", "v.i+2@googlemail.com"):
        a_mail(session, recipient)
    assert states(session)[-1] == "held"


def test_the_eleventh_mail_within_a_day_is_held(session):
    for _ in range(10):
        sent(session, a_mail(session), ago=2 * HOUR)
    assert a_mail(session).state is OutboxState.HELD


def test_mails_to_the_staff_have_no_share(session):
    for _ in range(20):
        a_mail(session, kind=MailKind.STAFF_NOTICE)
    assert set(states(session)) == {"queued"}
    assert a_mail(session).state is OutboxState.QUEUED


@pytest.mark.both_databases
def test_held_mails_go_the_oldest_first_when_there_is_room_again(session):
    mails = [a_mail(session) for _ in range(5)]
    for mail in mails[:3]:
        sent(session, mail, ago=HOUR / 2)
    assert release_held(session) == 0
    change(session, mails[0], sent_at=now() - HOUR)
    assert release_held(session) == 1
    assert states(session) == ["sent", "sent", "sent", "queued", "held"]


def test_a_held_mail_that_staff_release_goes_at_once(session):
    mails = [a_mail(session) for _ in range(4)]
    outbox.requeue(session, mails[3].id)
    assert states(session) == ["queued"] * 4


@pytest.mark.both_databases
def test_many_at_once_cannot_pass_the_share_together(app: Flask, session):
    def submit(number: int) -> None:
        with app.app_context(), transaction() as own:
            outbox.enqueue(
                own,
                kind=MailKind.VISITOR_PASS,
                show=None,
                registration=None,
                recipient=f"victim+{number}@example.org",
                locale="zh",
                base_host="expo.example",
            )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, range(24)))
    assert states(session).count("queued") == 3
