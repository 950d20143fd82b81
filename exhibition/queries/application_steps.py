"""How far an applicant is with the task 补充资料."""

from sqlalchemy.orm import Session

from exhibition.domain import application_steps
from exhibition.domain.application_steps import Progress
from exhibition.models import Registration
from exhibition.queries import uploads


def progress(session: Session, registration: Registration) -> Progress:
    """How many steps are done of how many, and which. Nothing is done by a visitor."""
    application = registration.application
    saved = application.details_steps if application else []
    files = {upload.field for upload in uploads.present(session, registration)}
    return application_steps.progress(saved, files)
