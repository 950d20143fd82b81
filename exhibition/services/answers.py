"""Answers to a show's questions: on the registration for display, in rows for filters."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from exhibition.domain.answers import Answer
from exhibition.models import Answered, Registration, ShowChoice, ShowQuestion
from exhibition.services import audit, record

#: What the questions of a form offer; made once, every registration asks.
_CHOICES = (
    select(ShowChoice.id, ShowQuestion.slug, ShowChoice.slug)
    .join(ShowQuestion)
    .where(
        ShowQuestion.show_id == bindparam("show"),
        ShowQuestion.form == bindparam("form"),
        ShowQuestion.slug.in_(bindparam("slugs", expanding=True)),
    )
)


def put(session: Session, registration: Registration, answers: Mapping[str, Answer]) -> None:
    """Stores answers by slug. An empty one takes back what was answered before; questions not
    named stay as they are.
    """
    kept = {slug: said for slug, said in registration.answers.items() if slug not in answers}
    registration.answers = kept | {
        slug: given.to_json() for slug, given in answers.items() if given
    }
    store_choices(session, registration, answers.keys())


def answer(session: Session, registration: Registration, answers: Mapping[str, Answer]) -> None:
    """Stores answers given after the registration, such as those of the success page.

    Raises ``NotFound`` where the registration was erased in the meantime.
    """
    record.lock(session, registration)
    put(session, registration, answers)
    audit.write(
        session,
        f"{registration.kind}.answer",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"questions": sorted(answers)},
    )
    session.flush()


def store_choices(session: Session, registration: Registration, slugs: Collection[str]) -> None:
    """Makes the filter rows of these questions say what ``registration.answers`` says."""
    wanted = {
        (slug, value)
        for slug in slugs
        for value in registration.answers.get(slug, {}).get("values", ())
    }
    asked = {"show": registration.show_id, "form": registration.kind.value, "slugs": [*slugs]}
    rows = session.execute(_CHOICES, asked)
    ids = {choice_id: (question, choice) for choice_id, question, choice in rows}
    stored = {row.choice_id: row for row in registration.chosen}
    for choice_id, pair in ids.items():
        if pair in wanted and choice_id not in stored:
            registration.chosen.append(Answered(choice_id=choice_id))
        elif pair not in wanted and choice_id in stored:
            registration.chosen.remove(stored[choice_id])
