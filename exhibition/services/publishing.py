"""Whether a show can go to print: what would embarrass the organizer once a code is out."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.show import WindowState
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, Registration, Show

#: Written when test registrations are taken away: the form was tried all the same.
TESTS_REMOVED = "registration.remove_tests"


class Check(StrEnum):
    """One thing that is looked at, in the order of the page."""

    ADDRESS = "address"
    SAMPLES = "samples"
    RETENTION = "retention"
    CONTACT = "contact"
    MAIL = "mail"
    WINDOWS = "windows"
    TRIED = "tried"


@dataclass(frozen=True)
class Problem:
    """One red line; ``about`` names its parts: the fault, the sample keys or the forms."""

    check: Check
    about: tuple[str, ...] = ()


def problems(
    session: Session, show: Show, *, base_url: str, mail_configured: bool, at: datetime
) -> list[Problem]:
    """What still has to be mended at the aware moment ``at``; none when the show is ready."""
    found = [
        (Check.ADDRESS, _named(address_fault(base_url))),
        (Check.SAMPLES, tuple(show.samples)),
        (Check.RETENTION, _named("unset" if show.retention_until is None else "")),
        (Check.CONTACT, _named("" if show.contact_phone or show.contact_email else "none")),
        (Check.MAIL, _named("" if mail_configured else "unset")),
        (Check.WINDOWS, _past_windows(show, at)),
        (Check.TRIED, _named("" if _was_tried(session, show) else "never")),
    ]
    return [Problem(check, about) for check, about in found if about]


def address_fault(base_url: str) -> str:
    """Why a printed code would not work everywhere: ``localhost``, ``ip``, ``name`` or ``http``.

    Empty for an https address with a real host name. A bare address is a fault also where it is
    public: no certificate and no ICP filing stand behind it.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if host == "localhost" or host.endswith(".localhost") or _is_loopback(host):
        return "localhost"
    if _address(host) is not None:
        return "ip"
    if "." not in host:
        return "name"
    return "" if parts.scheme == "https" else "http"


def _named(fault: str) -> tuple[str, ...]:
    return (fault,) if fault else ()


def _past_windows(show: Show, at: datetime) -> tuple[str, ...]:
    past = (WindowState.CLOSED, WindowState.OVER)
    return tuple(
        kind.value for kind in Kind if show.takes(kind) and show.window_state(kind, at) in past
    )


def _was_tried(session: Session, show: Show) -> bool:
    registered = select(Registration.id).where(Registration.show_id == show.id).limit(1)
    removed = (
        select(AuditEntry.id)
        .where(AuditEntry.show_id == show.id, AuditEntry.action == TESTS_REMOVED)
        .limit(1)
    )
    return session.scalar(registered) is not None or session.scalar(removed) is not None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return address is not None and address.is_loopback
