"""What was merged into a registration, read on its page along with its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext

from exhibition.database import db
from exhibition.domain.questions import Question
from exhibition.models import CaseNote, Consent, Merge, Registration, Upload
from exhibition.queries import cases, details, merges, recommendations, uploads
from exhibition.queries import review as reviews
from exhibition.web.organizer import history
from exhibition.web.organizer.history import Event


@dataclass(frozen=True)
class Merged:
    """One that was merged away, with what its page would show."""

    merge: Merge
    consents: Sequence[Consent]
    files: Sequence[Upload]

    @property
    def gone(self) -> Registration:
        """The registration."""
        return self.merge.gone


def into(found: Registration) -> list[Merged]:
    """What was merged into a registration, and into that in turn."""
    session = db.session()
    return [
        Merged(merge, details.consents(session, merge.gone), uploads.present(session, merge.gone))
        for merge in merges.family(session, found.id)
    ]


def events(
    own: Iterable[Event], others: Iterable[Merged], asked: Iterable[Question]
) -> list[Event]:
    """What happened to any of them, newest first; that of another says whose it is."""
    asked = tuple(asked)
    found = [*own, *(event for other in others for event in _theirs(other.gone, asked))]
    return sorted(found, key=lambda event: event.at, reverse=True)


def notes(own: Sequence[CaseNote], others: Iterable[Merged]) -> list[CaseNote]:
    """The notes on any of them, newest first."""
    found = [*own, *(note for one in others for note in cases.notes(db.session(), one.gone))]
    return sorted(found, key=lambda note: note.id, reverse=True)


def _theirs(gone: Registration, asked: tuple[Question, ...]) -> Iterator[Event]:
    session = db.session()
    whose = (gettext("Reference"), gone.reference)
    found = history.events(
        details.audit_entries(session, gone),
        reviews.decisions(session, gone),
        asked,
        gone.kind,
        reviews.mails(session, gone),
        recommendations.of_registration(session, gone),
    )
    return (replace(event, lines=(whose, *event.lines)) for event in found)
