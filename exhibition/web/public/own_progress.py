"""Where a registration stands on its way, as the steps of a timeline."""

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.domain.status import BoothStatus, Kind, ReviewStatus, VisitorStatus
from exhibition.models import Registration, ReviewDecision
from exhibition.queries import review
from exhibition.services.export_words import STATUSES
from exhibition.web import formats

#: (word, note, "done" | "now" | "next"), as ``timeline`` of components/status.html draws it.
Step = tuple[str, str, str]

_OVER = (VisitorStatus.DECLINED, VisitorStatus.WITHDRAWN, VisitorStatus.CANCELLED)


def steps(session: Session, registration: Registration) -> list[Step]:
    """The steps, done and to come; none where there is nothing to wait for."""
    reviewed = registration.kind is Kind.EXHIBITOR or registration.pass_type.needs_review
    if not reviewed and registration.status not in _OVER:
        return []
    decisions = review.decisions(session, registration)
    begun = (gettext("Submitted"), formats.moment(registration.created_at, registration.show))
    if registration.status in _OVER:
        word = formats.localized(STATUSES[registration.status])
        return [(*begun, "done"), (word, _when(registration, decisions), "done")]
    accepted = registration.status == VisitorStatus.ACCEPTED
    way: list[Step] = [
        (*begun, "done"),
        (gettext("In review"), _note(registration), "done" if accepted else "now"),
        (
            gettext("Accepted"),
            _when(registration, decisions) if accepted else "",
            "done" if accepted else "next",
        ),
    ]
    return [*way, _booth(registration, accepted)] if registration.application else way


def _note(registration: Registration) -> str:
    match registration.status:
        case ReviewStatus.NEEDS_INFO:
            return gettext("Needs correction")
        case ReviewStatus.WAITLISTED:
            return gettext("Waiting list")
    return ""


def _booth(registration: Registration, accepted: bool) -> Step:
    application = registration.application
    if application is not None and application.booth is BoothStatus.CONFIRMED:
        return gettext("Booth confirmed"), application.booth_no, "done"
    return gettext("Booth confirmed"), "", "now" if accepted else "next"


def _when(registration: Registration, decisions: Sequence[ReviewDecision]) -> str:
    """When the present status was reached; empty where no step led to it."""
    reached = [one.at for one in decisions if one.to_status == registration.status]
    return formats.moment(reached[-1], registration.show) if reached else ""
