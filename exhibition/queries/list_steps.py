"""What a step with many rows has to know: the chosen rows, what they have already, whom it met."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.list_steps import ListStep
from exhibition.domain.status import Kind
from exhibition.models import (
    CaseFile,
    OutboxMail,
    OutboxState,
    Registration,
    Show,
    StepItem,
    StepTaken,
    Tagged,
)
from exhibition.queries.registrations import ordered
from exhibition.queries.selection import Selection


class Row(NamedTuple):
    """One chosen row; no more is read of it."""

    id: int
    reference: str
    status: str
    name: str
    company: str
    email: str
    is_test: bool
    person_key: str


class Met(NamedTuple):
    """One registration that a step met, as it is now."""

    id: int
    reference: str
    name: str
    company: str
    status: str
    is_undone: bool


_OF_A_ROW: tuple[Any, ...] = (
    Registration.id,
    Registration.reference,
    Registration.status,
    Registration.name,
    Registration.company,
    Registration.email,
    Registration.is_test,
    Registration.person_key,
)


def rows(session: Session, picked: Selection, most: int) -> list[Row]:
    """The chosen rows at this moment, in the order of the list, ``most`` at most."""
    wanted: Any = select(*_OF_A_ROW).where(*picked.conditions())
    return [Row(*row) for row in session.execute(ordered(wanted, picked.wanted).limit(most))]


def awaiting_mail(session: Session, ids: Collection[int], *, of_batches: bool) -> set[int]:
    """Who of them has a mail that has not left; ``of_batches``: of a decision on many."""
    waiting = select(OutboxMail.registration_id).where(
        OutboxMail.registration_id.in_(ids),
        OutboxMail.state.in_((OutboxState.QUEUED, OutboxState.HELD)),
    )
    if of_batches:
        waiting = waiting.where(OutboxMail.batch_id.is_not(None))
    return {id for id in session.scalars(waiting) if id is not None}


def tagged(session: Session, tag_id: int, ids: Collection[int]) -> set[int]:
    """Who of them carries the tag."""
    carrying = select(Tagged.registration_id).where(
        Tagged.tag_id == tag_id, Tagged.registration_id.in_(ids)
    )
    return set(session.scalars(carrying))


def files(session: Session, ids: Collection[int]) -> Mapping[int, CaseFile]:
    """The files that staff keep about them, by registration."""
    found = session.scalars(
        select(CaseFile)
        .where(CaseFile.registration_id.in_(ids))
        .execution_options(populate_existing=True)
    )
    return {file.registration_id: file for file in found}


def find(session: Session, show: Show, step_id: int) -> StepTaken | None:
    """The step of this number, where it belongs to the show."""
    found = session.get(StepTaken, step_id)
    return found if found is not None and found.show_id == show.id else None


def items(session: Session, taken: StepTaken) -> Mapping[int, StepItem]:
    """Whom it met and how they stood before, by registration."""
    found = session.scalars(select(StepItem).where(StepItem.step_id == taken.id))
    return {item.registration_id: item for item in found}


def met(session: Session, taken: StepTaken, most: int) -> Sequence[Met]:
    """Whom it met, the first of them."""
    found = session.execute(
        select(
            Registration.id,
            Registration.reference,
            Registration.name,
            Registration.company,
            Registration.status,
            StepItem.is_undone,
        )
        .join(StepItem, StepItem.registration_id == Registration.id)
        .where(StepItem.step_id == taken.id)
        .order_by(Registration.id)
        .limit(most)
    )
    return [Met(*row) for row in found]


def step_of(taken: StepTaken) -> ListStep:
    """Which step it was."""
    return ListStep(taken.step)


def kind_of(taken: StepTaken) -> Kind:
    """Of which list it was."""
    return Kind(taken.kind)


def ids_of(found: Iterable[Row]) -> list[int]:
    """Their ids."""
    return [row.id for row in found]
