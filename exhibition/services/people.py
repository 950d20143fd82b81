"""The same person again: which of somebody's registrations counts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.status import GONE, Kind
from exhibition.models import Application, Registration


def refresh_further(session: Session, registration: Registration) -> None:
    """Marks every registration of this person but the first that counts as a further one.

    The first stays: a stranger who knows a name and a number cannot push it aside. Withdrawn and
    test registrations do not count, so when the first one goes, the next takes its place. An agent
    who applies for two companies is not the same exhibitor twice: there the company counts too.
    """
    same = select(Registration).where(
        Registration.show_id == registration.show_id,
        Registration.kind == registration.kind,
        Registration.person_key == registration.person_key,
    )
    if registration.kind is Kind.EXHIBITOR and registration.application is not None:
        same = same.join(Application).where(
            Application.company_folded == registration.application.company_folded
        )
    first_found = False
    for one in session.scalars(same.order_by(Registration.id)):
        counts = not one.is_test and one.status not in GONE
        one.is_further = counts and first_found
        first_found = first_found or counts
