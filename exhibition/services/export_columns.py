"""The columns of an export: their names in three styles, and how each value is written.

In the style ``keys`` names and values are those of the program, for other programs; ``zh`` and
``en`` are for people. The columns are the same ones in the same order.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from exhibition.domain import identity, money, places
from exhibition.domain.answers import Answer
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.export_sets import BATCH, ID_NUMBER, NUMBER, OWN_PAGE, REGISTERED
from exhibition.domain.identifiers import mask_email, mask_mobile
from exhibition.domain.masking import mask_numbers
from exhibition.domain.questions import Question
from exhibition.domain.status import BoothStatus, Kind, ReviewStatus
from exhibition.models import BoothType, PassType, Show
from exhibition.queries import tasks as task_queries
from exhibition.queries.export_rows import answered
from exhibition.services import export_words as words
from exhibition.services.export_moments import LocalTimes
from exhibition.services.export_secrets import Cell, Cells, Secrets
from exhibition.services.task_words import TASKS

#: product.md, "Header keys".
VISITOR_KEYS = (
    *("reference", "submitted_at", "status", "name", "mobile", "email", "company", "job_title"),
    *("country", "province", "city", "business_nature", "interests", "pass_type", "language"),
    *("channel", "consent_marketing", "consent_exhibitors"),
)
EXHIBITOR_KEYS = (
    *("reference", "submitted_at", "review", "booth", "payment", "origin", "company_zh"),
    *("company_en", "contact_name", "mobile", "email", "exhibit_categories", "booth_type"),
    *("booth_count", "area_sqm", "province", "city", "remark", "language", "channel"),
    "consent_marketing",
)
KEYS: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: VISITOR_KEYS,
    Kind.EXHIBITOR: EXHIBITOR_KEYS,
}
#: What column sets may hold besides.
MORE_KEYS: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: (
        *(NUMBER, BATCH, "valid_days", "mobile_local", "pass_address", "pass_code", OWN_PAGE),
        *("id_type", ID_NUMBER, REGISTERED),
    ),
    Kind.EXHIBITOR: (
        *(NUMBER, BATCH, "company", "booth_no", "is_raw", "uscc", "reg_no_overseas", "address"),
        *("website", "contact_title", "department", "phone_office", "wechat_id", "products"),
        *("open_sides", "booth_preference", "mobile_local", "pass_address", "pass_code", OWN_PAGE),
        *("fascia_zh", "fascia_en", "lacking", "contract", "due_amount", "due_on"),
        *("received_amount", "open_amount", "currency", "invoice_no", "owner", "intent"),
        *("next_follow_up", "last_note_at", "last_note"),
    ),
}
#: Columns among them of a show that asks for identity documents.
ID_KEYS = frozenset({"id_type", ID_NUMBER})
#: Columns among them that are questions of the show.
QUESTION_KEYS = frozenset({"business_nature", "interests", "exhibit_categories"})

#: Minor units in the database, numbers with two decimals in a file.
_AMOUNTS = frozenset({"due_amount", "received_amount", "open_amount"})
_SEPARATOR = "; "
#: How many different answers to a question are remembered in words.
ANSWERS_KEPT = 1_024
#: What hides the contacts in a column.
_MASKS: Mapping[str, Callable[[str], str]] = {
    "mobile": mask_mobile,
    "email": mask_email,
    "remark": mask_numbers,
    "mobile_local": mask_mobile,
    "last_note": mask_numbers,
    ID_NUMBER: identity.masked,
    **dict.fromkeys(
        ("wechat_id", "phone_office", "pass_address", "pass_code", OWN_PAGE), lambda _text: "***"
    ),
}
_WIDTHS = {"number": 6.0, "batch": 8.0, "pass_address": 48.0, "pass_code": 34.0, "own_page": 48.0}
_WIDTHS |= {
    "uscc": 22.0,
    ID_NUMBER: 22.0,
    "reference": 12.0,
    "submitted_at": 20.0,
    "mobile": 18.0,
    "email": 26.0,
    "company": 30.0,
}
_WIDE = frozenset(
    {
        "products",
        "address",
        "website",
        "company_zh",
        "company_en",
        "interests",
        "exhibit_categories",
        "remark",
        "last_note",
    }
)


class HeaderStyle(StrEnum):
    """Whose words the header and the values are."""

    ZH = "zh"
    EN = "en"
    KEYS = "keys"


@dataclass(frozen=True)
class ExportColumn:
    """One column: its heading, its width in characters, and how its cells come about."""

    key: str
    heading: str
    width: float
    cells: Cells
    #: The question whose answers it shows; empty for any other column.
    question: str = ""


def columns(
    show: Show, kind: Kind, style: HeaderStyle, questions: Iterable[Question]
) -> list[ExportColumn]:
    """The columns of an export; ``questions`` are those that were asked on this form."""
    known = {question.slug: question for question in questions if question.form == kind.value}
    others = sorted(slug for slug in known if slug not in QUESTION_KEYS)
    writer = _Writer(show, style)
    found = []
    for key in (*KEYS[kind], *others):
        if key in known or key in QUESTION_KEYS:
            cells, question = writer.answer(key, known.get(key)), key
        else:
            cells, question = writer.fixed(key), ""
        heading = writer.heading(key, kind, known.get(key))
        found.append(ExportColumn(key, heading, _width(key), cells, question))
    return found


def of_set(
    show: Show,
    kind: Kind,
    style: HeaderStyle,
    questions: Iterable[Question],
    names: Iterable[str],
    secrets: Secrets | None,
) -> list[ExportColumn]:
    """The columns of a set in its order; a question that is gone leaves no column behind."""
    known = {question.slug: question for question in questions if question.form == kind.value}
    fixed = {*KEYS[kind], *MORE_KEYS[kind]} - QUESTION_KEYS
    writer = _Writer(show, style, secrets)
    found = []
    for name in names:
        if name in known:
            cells, question = writer.answer(name, known[name]), name
        elif name in fixed:
            cells, question = writer.fixed(name), ""
        else:
            continue
        heading = writer.heading(name, kind, known.get(name))
        found.append(ExportColumn(name, heading, _width(name), cells, question))
    return found


def hidden(column: ExportColumn) -> ExportColumn:
    """The column with its contacts masked; one that holds none as it is."""
    mask = _MASKS.get(column.key)
    if mask is None:
        return column
    return replace(
        column, cells=lambda batch: [value and mask(str(value)) for value in column.cells(batch)]
    )


def _width(key: str) -> float:
    return _WIDTHS.get(key, 30.0 if key in _WIDE else 14.0)


class _Writer:
    """Makes the cells of one export: for one show, in one style."""

    def __init__(self, show: Show, style: HeaderStyle, secrets: Secrets | None = None) -> None:
        self.show, self.zone, self.style, self.secrets = show, show.zone, style, secrets
        self.plain = style is HeaderStyle.KEYS

    def heading(self, key: str, kind: Kind, question: Question | None) -> str:
        if self.plain:
            return key
        label = question.label if question else words.COLUMNS[key]
        if key == "submitted_at" and kind is Kind.EXHIBITOR:
            label = words.APPLIED_AT
        return self._worded(label)

    def fixed(self, key: str) -> Cells:
        """The cells of a column that every show has."""
        makers: dict[str, Cells] = {
            "submitted_at": self._moments(),
            "status": self._listed("status", words.STATUSES),
            "review": self._listed("status", words.STATUSES),
            "payment": self._listed("payment", words.PAYMENTS),
            "origin": self._listed("origin", words.ORIGINS),
            "language": self._listed("locale", words.LANGUAGES),
            "booth": self._booths(),
            "country": self._places("country", places.country_label),
            "province": self._places("province", places.province_label),
            "pass_type": self._listed("pass_type", _labels(self.show.pass_types)),
            "booth_type": self._listed("booth_type", _labels(self.show.booth_types)),
            "channel": self._channels(),
            "consent_marketing": self._consents("marketing"),
            "consent_exhibitors": self._consents("exhibitors"),
        }
        return makers.get(key) or self._more(key) or (lambda batch: batch[key])

    def _more(self, key: str) -> Cells | None:
        """The cells of a column that only sets have and that needs work."""
        if key in (NUMBER, BATCH):
            # Put in when it is known which rows are written.
            return lambda batch: [None] * len(batch["reference"])
        if key == "valid_days":
            days = _SEPARATOR.join(str(day.date) for day in self.show.show_days)
            return lambda batch: [days] * len(batch["reference"])
        if key == "mobile_local":
            return lambda batch: [number.removeprefix("+86") for number in batch["mobile"]]
        if key in _AMOUNTS:
            return lambda batch: [
                None if minor is None else money.decimal(minor) for minor in batch[key]
            ]
        if key == "contract":
            pairs = ("contract_no", "contract_on")
            return lambda batch: [
                number or str(day or "")
                for number, day in zip(*(batch[name] for name in pairs), strict=True)
            ]
        if key in ("due_on", "next_follow_up"):
            return lambda batch: [str(day or "") for day in batch[key]]
        if key == "last_note_at":
            return lambda batch: [at and local_time(at, self.zone) for at in batch[key]]
        if key == "id_type":
            return self._listed("id_type", identity.KINDS)
        if key == "intent":
            return self._listed("intent", words.INTENTS)
        if key == "currency":
            return lambda batch: [self.show.currency] * len(batch["reference"])
        if key == "is_raw":
            yes, no = ("yes", "no") if self.plain else map(self._worded, (words.YES, words.NO))
            return lambda batch: [yes if w.startswith("raw") else no for w in batch["booth_type"]]
        if key == "lacking":
            return self._lacking()
        secrets = self.secrets
        return secrets.cells(key) if secrets is not None else None

    def answer(self, slug: str, question: Question | None) -> Cells:
        """The cells of a question: slugs, or the options in words with the text for *other*."""
        said = self._slugs if question is None or self.plain else self._in_words(question)
        # Most answers are the same few, and reading one takes longer than finding it again.
        cell = lru_cache(maxsize=ANSWERS_KEPT)(said)
        name = answered(slug)
        return lambda batch: map(cell, batch[name])

    @staticmethod
    def _slugs(stored: str | None) -> Cell:
        return _SEPARATOR.join(json.loads(stored)["values"]) if stored else ""

    def _in_words(self, question: Question) -> Callable[[str | None], Cell]:
        asked, language = question.with_days(d.date for d in self.show.show_days), self.style
        labels = {choice.slug: choice.label.in_(language) for choice in asked.choices}

        def said(stored: str | None) -> Cell:
            if not stored:
                return ""
            read = json.loads(stored)
            if read.get("other"):
                return _SEPARATOR.join(asked.display(Answer.from_json(read), language))
            return _SEPARATOR.join([labels.get(value, value) for value in read["values"]])

        return said

    def _worded(self, label: Bilingual) -> str:
        return label.in_(self.style)

    def _listed(self, column: str, labels: Mapping[str, Bilingual]) -> Cells:
        if self.plain:
            return lambda batch: map(str, batch[column])
        known = {value: self._worded(label) for value, label in labels.items()}
        return lambda batch: [known.get(value, value) for value in batch[column]]

    def _places(self, column: str, label: Callable[[str, str], str]) -> Cells:
        if self.plain:
            return lambda batch: batch[column]
        named = lru_cache(maxsize=512)(label)
        return lambda batch: [code and named(code, self.style) for code in batch[column]]

    def _booths(self) -> Cells:
        words_only = self._listed("booth", words.BOOTHS)
        if self.plain:
            return words_only
        return lambda batch: [
            f"{word} {number}" if booth is BoothStatus.CONFIRMED and number else word
            for word, booth, number in zip(
                words_only(batch), batch["booth"], batch["booth_no"], strict=True
            )
        ]

    def _channels(self) -> Cells:
        column = "channel" if self.plain else "channel_name"
        return lambda batch: [name or "" for name in batch[column]]

    def _consents(self, kind: str) -> Cells:
        yes, no = ("yes", "no") if self.plain else map(self._worded, (words.YES, words.NO))
        said = {True: yes, False: no, None: ""}
        return lambda batch: [said[given] for given in batch[kind]]

    def _lacking(self) -> Cells:
        """The tasks an accepted exhibitor has not handed in."""
        plans = task_queries.planned(self.show)
        named = {p.task: p.task.value if self.plain else self._worded(TASKS[p.task]) for p in plans}

        def cell(status: str, booth_type: str, done: str | None) -> Cell:
            if status != ReviewStatus.ACCEPTED:
                return ""
            asked = (p.task for p in plans if p.concerns(booth_type))
            return _SEPARATOR.join(named[one] for one in asked if one not in (done or "").split())

        return lambda batch: map(cell, batch["status"], batch["booth_type"], batch["tasks_done"])

    def _moments(self) -> Cells:
        local = LocalTimes(self.zone).text
        return lambda batch: map(local, batch["created_utc"])


def _labels(rows: Iterable[PassType] | Iterable[BoothType]) -> dict[str, Bilingual]:
    return {row.slug: row.label for row in rows}


def local_time(moment: datetime, zone: ZoneInfo) -> str:
    """``2027-03-18 09:30:00`` in the zone: sorts as text, and every spreadsheet reads it."""
    return moment.astimezone(zone).isoformat(" ", "seconds")[:19]
