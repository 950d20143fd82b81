"""Absolute addresses, for what leaves the house: mails, QR codes, printed pictures."""

from urllib.parse import urlsplit

from exhibition.config import Settings
from exhibition.domain import keys
from exhibition.domain.codes import OwnerToken
from exhibition.models import EntryPass, Registration
from exhibition.services import passes


def absolute(settings: Settings, path: str) -> str:
    """The address of a path (``/…``) under BASE_URL; never under the Host a request named."""
    return f"{settings.base_url}{path}"


def owner_token(settings: Settings, registration: Registration) -> OwnerToken:
    """The token of the registrant's own page at its present revision: a secret."""
    return keys.owner_token(settings.pass_key, registration.uid, registration.owner_revision)


def owner_url(settings: Settings, registration: Registration) -> str:
    """The registrant's own page ``/r/…``: a secret, for the registrant alone."""
    return absolute(settings, f"/r/{owner_token(settings, registration)}")


def pass_url(settings: Settings, entry_pass: EntryPass) -> str:
    """Exactly what the QR code of a pass holds: ``BASE_URL/p/CODE``."""
    return absolute(settings, f"/p/{passes.code_of(entry_pass, settings.pass_key)}")


def base_host(settings: Settings) -> str:
    """The host of BASE_URL without its port, as Message-IDs name it."""
    return urlsplit(settings.base_url).hostname or "localhost"
