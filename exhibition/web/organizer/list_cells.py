"""The cells of a list row in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Row

from exhibition.domain import places
from exhibition.domain.answers import Answer
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Question
from exhibition.domain.status import BoothStatus, Kind, PassState, PaymentStatus
from exhibition.models import Show
from exhibition.web import formats
from exhibition.web.organizer import masking

#: The question whose answer stands in the list.
LISTED_QUESTION: Mapping[Kind, str] = {
    Kind.VISITOR: "business_nature",
    Kind.EXHIBITOR: "exhibit_categories",
}
MOST_OPTIONS = 2
#: What a label explains in brackets at its end: left out where the room is for the answer itself.
_EXPLAINED = re.compile(r"\s*[（(][^（）()]*[）)]$")


@dataclass(frozen=True)
class Line:
    """One row of either list; what a kind does not have is empty."""

    reference: str
    at: datetime
    when: str
    name: str
    company: str
    job_title: str
    mobile: str
    place: str
    answer: str
    more_answers: int
    channel: str
    status: str
    #: Words beside the status: test, pass revoked, a further one, another than the usual pass.
    tags: tuple[str, ...]
    booth_wish: str = ""
    booth: BoothStatus = BoothStatus.NONE
    booth_no: str = ""
    payment: PaymentStatus = PaymentStatus.NONE


def line(row: Row[Any], show: Show, kind: Kind, question: Question | None) -> Line:
    """A row of the database in words."""
    options = _options(row.answers, question)
    common: dict[str, Any] = {
        "reference": row.reference,
        "at": row.created_at,
        "when": short_moment(row.created_at, show),
        "name": row.name,
        "company": row.company,
        "job_title": row.job_title,
        "mobile": masking.listed(row.mobile, kind),
        "place": place(row.country, row.province, row.city),
        "answer": gettext(", ").join(short(option) for option in options[:MOST_OPTIONS]),
        "more_answers": max(0, len(options) - MOST_OPTIONS),
        "channel": row.channel_name or "",
        "status": row.status,
        "tags": _tags(row, show, kind),
    }
    if kind is Kind.VISITOR:
        return Line(**common)
    return Line(
        **common,
        booth_wish=booth_wish(
            short(formats.localized(Bilingual(row.booth_type_zh or "", row.booth_type_en or "")))
            or row.booth_type,
            row.booth_count,
            row.area_sqm,
        ),
        booth=row.booth,
        booth_no=row.booth_no,
        payment=row.payment,
    )


def short_moment(value: datetime, show: Show) -> str:
    """``11-21 09:30`` in the show's zone, with the year where it is not this one."""
    local = value.astimezone(show.zone)
    this_year = datetime.now(show.zone).year == local.year
    return f"{local:%m-%d %H:%M}" if this_year else f"{local:%Y-%m-%d %H:%M}"


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
    return tuple(tag for tag in tags if tag)
