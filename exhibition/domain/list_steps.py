"""What staff can do with many rows of a list at once, review decisions aside."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from exhibition.domain.rights import Right
from exhibition.domain.status import (
    Kind,
    ReviewStatus,
    VisitorStatus,
    may_move_review,
    may_move_visitor,
)


class ListStep(StrEnum):
    """One thing done with every chosen row."""

    RESEND = "resend"
    TAG = "tag"
    UNTAG = "untag"
    SET_OWNER = "set_owner"
    SET_ASSIGNEE = "set_assignee"
    MARK_TEST = "mark_test"
    UNMARK_TEST = "unmark_test"
    CANCEL = "cancel"


#: The right each asks for: the same as for one row.
NEEDED: Mapping[ListStep, Right] = {
    ListStep.RESEND: Right.RESEND,
    ListStep.TAG: Right.DECIDE,
    ListStep.UNTAG: Right.DECIDE,
    ListStep.SET_OWNER: Right.DECIDE,
    ListStep.SET_ASSIGNEE: Right.DECIDE,
    ListStep.MARK_TEST: Right.EDIT,
    ListStep.UNMARK_TEST: Right.EDIT,
    ListStep.CANCEL: Right.EDIT,
}
#: How long it can be taken back. A mail that left cannot be called back at all.
UNDO_WITHIN = timedelta(minutes=10)
#: Rows at a time: a second or two of the one writer that SQLite has.
MOST = 5_000
#: Cancelled one by one, each with its pass and the person's other registrations.
MOST_CANCELLED = 1_000


class Skipped(StrEnum):
    """Why a row is left alone."""

    NO_MAILBOX = "no_mailbox"
    MAIL_WAITS = "mail_waits"
    IS_SO = "is_so"
    STATUS = "status"
    DECISION_WAITS = "decision_waits"


def may_cancel(kind: Kind, status: str) -> bool:
    """Whether the organizer can end a registration of this status."""
    if kind is Kind.VISITOR:
        return may_move_visitor(VisitorStatus(status), VisitorStatus.CANCELLED)
    return may_move_review(ReviewStatus(status), ReviewStatus.CANCELLED)


def can_be_undone(step: ListStep) -> bool:
    """Whether there is a way back from it."""
    return step is not ListStep.RESEND
