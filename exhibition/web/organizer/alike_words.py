"""What the pages of look-alikes say: reasons, and two registrations line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from exhibition.domain.answers import Answer
from exhibition.domain.errors import N_
from exhibition.domain.likeness import Reason
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models import Registration
from exhibition.services import merging, particulars
from exhibition.services.export_words import ORIGINS
from exhibition.web import formats
from exhibition.web.organizer import list_cells, masking

REASONS: Mapping[Reason, str] = {
    Reason.USCC: N_("Same credit code"),
    Reason.MOBILE: N_("Same mobile number"),
    Reason.EMAIL: N_("Same e-mail"),
    Reason.PERSON: N_("Same name and company"),
    Reason.COMPANY: N_("Same company"),
    Reason.DOMAIN: N_("Same mail domain"),
}
_LABELS: Mapping[str, str] = {
    "name": N_("Full name"),
    "contact_name": N_("Contact person"),
    "mobile": N_("Mobile number"),
    "email": N_("E-mail"),
    "company": N_("Company or institution"),
    "company_names": N_("Company"),
    "job_title": N_("Job title"),
    "place": N_("Location"),
    "uscc": N_("Unified social credit code"),
    "reg_no_overseas": N_("Registration or tax number"),
    "address": N_("Address"),
    "website": N_("Website"),
    "contact_title": N_("Contact's job title"),
    "department": N_("Department"),
    "phone_office": N_("Office phone"),
    "wechat_id": N_("WeChat ID"),
    "booth": N_("Booth wish"),
    "open_sides": N_("Open sides"),
    "booth_preference": N_("Preferred booth"),
    "products": N_("Main exhibits"),
    "remark": N_("Your questions"),
}
#: Texts in which a number may stand.
_WITH_NUMBERS = frozenset({"email", "phone_office", "wechat_id", "remark"})


@dataclass(frozen=True)
class PairLine:
    """One thing that both said, in the reader's words."""

    #: Of the choice it is, or the slug of its question.
    name: str
    label: str
    one: str
    other: str
    #: Whether they differ in what the reader may see: of two masked numbers no more is told.
    differs: bool


def reason(found: Reason) -> str:
    """A reason in the language of the page."""
    return gettext(REASONS[found])


def lines(
    one: Registration, other: Registration, questions: Iterable[Question]
) -> Iterator[PairLine]:
    """Everything the two say, choice by choice and question by question; empty lines left out."""
    for name in merging.CHOICES[one.kind]:
        yield from _line(name, gettext(_LABELS[name]), _said(one, name), _said(other, name))
    language = formats.locale()
    days = [day.date for day in one.show.show_days]
    for question in questions:
        if question.form == one.kind.value:
            asked = question.with_days(days)
            said = (_answered(each, asked, language) for each in (one, other))
            yield from _line(question.slug, question.label.in_(language), *said)


def name_of(name: str, questions: Iterable[Question]) -> str:
    """The label of a choice, a form field or a question."""
    if name in _LABELS:
        return gettext(_LABELS[name])
    labels = {question.slug: question.label.in_(formats.locale()) for question in questions}
    return labels.get(name, name)


def _line(name: str, label: str, one: str, other: str) -> Iterator[PairLine]:
    if one or other:
        yield PairLine(name, label, one, other, one != other)


def _said(registration: Registration, name: str) -> str:
    kind = registration.kind
    said = particulars.read(registration, merging.CHOICES[kind][name])
    if name == "place":
        return list_cells.place(*(said[part] for part in ("country", "province", "city")))
    if name == "booth":
        offered = {row.slug: formats.localized(row.label) for row in registration.show.booth_types}
        wish = offered.get(said["booth_type"], said["booth_type"])
        return list_cells.booth_wish(wish, said["booth_count"], said["area_sqm"])
    if name == "company_names":
        origin = formats.localized(ORIGINS[said["origin"]])
        return " · ".join(filter(None, (said["company_zh"], said["company_en"], origin)))
    if name == "mobile":
        return masking.on_page(said[name], kind)
    text = str(said[name] or "")
    return masking.in_text(text, kind) if name in _WITH_NUMBERS else text


def _answered(registration: Registration, question: Question, language: str) -> str:
    stored = registration.answers.get(question.slug)
    if not stored:
        return ""
    return gettext(", ").join(question.display(Answer.from_json(stored), language))


def both_kinds(kind: Kind) -> str:
    """What a list of the kind is called."""
    visitor = kind is Kind.VISITOR
    return gettext("Visitor registrations") if visitor else gettext("Exhibitor applications")
