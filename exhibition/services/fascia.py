"""The fascia: what the board over a booth says, in the exhibitor's own words."""

from sqlalchemy.orm import Session

from exhibition.domain.errors import NotFound
from exhibition.domain.tasks import Task
from exhibition.models import Registration
from exhibition.queries import tasks as task_queries
from exhibition.services import audit, record, tasks

#: Characters that fit on the board of a booth of 3 m.
ZH_MAX, EN_MAX = 20, 40


def save(session: Session, registration: Registration, zh: str, en: str) -> None:
    """Stores the confirmed wording; at least one language is given.

    Raises ``NotFound`` where the application has no such task.
    """
    record.lock(session, registration)
    application = registration.application
    own = {one.task for one in task_queries.of_application(session, registration)}
    if application is None or Task.FASCIA not in own:
        raise NotFound()
    before = {"fascia_zh": application.fascia_zh, "fascia_en": application.fascia_en}
    after = {"fascia_zh": zh, "fascia_en": en}
    application.fascia_zh, application.fascia_en = zh, en
    tasks.follow(session, registration, Task.FASCIA)
    audit.write(
        session,
        "application.fascia",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"before": before, "after": after},
    )
    session.flush()
