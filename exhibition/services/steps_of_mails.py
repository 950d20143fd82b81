"""The mail that many should have in their mailboxes, once more."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.identifiers import fold_email
from exhibition.domain.list_steps import Skipped
from exhibition.domain.status import GONE
from exhibition.models import OutboxMail, OutboxState, Registration
from exhibition.queries import list_steps
from exhibition.queries.list_steps import Row
from exhibition.services import resending
from exhibition.services.step_run import Former, Items, Run, Way, write_lines

#: People that are in memory at once.
AT_ONCE = 500


def _skips(session: Session, _run: Run, rows: Sequence[Row]) -> Mapping[int, Skipped]:
    waiting = list_steps.awaiting_mail(session, list_steps.ids_of(rows), of_batches=False)
    found = {row.id: Skipped.MAIL_WAITS for row in rows if row.id in waiting}
    found |= {row.id: Skipped.NO_MAILBOX for row in rows if not row.email}
    return found | {row.id: Skipped.STATUS for row in rows if row.status in GONE}


def _send(session: Session, run: Run, rows: Sequence[Row]) -> Former:
    """Every mail is held at first: the relay lets go at once what its mailbox has room for, a few
    hundred at a time, so that thousands of mailboxes are never counted, and locked, together.
    """
    kinds: dict[int, str] = {}
    for at in range(0, len(rows), AT_ONCE):
        ids = list_steps.ids_of(rows[at : at + AT_ONCE])
        mails = [_mail(session, run, one) for one in _people(session, ids)]
        session.execute(insert(OutboxMail), mails)
        kinds |= {mail["registration_id"]: mail["kind"] for mail in mails}
    write_lines(session, run, "mail.resend", ((id, {"mail": kind}) for id, kind in kinds.items()))
    return {row.id: "" for row in rows}


def _people(session: Session, ids: Sequence[int]) -> Sequence[Registration]:
    return session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .order_by(Registration.id)
        .options(joinedload(Registration.entry_pass))
    ).all()


def _mail(session: Session, run: Run, one: Registration) -> dict[str, Any]:
    kind, params = resending.current_mail(session, one)
    moment = now()
    return {
        "message_id": f"<{uuid.uuid4()}@{run.base_host}>",
        "kind": kind.value,
        "show_id": run.show.id,
        "registration_id": one.id,
        "recipient": one.email,
        "mailbox": fold_email(one.email),
        "locale": one.locale,
        "params": {**params, "revision": one.owner_revision},
        "state": OutboxState.HELD,
        "is_bulk": True,
        "next_attempt_at": moment,
        "created_at": moment,
    }


def _cannot(_session: Session, _run: Run, _items: Items) -> set[int]:
    return set()


RESEND = Way(_skips, _send, _cannot)
