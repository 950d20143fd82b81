"""A form that arrives: seen before or new, inside its window, within what one number may send."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import TooMany, WindowClosed
from exhibition.domain.show import WindowState
from exhibition.domain.status import Kind
from exhibition.models import Registration, Show
from exhibition.services import people

#: Stored registrations per mobile number: (how many, within).
MOBILE_LIMITS = ((10, timedelta(hours=1)), (30, timedelta(days=1)))
#: The state of a form that the organizer does not offer.
OFF = "off"

# Every form that arrives asks both: the statements are made once.
_MADE = select(Registration).where(
    Registration.show_id == bindparam("show"),
    Registration.submission_hash == bindparam("hash"),
)
_STORED = select(Registration.created_at).where(
    Registration.show_id == bindparam("show"),
    Registration.mobile == bindparam("mobile"),
    Registration.is_test.is_(False),
    Registration.created_at > bindparam("since"),
)


@dataclass(frozen=True)
class Submission:
    """How a form arrived, besides what it says."""

    #: The form's own id, at least 128 bits; empty where it carried none.
    submission_id: str
    #: SHA-256 of what the form said.
    body_hash: str
    pass_key: bytes
    #: The host that Message-IDs name.
    base_host: str
    is_test: bool = False

    @property
    def hash(self) -> str | None:
        """SHA-256 of the id, under which it is stored; None where there is none."""
        if not self.submission_id:
            return None
        return hashlib.sha256(self.submission_id.encode()).hexdigest()


@dataclass(frozen=True)
class Submitted:
    """The registration a submission led to: new, or the one it had already made."""

    registration: Registration
    repeated: bool
    same_body: bool = True


def form_state(show: Show, kind: Kind, at: datetime) -> str:
    """What a form is at the aware moment ``at``: a ``WindowState``, or "off" where the organizer
    does not offer it. The form of a show that is over is over.
    """
    state = show.window_state(kind, at)
    return state.value if show.takes(kind) or state is WindowState.OVER else OFF


def find(session: Session, show: Show, submission: Submission) -> Submitted | None:
    """What this very submission already made, or None."""
    if submission.hash is None:
        return None
    registration = session.scalar(_MADE, {"show": show.id, "hash": submission.hash})
    if registration is None:
        return None
    same = registration.body_hash == submission.body_hash
    return Submitted(registration, repeated=True, same_body=same)


def begin(
    session: Session, show: Show, kind: Kind, mobile: str, submission: Submission
) -> Submitted | None:
    """What this submission already made, or None for a new one that may go on.

    Raises ``WindowClosed``, or ``TooMany`` where the number had its share.
    """
    people.one_at_a_time(session, show.id, mobile)
    if (earlier := find(session, show, submission)) is not None:
        return earlier
    # Staff try the form before it opens, and as often as they like.
    if not submission.is_test:
        if (state := form_state(show, kind, now())) != WindowState.OPEN:
            raise WindowClosed(state=state)
        _check_share(session, show, mobile)
    return None


def _check_share(session: Session, show: Show, mobile: str) -> None:
    moment = now()
    longest = max(within for _, within in MOBILE_LIMITS)
    sent = {"show": show.id, "mobile": mobile, "since": moment - longest}
    stored = session.scalars(_STORED, sent).all()
    for most, within in MOBILE_LIMITS:
        if sum(made > moment - within for made in stored) >= most:
            raise TooMany(phone=show.contact_phone)
