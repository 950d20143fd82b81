"""The life-cycles of a registration as tables of allowed moves.

A visitor has one track. An exhibitor has three that move independently (review, booth, payment),
because a regular gets a booth before the contract and a large firm pays after the show.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a registration is."""

    VISITOR = "visitor"
    EXHIBITOR = "exhibitor"


class VisitorStatus(StrEnum):
    """Where a visitor registration stands. Arrival is an event at the gate, not a status."""

    REGISTERED = "registered"
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class ReviewStatus(StrEnum):
    """Where the review of an exhibitor application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class BoothStatus(StrEnum):
    """The booth track: nothing yet, a booth held until a date, a booth number confirmed."""

    NONE = "none"
    HELD = "held"
    CONFIRMED = "confirmed"


class PaymentStatus(StrEnum):
    """The payment track."""

    NONE = "none"
    CONTRACT = "contract"
    DEPOSIT = "deposit"
    PAID = "paid"


class PassState(StrEnum):
    """Whether an entry pass admits."""

    VALID = "valid"
    PENDING = "pending"
    #: The registration ended or was declined; it may become valid again with it.
    VOID = "void"
    #: Staff took it back, for a reason; it stays so whatever the registration does.
    REVOKED = "revoked"


V, R = VisitorStatus, ReviewStatus

VISITOR_MOVES: dict[VisitorStatus, frozenset[VisitorStatus]] = {
    V.REGISTERED: frozenset({V.WITHDRAWN, V.CANCELLED}),
    V.PENDING: frozenset({V.ACCEPTED, V.DECLINED, V.WITHDRAWN, V.CANCELLED}),
    # Accepted was a person of a company: whoever changes either is looked at again.
    V.ACCEPTED: frozenset({V.PENDING, V.DECLINED, V.WITHDRAWN, V.CANCELLED}),
    V.DECLINED: frozenset({V.ACCEPTED}),
    V.WITHDRAWN: frozenset(),
    V.CANCELLED: frozenset({V.REGISTERED, V.PENDING}),
}

_UNDECIDED = frozenset(
    {R.IN_REVIEW, R.NEEDS_INFO, R.ACCEPTED, R.WAITLISTED, R.DECLINED, R.WITHDRAWN, R.CANCELLED}
)
REVIEW_MOVES: dict[ReviewStatus, frozenset[ReviewStatus]] = {
    R.DRAFT: frozenset({R.SUBMITTED, R.WITHDRAWN}),
    R.SUBMITTED: _UNDECIDED,
    R.IN_REVIEW: _UNDECIDED - {R.IN_REVIEW},
    # An applicant who answers a correction puts the application back to submitted.
    R.NEEDS_INFO: _UNDECIDED | {R.SUBMITTED},
    R.WAITLISTED: _UNDECIDED - {R.WAITLISTED},
    R.ACCEPTED: frozenset({R.NEEDS_INFO, R.DECLINED, R.WITHDRAWN, R.CANCELLED}),
    R.DECLINED: frozenset({R.IN_REVIEW, R.ACCEPTED, R.WAITLISTED}),
    R.WITHDRAWN: frozenset(),
    R.CANCELLED: frozenset({R.SUBMITTED}),
}

#: An application that was not decided yet; its applicant may still change all of it.
UNDECIDED_REVIEW = frozenset({R.SUBMITTED, R.IN_REVIEW, R.NEEDS_INFO, R.WAITLISTED})
#: Registrations that the list, the count and the export leave out unless asked for.
GONE = frozenset({"withdrawn", "cancelled"})


def may_move_visitor(current: VisitorStatus, target: VisitorStatus) -> bool:
    """Whether a visitor registration may go from one status to the other."""
    return target in VISITOR_MOVES[current]


def may_move_review(current: ReviewStatus, target: ReviewStatus) -> bool:
    """Whether an exhibitor application may go from one review status to the other."""
    return target in REVIEW_MOVES[current]


def pass_state_for(kind: Kind, status: str) -> PassState:
    """What the status of a registration makes of its pass, where staff did not revoke it."""
    admitted = (V.REGISTERED, V.ACCEPTED) if kind is Kind.VISITOR else (R.ACCEPTED,)
    if status in admitted:
        return PassState.VALID
    ended = status in GONE or status == R.DECLINED
    return PassState.VOID if ended else PassState.PENDING
