"""One mail to everybody: as many outbox rows as registrations, made by the database itself.

A hundred thousand rows that come to Python and go back hold the lock ten times as long.
"""

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, insert, literal, literal_column, select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, OutboxState, Registration, ShowChange
from exhibition.queries import audience

#: A random UUID (version 4), which SQLite has no function for.
_UUID_IN_SQLITE = (
    "lower(hex(randomblob(4))||'-'||hex(randomblob(2))||'-4'||substr(hex(randomblob(2)),2)"
    "||'-'||substr('89AB',1+(random()&3),1)||substr(hex(randomblob(2)),2)||'-'"
    "||hex(randomblob(6)))"
)


def enqueue(session: Session, change: ShowChange, base_host: str) -> int:
    """Puts the mail of a change into the outbox, once for each registration; gives how many.

    One for each, not for each mailbox: every one brings the pass of its registration, and a
    delegation's leader needs them all. They go behind everything else that is due.
    """
    moment = now()
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    values: dict[str, ColumnElement[Any]] = {
        "message_id": literal("<", Text) + _uuid(on_sqlite) + literal(f"@{base_host}>", Text),
        "kind": literal(MailKind.SHOW_CHANGED.value),
        "show_id": Registration.show_id.expression,
        "registration_id": Registration.id.expression,
        "recipient": Registration.email.expression,
        # Folded no further: these mails are outside the share that it is counted for.
        "mailbox": func.lower(Registration.email),
        "locale": Registration.locale.expression,
        "params": _params(change, on_sqlite),
        "state": literal(OutboxState.QUEUED, OutboxMail.state.type),
        "is_bulk": literal(True),
        "attempts": literal(0),
        "last_error": literal(""),
        "next_attempt_at": literal(moment, OutboxMail.next_attempt_at.type),
        "created_at": literal(moment, OutboxMail.created_at.type),
    }
    rows = select(*values.values()).where(audience.has_mailbox(change)).order_by(Registration.id)
    added = session.execute(
        insert(OutboxMail).from_select([*values], rows, include_defaults=False),
        execution_options={"preserve_rowcount": True},
    )
    return int(added.rowcount)  # type: ignore[attr-defined]


def _uuid(on_sqlite: bool) -> ColumnElement[str]:
    if on_sqlite:
        return literal_column(_UUID_IN_SQLITE, Text)
    return cast(func.gen_random_uuid(), Text)


def _params(change: ShowChange, on_sqlite: bool) -> ColumnElement[Any]:
    build = func.json_object if on_sqlite else func.json_build_object
    return build("change", change.id, "revision", Registration.owner_revision)
