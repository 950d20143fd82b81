"""What a stored export asks for: its filter, read as the list reads it from an address."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import questions, registrations
from exhibition.queries.filters import RegistrationFilter


def wanted(
    session: Session, show: Show, kind: Kind, arguments: Iterable[Sequence[str]]
) -> RegistrationFilter:
    """The filter of [name, value] pairs; what the show offers no more is left out."""
    return RegistrationFilter.from_args(
        _Pairs(arguments),
        show,
        kind,
        questions=questions.of_show(session, show),
        channels=registrations.channel_names(session, show),
    )


class _Pairs:
    """[name, value] pairs as the fields of an address."""

    def __init__(self, pairs: Iterable[Sequence[str]]) -> None:
        self._pairs = [(name, value) for name, value in pairs]

    def get(self, key: str, default: str, /) -> str:
        """The first value."""
        return next(iter(self.getlist(key)), default)

    def getlist(self, key: str, /) -> list[str]:
        """Every value."""
        return [value for name, value in self._pairs if name == key]
