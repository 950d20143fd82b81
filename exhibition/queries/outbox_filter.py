"""Which mails the outbox page shows: one filter for the page, its counts and what is sent again."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from exhibition.domain import codes
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, OutboxState, Registration, Show

#: Stands as the reason of a mail that staff took out of the line.
CANCELLED = "cancelled"
_TEXT_MAX = 100


@dataclass(frozen=True)
class MailFilter:
    """Mails of one show; an empty field asks for nothing."""

    show_id: int
    state: OutboxState | None = None
    kind: str = ""
    #: Part of a mailbox, or all of it for a reader who sees them masked.
    recipient: str = ""
    reference: str = ""
    masked: bool = False

    @classmethod
    def read(
        cls, show: Show, state: str, kind: str, recipient: str, reference: str, *, masked: bool
    ) -> "MailFilter":
        """The filter of an address; what is unknown is left out, never an error."""
        return cls(
            show.id,
            next((one for one in OutboxState if one == state), None),
            kind if kind in list(MailKind) else "",
            recipient.replace("\0", "").strip()[:_TEXT_MAX],
            reference.replace("\0", "").strip()[:_TEXT_MAX],
            masked,
        )

    def to_args(self) -> dict[str, str]:
        """The names and values of the address; what is at rest is left out."""
        pairs = {
            "state": self.state.value if self.state else "",
            "kind": self.kind,
            "recipient": self.recipient,
            "reference": self.reference,
        }
        return {name: value for name, value in pairs.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for."""
        return bool(self.kind or self.recipient or self.reference)

    def in_state(self, state: OutboxState | None) -> "MailFilter":
        """The same in another state."""
        return replace(self, state=state)


def conditions(wanted: MailFilter) -> list[ColumnElement[bool]]:
    """The filter on the rows of the outbox."""
    found: list[ColumnElement[bool]] = [OutboxMail.show_id == wanted.show_id]
    if wanted.state is not None:
        found.append(OutboxMail.state == wanted.state)
    if wanted.kind:
        found.append(OutboxMail.kind == wanted.kind)
    if wanted.recipient:
        text = wanted.recipient.lower()
        mailbox = func.lower(OutboxMail.recipient)
        # Letter by letter a search would spell out what the mask hides.
        exact = mailbox == text
        found.append(exact if wanted.masked else mailbox.contains(text, autoescape=True))
    if wanted.reference:
        reference = codes.parse_reference(wanted.reference) or wanted.reference
        about = select(Registration.id).where(
            Registration.show_id == wanted.show_id, Registration.reference == reference
        )
        found.append(OutboxMail.registration_id.in_(about))
    return found


def failed(wanted: MailFilter) -> list[ColumnElement[bool]]:
    """The failed ones of the filter."""
    return conditions(wanted.in_state(OutboxState.FAILED))


def count_failed(session: Session, wanted: MailFilter) -> tuple[int, int]:
    """How many failed, and the highest number among them: later ones were not counted."""
    statement = select(func.count(OutboxMail.id), func.max(OutboxMail.id)).where(*failed(wanted))
    number, highest = session.execute(statement).one()
    return number or 0, highest or 0
