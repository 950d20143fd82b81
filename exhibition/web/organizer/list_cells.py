"""The cells of a list row in the reader's language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Row

from exhibition.domain import places
from exhibition.domain.answers import Answer
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Question
from exhibition.domain.status import BoothStatus, Kind, PassState, PaymentStatus, ReviewStatus
from exhibition.models import Show
from exhibition.services.export_words import INTENTS, LANGUAGES, NO, ORIGINS, YES
from exhibition.services.filter_words import RECOMMENDATIONS
from exhibition.web import formats
from exhibition.web.organizer import masking
from exhibition.web.organizer.list_columns import ANSWER
from exhibition.web.organizer.two_stages import RECOMMENDED

MOST_OPTIONS = 2
#: What a label explains in brackets at its end: left out where the room is for the answer itself.
_EXPLAINED = re.compile(r"\s*[（(][^（）()]*[）)]$")


@dataclass(frozen=True)
class Cell:
    """The words of one cell, and how many more there would be."""

    text: str
    more: int = 0


@dataclass(frozen=True)
class Line:
    """One row of either list; what a kind does not have is empty."""

    reference: str
    at: datetime
    when: str
    #: column key -> what stands there, for the columns that are shown and are plain words.
    cells: Mapping[str, Cell]
    status: str
    #: Words beside the status: test, pass revoked, a further one, another than the usual pass.
    tags: tuple[str, ...]
    booth: BoothStatus = BoothStatus.NONE
    booth_no: str = ""
    payment: PaymentStatus = PaymentStatus.NONE
    #: The last day of a booth that is held; None where it has no end.
    held_until: date | None = None


def line(
    row: Row[Any], show: Show, kind: Kind, keys: Iterable[str], questions: Iterable[Question]
) -> Line:
    """A row of the database in words, for the columns of these keys."""
    asked = {question.slug: question for question in questions if question.form == kind.value}
    common: dict[str, Any] = {
        "reference": row.reference,
        "at": row.created_at,
        "when": short_moment(row.created_at, show),
        "cells": {key: _cell(row, show, kind, key, asked) for key in keys if key not in _DRAWN},
        "status": row.status,
        "tags": _tags(row, show, kind),
    }
    if kind is Kind.VISITOR:
        return Line(**common)
    return Line(
        **common,
        booth=row.booth,
        booth_no=row.booth_no,
        payment=row.payment,
        held_until=row.held_until,
    )


def _cell(row: Row[Any], show: Show, kind: Kind, key: str, asked: Mapping[str, Question]) -> Cell:
    if key.startswith(ANSWER):
        question = asked.get(key.removeprefix(ANSWER))
        return _answer(row.answers, question and question.with_days(d.date for d in show.show_days))
    maker = _MAKERS.get(key)
    return Cell(maker(row, show, kind) if maker else getattr(row, key))


def _answer(answers: Mapping[str, Any], question: Question | None) -> Cell:
    options = _options(answers, question)
    words = gettext(", ").join(short(option) for option in options[:MOST_OPTIONS])
    return Cell(words, max(0, len(options) - MOST_OPTIONS))


def _said(given: bool | None) -> str:
    return formats.localized(YES if given else NO)


def _amount(minor: int | None, show: Show) -> str:
    return "" if minor is None else formats.amount(minor, show.currency)


def _invoice(row: Row[Any]) -> str:
    if row.invoice_no:
        return row.invoice_no
    return gettext("Handed in") if row.invoice_told_at else ""


def _wish(row: Row[Any], _show: Show, _kind: Kind) -> str:
    label = formats.localized(Bilingual(row.booth_type_zh or "", row.booth_type_en or ""))
    return booth_wish(short(label) or row.booth_type, row.booth_count, row.area_sqm)


#: What is drawn rather than written: the template knows them.
_DRAWN = frozenset({"submitted", "status", "booth", "payment"})
_MAKERS: Mapping[str, Callable[[Row[Any], Show, Kind], str]] = {
    "mobile": lambda row, _, kind: masking.listed(row.mobile, kind),
    "email": lambda row, _, kind: masking.in_text(row.email, kind),
    "phone_office": lambda row, _, kind: masking.in_text(row.phone_office, kind),
    "wechat_id": lambda row, _, kind: masking.in_text(row.wechat_id, kind),
    "remark": lambda row, _, kind: masking.in_text(row.remark, kind),
    "place": lambda row, *_: place(row.country, row.province, row.city),
    "pass_type": lambda row, *_: formats.localized(Bilingual(row.pass_type_zh, row.pass_type_en)),
    "channel": lambda row, *_: row.channel_name or "",
    "language": lambda row, *_: formats.localized(LANGUAGES.get(row.locale)),
    "origin": lambda row, *_: formats.localized(ORIGINS[row.origin]),
    "updated": lambda row, show, _: short_moment(row.updated_at, show),
    "consent_marketing": lambda row, *_: _said(row.consent_marketing),
    "consent_exhibitors": lambda row, *_: _said(row.consent_exhibitors),
    "booth_wish": _wish,
    # Of a mailbox only who it is: the column is narrow.
    "owner": lambda row, *_: (row.owner or "").partition("@")[0],
    "intent": lambda row, *_: formats.localized(INTENTS.get(row.intent or "")),
    "next_follow_up": lambda row, show, _: short_day(row.next_follow_up, show),
    "due_amount": lambda row, show, _: _amount(row.due_amount, show),
    "received_amount": lambda row, show, _: _amount(row.received_amount, show),
    "open_amount": lambda row, show, _: _amount(row.open_amount, show),
    "due_on": lambda row, show, _: short_day(row.due_on, show),
    "invoice": lambda row, *_: _invoice(row),
    "recommended": lambda row, *_: formats.localized(RECOMMENDATIONS.get(row.recommended or "")),
}


def short_moment(value: datetime, show: Show) -> str:
    """``11-21 09:30`` in the show's zone, with the year where it is not this one."""
    local = value.astimezone(show.zone)
    this_year = datetime.now(show.zone).year == local.year
    return f"{local:%m-%d %H:%M}" if this_year else f"{local:%Y-%m-%d %H:%M}"


def short_day(day: date | None, show: Show) -> str:
    """``11-21``, with the year where it is not this one of the show's zone; empty for none."""
    if day is None:
        return ""
    this_year = datetime.now(show.zone).year == day.year
    return f"{day:%m-%d}" if this_year else f"{day:%Y-%m-%d}"


def short(label: str) -> str:
    """``标准展位`` of ``标准展位（3m×3m）``: a label without what it explains in brackets."""
    return _EXPLAINED.sub("", label) or label


def place(country: str, province: str, city: str) -> str:
    """Province and city, or country and city."""
    language = formats.locale()
    if province:
        region = places.province_label(province, language)
    else:
        region = places.country_label(country, language) if country else ""
    return " ".join(part for part in (region, city) if part)


def booth_wish(kind: str, count: int | None, area_sqm: int | None) -> str:
    """The kind of booth, with how many or how large where that was said."""
    if count:
        return gettext("%(count)s × %(kind)s", count=count, kind=kind)
    if area_sqm:
        return gettext("%(area)s m² %(kind)s", area=area_sqm, kind=kind)
    return kind


def _options(answers: Mapping[str, Any], question: Question | None) -> list[str]:
    stored = answers.get(question.slug) if question else None
    if question is None or stored is None:
        return []
    return question.display(Answer.from_json(stored), formats.locale())


def _tags(row: Row[Any], show: Show, kind: Kind) -> tuple[str, ...]:
    usual = show.pass_types[0].label if show.pass_types else Bilingual()
    pass_type = Bilingual(row.pass_type_zh, row.pass_type_en)
    tags = (
        formats.localized(pass_type) if kind is Kind.VISITOR and pass_type != usual else "",
        gettext("Test") if row.is_test else "",
        gettext("Registered again") if row.is_further else "",
        gettext("Pass revoked") if row.pass_state is PassState.REVOKED else "",
    )
    return tuple(tag for tag in (*tags, _recommended(row, kind)) if tag)


def _recommended(row: Row[Any], kind: Kind) -> str:
    """What the first of two reviewers recommends."""
    target = row.recommended if kind is Kind.EXHIBITOR else None
    return gettext(RECOMMENDED[ReviewStatus(target)]) if target else ""
