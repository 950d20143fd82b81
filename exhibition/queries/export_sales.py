"""What sales staff take along of an exhibitor: money, whose customer it is, the last word spoken.

Apart from the other columns of a set, because looking up the last note of a hundred thousand rows
is only paid for by sets that have it.
"""

from typing import Any

from sqlalchemy import Select, case, func, select

from exhibition.models import Billing, CaseFile, CaseNote, Registration, Staff

#: Columns of sets that need these joins.
KEYS = frozenset(
    {
        *("contract", "due_amount", "due_on", "received_amount", "open_amount", "invoice_no"),
        *("owner", "intent", "next_follow_up", "last_note_at", "last_note"),
    }
)


def joined(statement: Select[Any]) -> Select[Any]:
    """The rows of an export with these columns; empty where there is nothing of it."""
    last = (
        select(func.max(CaseNote.id))
        .where(CaseNote.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )
    return (
        statement.outerjoin(Billing, Billing.registration_id == Registration.id)
        .outerjoin(CaseFile, CaseFile.registration_id == Registration.id)
        .outerjoin(Staff, Staff.id == CaseFile.owner_id)
        .outerjoin(CaseNote, CaseNote.id == last)
        .add_columns(
            Billing.contract_no,
            Billing.contract_on,
            Billing.due_amount,
            Billing.due_on,
            Billing.received_amount,
            Billing.open_amount,
            Billing.invoice_no,
            case((Staff.name != "", Staff.name), else_=Staff.email).label("owner"),
            CaseFile.intent,
            CaseFile.next_follow_up,
            CaseNote.at.label("last_note_at"),
            CaseNote.text.label("last_note"),
        )
    )
