"""Exports: exactly the rows of a list, as CSV or XLSX, from one frozen state of the database."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from exhibition.adapters import spreadsheet
from exhibition.domain.export_sets import BATCH, ID_NUMBER, NUMBER, PASS, REGISTERED
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import export_rows, export_sales, registrations
from exhibition.queries import questions as asked
from exhibition.queries.filters import SWITCHES, RegistrationFilter
from exhibition.services import export_words as words
from exhibition.services import filter_words
from exhibition.services.export_columns import (
    ID_KEYS,
    ExportColumn,
    HeaderStyle,
    columns,
    hidden,
    local_time,
    of_set,
)
from exhibition.services.export_secrets import Cell, Secrets

#: More than this many rows as XLSX would hold up the pages that others wait for.
ROWS_IN_REQUEST = 5_000

_NOT_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_NAME_MAX = 60


class ExportFormat(StrEnum):
    """The two kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Export:
    """What is asked for: which rows, in whose words, by whom, when."""

    wanted: RegistrationFilter
    style: HeaderStyle
    #: The mailbox of the staff, or how the command was called.
    who: str
    at: datetime
    #: Phone numbers and mailboxes are hidden from whoever may not take them along.
    masked: bool = False
    #: What the file is for, and the number under which it stands in the history; 0 has none.
    purpose: str = ""
    number: int = 0
    #: The columns of a set and what it is called; without one, all columns.
    columns: tuple[str, ...] = ()
    set_name: str = ""
    #: The number of the last export of the set, where only what is new or changed is wanted.
    since: int | None = None
    secrets: Secrets | None = None

    @property
    def counts(self) -> bool:
        """Whether its rows are pass types with how many there are."""
        return REGISTERED in self.columns

    @property
    def is_badges(self) -> bool:
        """Whether it is handed to a printer of badges, sorted as they are packed."""
        return not PASS.isdisjoint(self.columns) and self.wanted.sort == "company"


#: Told after every batch how many rows there are by now; what it raises ends the export.
Watch = Callable[[int], None]


#: Which of a batch are written, from their ids and the digests of what the set says about them.
Sieve = Callable[[Sequence[int], Sequence[str]], Sequence[bool]]


def _unwatched(_rows: int) -> None:
    """Nobody looks on."""


def count(session: Session, export: Export) -> int:
    """How many rows it has."""
    if export.counts:
        return len(export_rows.count_by_pass_type(session, export.wanted))
    return export_rows.count(session, export.wanted)


def csv_chunks(session: Session, show: Show, export: Export) -> Iterator[bytes]:
    """The CSV file piece by piece, the header first; memory stays flat."""
    found = _columns(session, show, export)
    return spreadsheet.csv_lines(
        [column.heading for column in found], _cells(session, show, export, found)
    )


def write_csv(
    session: Session,
    show: Show,
    export: Export,
    path: Path,
    watch: Watch = _unwatched,
    sieve: Sieve | None = None,
) -> int:
    """Writes the CSV file, readable by its owner only, and gives its rows; after any error no file
    is left.
    """
    seen = _Seen(watch)
    found = _columns(session, show, export)
    chunks = spreadsheet.csv_lines(
        [column.heading for column in found], _cells(session, show, export, found, seen, sieve)
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return seen.rows


def write_xlsx(
    session: Session,
    show: Show,
    export: Export,
    path: Path,
    watch: Watch = _unwatched,
    sieve: Sieve | None = None,
) -> int:
    """Writes the workbook, with who, when and which filter on a second sheet; gives its rows.

    Raises ``spreadsheet.TooManyRows``.
    """
    seen = _Seen(watch)
    found = _columns(session, show, export)
    return spreadsheet.write_xlsx(
        path,
        [column.heading for column in found],
        _cells(session, show, export, found, seen, sieve),
        widths=[column.width for column in found],
        sheet_name=_what(export),
        about=_about(session, show, export, seen),
        about_name=_word(words.SHEETS["about"], export),
    )


class _Seen:
    """Counts the rows that were written, and tells whoever looks on."""

    def __init__(self, watch: Watch) -> None:
        self.rows = 0
        self._watch = watch

    def __call__(self, rows: int) -> None:
        self.rows = rows
        self._watch(rows)


def file_name(show: Show, export: Export, rows: int, ending: str) -> str:
    """``{show}_{set}_{yyyymmdd-HHMM}_{rows}条.xlsx``, the time in the show's zone."""
    language = _language(export)
    name = show.text("name").in_(language) or show.slug
    parts = (
        f"{name}{_word(words.DEMONSTRATION, export)}" if show.is_demo else name,
        _what(export),
        f"{export.at.astimezone(show.zone):%Y%m%d-%H%M}",
        f"{rows}条" if language == "zh" else f"{rows}rows",
    )
    named = (_NOT_IN_FILE_NAME.sub(" ", part)[:_NAME_MAX].strip(" .") for part in parts)
    return f"{'_'.join(named)}.{ending}"


def facts(export: Export, rows: int) -> dict[str, Any]:
    """What the audit log keeps of an export; searched names and numbers stay out of it."""
    arguments = export.wanted.to_args()
    return {
        "kind": export.wanted.kind.value,
        "rows": rows,
        "header": export.style.value,
        **({"set": export.set_name} if export.set_name else {}),
        **({"purpose": export.purpose} if export.purpose else {}),
        "filter": [[name, "…" if name == "q" else value] for name, value in arguments],
        **({"masked": True} if export.masked else {}),
    }


def _columns(session: Session, show: Show, export: Export) -> list[ExportColumn]:
    kind = export.wanted.kind
    if export.columns:
        questions = asked.of_show(session, show)
        secrets = export.secrets
        found = of_set(show, kind, export.style, questions, export.columns, secrets)
    else:
        found = columns(show, kind, export.style, list(_questions(session, show, kind)))
    return [hidden(column) for column in found] if export.masked else found


def _questions(session: Session, show: Show, kind: Kind) -> Iterator[Question]:
    """The questions asked now, and those asked once that somebody answered."""
    answered = export_rows.answered_questions(session, show.id, kind)
    for question in asked.of_show(session, show):
        if question.form != kind.value:
            continue
        known = question.enabled or question.slug in answered
        if known or _has_answers(session, show, kind, question):
            yield question


def _has_answers(session: Session, show: Show, kind: Kind, question: Question) -> bool:
    # Only options have rows to look in; texts and days are looked for in the answers themselves.
    if not question.takes_text and not question.choices_from:
        return False
    return export_rows.is_text_answered(session, show.id, kind, question.slug)


def _cells(
    session: Session,
    show: Show,
    export: Export,
    found: Sequence[ExportColumn],
    watch: Watch = _unwatched,
    sieve: Sieve | None = None,
) -> Iterator[tuple[Cell, ...]]:
    if export.counts:
        counted = list(_counted(session, export, found))
        yield from counted
        watch(len(counted))
        return
    rows, with_more = 0, bool(export.columns)
    plain = _plain(session, show, export) if sieve else []
    asked = dict.fromkeys(one.question for one in (*found, *plain) if one.question)
    batches = export_rows.export_batches(
        session,
        export.wanted,
        with_more=with_more,
        with_sales=not export_sales.KEYS.isdisjoint(export.columns),
        with_documents=not ID_KEYS.isdisjoint(export.columns),
        answers=asked,
        as_badges=export.is_badges,
    )
    for batch in batches:
        written = list(zip(*(column.cells(batch) for column in found), strict=True))
        if sieve:
            keep = sieve(batch["registration_id"], _digests(plain, batch))
            written = [row for row, kept in zip(written, keep, strict=True) if kept]
        yield from _numbered(written, found, rows, export.number) if with_more else written
        rows += len(written)
        watch(rows)


def _plain(session: Session, show: Show, export: Export) -> list[ExportColumn]:
    """The columns whose change counts: unmasked and in no language, without the numbers that
    every export gives anew. Nor of a document's number: so few are possible that somebody with a
    copy of the database could try them all on what is kept of a row.
    """
    names = [name for name in export.columns if name not in (NUMBER, BATCH, ID_NUMBER)]
    questions = asked.of_show(session, show)
    kind = export.wanted.kind
    return of_set(show, kind, HeaderStyle.KEYS, questions, names, export.secrets)


def _digests(plain: Sequence[ExportColumn], batch: export_rows.Batch) -> list[str]:
    rows = zip(*(column.cells(batch) for column in plain), strict=True)
    found = [blake2b(repr(row).encode(), digest_size=8).hexdigest() for row in rows]
    return found or [""] * len(batch["reference"])


def _numbered(
    rows: Iterable[tuple[Cell, ...]], found: Sequence[ExportColumn], before: int, batch: int
) -> Iterator[tuple[Cell, ...]]:
    """The rows with their running number and the number of the batch, where the set has them."""
    known = [column.key for column in found]
    for number, row in enumerate(rows, before + 1):
        put = {NUMBER: number, BATCH: batch}
        yield tuple(put.get(key, cell) for key, cell in zip(known, row, strict=True))


def _counted(
    session: Session, export: Export, found: Sequence[ExportColumn]
) -> Iterator[tuple[Cell, ...]]:
    for slug, number in export_rows.count_by_pass_type(session, export.wanted):
        batch: dict[str, list[Any]] = {"pass_type": [slug], REGISTERED: [number]}
        yield tuple(next(iter(column.cells(batch))) for column in found)


def _about(session: Session, show: Show, export: Export, seen: _Seen) -> Iterator[Sequence[Cell]]:
    # Asked for when the rows are written: only then is it known how many there are.
    yield from _about_lines(session, show, export, seen.rows)


def _about_lines(
    session: Session, show: Show, export: Export, written: int
) -> Iterable[Sequence[Cell]]:
    wanted = export.wanted
    rows: list[Sequence[Cell]] = [
        (_word(words.ABOUT["show"], export), show.text("name").in_(_language(export))),
        (_word(words.ABOUT["made"], export), f"{local_time(export.at, show.zone)} {show.timezone}"),
        (_word(words.ABOUT["who"], export), export.who),
        (_word(words.ABOUT["rows"], export), written),
    ]
    if export.set_name:
        rows.append((_word(words.ABOUT["set"], export), export.set_name))
    if export.number:
        rows.append((_word(words.ABOUT["batch"], export), export.number))
    if export.since is not None:
        rows.append((_word(words.ABOUT["since"], export), export.since))
    if export.purpose:
        rows.append((_word(words.ABOUT["purpose"], export), export.purpose))
    parts = filter_words.worded(
        wanted, show, asked.of_show(session, show), registrations.channel_names(session, show)
    )
    everything = (_word(words.ABOUT["everything"], export),)
    texts = [f"{_word(part.label, export)}: {_word(part.value, export)}" for part in parts]
    rows += [(_word(words.ABOUT["filter"], export), text) for text in texts or everything]
    if export.masked:
        rows.append((_word(words.ABOUT["contacts"], export), _word(words.MASKED, export)))
    left_out = [words.LEFT_OUT[switch] for switch in SWITCHES if wanted.hides(switch)]
    rows += [(_word(words.ABOUT["left_out"], export), _word(word, export)) for word in left_out]
    return rows


def _what(export: Export) -> str:
    return export.set_name or _word(words.SHEETS[export.wanted.kind], export)


def _language(export: Export) -> str:
    return "en" if export.style is HeaderStyle.EN else "zh"


def _word(word: Any, export: Export) -> str:
    return str(word.in_(_language(export)))
