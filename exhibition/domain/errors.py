"""One tree of errors. A leaf names what went wrong by its code and carries the parameters of its
sentence; the sentence is marked here and spoken in the reader's language by ``web/errors.py``.
"""

from typing import ClassVar


def N_(sentence: str) -> str:
    """Marks a sentence for the catalogues without translating it yet."""
    return sentence


class ExhibitionError(Exception):
    """Something a person did cannot be done; never a fault of the program."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = N_("This cannot be done.")
    status: ClassVar[int] = 422

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class NotFound(ExhibitionError):
    """The object does not exist, or is out of the reader's scope: the two look the same."""

    code = "not_found"
    sentence = N_("This page does not exist.")
    status = 404


class WindowClosed(ExhibitionError):
    """The form was sent outside its window. ``state`` is a ``WindowState``."""

    code = "window_closed"
    sentence = N_("The form is closed.")
    status = 409


class TooMany(ExhibitionError):
    """A cap per phone number was reached."""

    code = "too_many"
    sentence = N_("Too many attempts. Please try later or call %(phone)s.")
    status = 429


class UnknownChoice(ExhibitionError):
    """A value that the show does not offer, such as a pass type of another show."""

    code = "unknown_choice"
    sentence = N_("Choose one of the options offered.")


class MoveRefused(ExhibitionError):
    """The status does not allow this step. Carries ``current`` and ``target``."""

    code = "move_refused"
    sentence = N_("Not possible: the status has changed to “%(current)s” in the meantime.")
    status = 409


class Stale(ExhibitionError):
    """Somebody else changed the record since the page was opened."""

    code = "stale"
    sentence = N_("Somebody else changed this record. Look at it again before you decide.")
    status = 409


class ChangesClosed(ExhibitionError):
    """The registration can no longer be changed by its owner."""

    code = "changes_closed"
    sentence = N_("This registration can no longer be changed on this page.")
    status = 409


class AlreadyDecided(ExhibitionError):
    """Somebody else decided about a change of the show first."""

    code = "already_decided"
    sentence = N_("Somebody else has decided about this change already.")
    status = 409


class AddressTaken(ExhibitionError):
    """A channel's short address or a staff mailbox exists already."""

    code = "address_taken"
    sentence = N_("This address is already in use.")


class BoothTaken(ExhibitionError):
    """Another exhibitor of the show has the booth. Carries ``number`` and ``reference``."""

    code = "booth_taken"
    sentence = N_("Booth %(number)s already belongs to %(reference)s.")
    status = 409


class LinkSpent(ExhibitionError):
    """A one-time link was used, replaced, or is older than 60 minutes."""

    code = "link_spent"
    sentence = N_("This link has been used or has expired. Ask for a new one.")
    status = 404


class LastOwner(ExhibitionError):
    """Nobody would own the installation any more."""

    code = "last_owner"
    sentence = N_("Somebody has to own this system: make another person an owner first.")
    status = 409


class NoGrant(ExhibitionError):
    """A role without a place, two for one place, or an owner of one show only."""

    code = "no_grant"
    sentence = N_("Choose a role, for all shows or for at least one.")


class FactorRefused(ExhibitionError):
    """A code or a passkey that is wrong, spent, or not this person's."""

    code = "factor_refused"
    sentence = N_("This code is wrong or has been used. Wait for the next one.")


class FileProblem(ExhibitionError):
    """An upload was refused; ``reason`` is the file store's code."""

    code = "file"
    sentence = N_("This file cannot be accepted.")
