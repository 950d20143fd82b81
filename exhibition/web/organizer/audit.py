"""操作记录: who did what, searchable, as a file too. Nothing here changes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, stream_with_context, url_for
from flask_babel import gettext

from exhibition.adapters import spreadsheet
from exhibition.database import db, expect_writes, read_snapshot, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import N_
from exhibition.domain.rights import Right
from exhibition.domain.typed_text import fold_width
from exhibition.models import Show
from exhibition.queries import audit as audit_queries
from exhibition.queries.audit import AuditFilter
from exhibition.services import audit as audit_service
from exhibition.services.export_columns import local_time
from exhibition.web import access
from exhibition.web.client import client_address
from exhibition.web.house_time import ZONE
from exhibition.web.organizer import audit_words
from exhibition.web.organizer.blueprint import blueprint

#: More lines than this are a job for a narrower filter.
MOST_EXPORTED = 100_000
_HEADER = (
    N_("Time"),
    N_("Who"),
    N_("Action"),
    N_("Show"),
    N_("Reference"),
    N_("Details"),
    N_("Network address"),
)
_NAMES = ("who", "action", "reference", "show", "from", "to")


@dataclass(frozen=True)
class Choices:
    """What a filter can be set to."""

    staff: list[tuple[str, str]]
    actions: list[tuple[str, str]]
    shows: list[tuple[str, str]]


@blueprint.get("/audit")
@access.needs(Right.AUDIT)
def audit_log() -> str:
    """The log, newest first; the filter is in the address."""
    session, shows = db.session(), _shows()
    wanted = _filter(request.args, shows)
    total = audit_queries.count(session, wanted)
    pages = max(1, -(-total // audit_queries.PAGE_SIZE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    asked = {name: request.args[name] for name in _NAMES if request.args.get(name)}
    return render_template(
        "organizer/audit.html",
        show=None,
        lines=audit_queries.page(session, wanted, number),
        total=total,
        number=number,
        pages=pages,
        asked=asked,
        choices=_choices(wanted, shows),
        words=audit_words,
        moment=_moment,
        address=lambda page: url_for("organizer.audit_log", page=page, **asked),
        sees_all=wanted.scope is None,
    )


@blueprint.post("/audit/export")
@access.needs(Right.AUDIT)
def export_audit() -> Response:
    """The lines of the filter as CSV; that it was taken along is logged itself."""
    wanted = _filter(request.form, _shows())
    with transaction() as session:
        audit_service.write(
            session,
            "audit.export",
            actor="staff",
            staff=access.current_staff(),
            details={"rows": min(audit_queries.count(session, wanted), MOST_EXPORTED)},
            address=client_address(),
        )
    # The lock of the POST is let go; what is read is one state of the database.
    expect_writes(False)
    header = [gettext(word) for word in _HEADER]
    # Line by line, in the reader's words: a hundred thousand of them never stand in memory.
    chunks = stream_with_context(spreadsheet.csv_lines(header, _rows(wanted)))
    response = Response(chunks, content_type="text/csv; charset=utf-8")
    name = f"audit_{now().astimezone(ZONE):%Y%m%d-%H%M}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _rows(wanted: AuditFilter) -> Iterator[tuple[str, ...]]:
    with read_snapshot() as session:
        for line in islice(audit_queries.every(session, wanted), MOST_EXPORTED):
            entry, show = line.entry, line.show
            yield (
                local_time(entry.at, show.zone if show else ZONE),
                audit_words.who(entry),
                audit_words.action(entry.action),
                show.slug if show else "",
                line.reference,
                "\n".join(f"{label}: {text}" for label, text in audit_words.lines(entry)),
                entry.address,
            )


def _shows() -> list[Show]:
    return [show for show in access.own_shows() if access.may_in(Right.AUDIT, show)]


def _filter(args: Mapping[str, str], shows: list[Show]) -> AuditFilter:
    # An owner sees all, but not past a show that asks for a second factor.
    everything = access.may_anywhere(Right.STAFF) and len(shows) == len(access.own_shows())
    chosen = next((show for show in shows if show.slug == args.get("show")), None)
    zone = chosen.zone if chosen is not None else ZONE
    who, last = args.get("who", ""), _day(args.get("to", ""))
    return AuditFilter(
        scope=None if everything else frozenset(show.id for show in shows),
        staff_id=int(who) if who.isascii() and who.isdigit() and len(who) < 10 else None,
        action=args.get("action", "")[:40].replace("\0", ""),
        reference=fold_width(args.get("reference", "")[:40]).upper().replace("\0", ""),
        show_id=chosen.id if chosen is not None else None,
        since=_start(_day(args.get("from", "")), zone),
        before=_start(last + timedelta(days=1) if last else None, zone),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if found.year in range(2000, 3000) else None


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day is not None else None


def _choices(wanted: AuditFilter, shows: list[Show]) -> Choices:
    session = db.session()
    found = audit_queries.actions(session, wanted.scope)
    return Choices(
        [(str(number), email) for number, email in audit_queries.actors(session, wanted.scope)],
        sorted(((name, audit_words.action(name)) for name in found), key=lambda one: one[1]),
        [(show.slug, show.slug) for show in shows],
    )


def _moment(line: audit_queries.AuditLine) -> str:
    return local_time(line.entry.at, line.show.zone if line.show else ZONE)
