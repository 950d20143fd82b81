"""The columns a list can have, and those somebody sees.

All that a registration says can be a column, and every question of the show. The person, or the
company, is always there: it is what the row leads from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from exhibition.domain.questions import Question
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.queries.filters import CONSENTS, SORTS
from exhibition.services.export_words import COLUMNS
from exhibition.services.filter_words import RECOMMENDED
from exhibition.web import access, formats

#: Longer than the keys of all columns together.
NAMED_MAX = 4_000
#: Before the slug of a question, so that none is taken for a field.
ANSWER = "answer:"

#: What sales staff keep; like the amounts it is for whoever reads the figures of the show, not for
#: the desk.
SALES = ("owner", "intent", "next_follow_up")
MONEY = ("due_amount", "due_on", "received_amount", "open_amount", "invoice")
#: What a row is named after and leads from.
HEAD: Mapping[Kind, str] = {Kind.VISITOR: "name", Kind.EXHIBITOR: "company"}
USUAL: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: (
        *("submitted", "name", "company", "job_title", "mobile", "place"),
        *(f"{ANSWER}business_nature", "channel", "status"),
    ),
    Kind.EXHIBITOR: (
        *("submitted", "reference", "company", f"{ANSWER}exhibit_categories", "booth_wish"),
        *("name", "mobile", "owner", "status", "booth", "payment", "next_follow_up"),
    ),
}
_FIXED: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: (
        *("submitted", "reference", "name", "company", "job_title", "mobile", "email", "place"),
        *("pass_type", "channel", "language", "updated", *CONSENTS[Kind.VISITOR], "status"),
    ),
    Kind.EXHIBITOR: (
        *("submitted", "reference", "company", "company_zh", "company_en", "origin", "uscc"),
        *("reg_no_overseas", "booth_wish", "open_sides", "booth_preference", "products"),
        *("name", "contact_title", "department", "mobile", "phone_office", "wechat_id", "email"),
        *("place", "address", "website", "remark", "channel", "language", "updated"),
        *CONSENTS[Kind.EXHIBITOR],
        *("status", "recommended", "booth", "payment", *MONEY, *SALES),
    ),
}
#: The parts of the card that a row is on a phone; what is not among them is for wide screens.
_PLACES: Mapping[Kind, Mapping[str, str]] = {
    Kind.VISITOR: {
        "submitted": "col-time",
        "name": "col-name",
        "company": "col-company",
        "status": "col-status",
    },
    Kind.EXHIBITOR: {
        "submitted": "col-time",
        "company": "col-name",
        "name": "col-company",
        "status": "col-status",
    },
}
_FIGURES = frozenset({"reference", "mobile", "phone_office", "uscc", "due_on", "next_follow_up"})
#: Short words that stay on one line.
_WHOLE = frozenset({"owner", "intent"})


@dataclass(frozen=True)
class Column:
    """One column of a list."""

    key: str
    word: str
    #: The key it is sorted by; empty where a list cannot be.
    sort: str
    style: str
    #: Whether it can be left out.
    is_optional: bool = True


def available(kind: Kind, questions: Iterable[Question]) -> list[Column]:
    """Every column there is, the fields first."""
    words = _words(kind)
    reads = access.may(Right.READ)
    fixed = [key for key in _FIXED[kind] if reads or key not in (*MONEY, *SALES)]
    found = [_column(kind, key, words[key]) for key in fixed]
    asked = (q for q in questions if q.form == kind.value)
    return found + [_column(kind, f"{ANSWER}{q.slug}", formats.localized(q.label)) for q in asked]


def shown(every: Sequence[Column], kind: Kind, chosen: Sequence[str]) -> list[Column]:
    """The columns to show, in order: the chosen ones that there are, else the usual ones."""
    known = {column.key: column for column in every}
    keys = [key for key in chosen if key in known]
    if not keys:
        return [known[key] for key in USUAL[kind] if key in known]
    if HEAD[kind] not in keys:
        keys.insert(0, HEAD[kind])
    return [known[key] for key in keys]


def named(text: str) -> list[str]:
    """The keys in an address that says its columns itself, as ``columns=name,company``."""
    keys = (key.strip() for key in text[:NAMED_MAX].split(","))
    return list(dict.fromkeys(key for key in keys if key))


def moved(keys: Sequence[str], key: str, steps: int) -> list[str]:
    """The keys with one of them some places further down, or up where it is negative."""
    order = list(keys)
    if key in order:
        at = order.index(key)
        order.insert(max(0, at + steps), order.pop(at))
    return order


def _column(kind: Kind, key: str, word: str) -> Column:
    sort = {"booth_wish": ""}.get(key, key)
    style = _PLACES[kind].get(key, "wide-only")
    if key in _FIGURES:
        style += " nowrap figures"
    if key in _WHOLE:
        style += " nowrap"
    if key.endswith("_amount"):
        style += " number figures"
    sorts = sort if sort in SORTS[kind] else ""
    return Column(key, word, sorts, style, is_optional=key != HEAD[kind])


def _words(kind: Kind) -> dict[str, str]:
    visitor = kind is Kind.VISITOR
    return {
        "submitted": gettext("Registered at") if visitor else gettext("Applied at"),
        "reference": gettext("Reference"),
        "name": gettext("Full name") if visitor else gettext("Contact person"),
        "company": gettext("Organization") if visitor else gettext("Company"),
        "job_title": gettext("Job title"),
        "mobile": gettext("Mobile"),
        "email": gettext("E-mail"),
        "place": gettext("Location"),
        "pass_type": gettext("Pass type"),
        "channel": gettext("Channel"),
        "language": gettext("Language"),
        "updated": gettext("Last changed"),
        "status": gettext("Status") if visitor else gettext("Review"),
        "company_zh": gettext("Company name in Chinese"),
        "company_en": gettext("Company name in English"),
        "origin": gettext("Company location"),
        "uscc": gettext("Unified social credit code"),
        "reg_no_overseas": gettext("Registration or tax number"),
        "booth_wish": gettext("Booth wish"),
        "open_sides": gettext("Open sides"),
        "booth_preference": gettext("Preferred booth"),
        "products": gettext("Main exhibits"),
        "contact_title": gettext("Contact's job title"),
        "department": gettext("Department"),
        "phone_office": gettext("Office phone"),
        "wechat_id": gettext("WeChat ID"),
        "address": gettext("Address"),
        "website": gettext("Website"),
        "remark": gettext("Your questions"),
        "recommended": formats.localized(RECOMMENDED),
        "booth": gettext("Booth no."),
        "payment": gettext("Payment"),
        **{key: formats.localized(COLUMNS[key]) for key in (*MONEY, *SALES) if key in COLUMNS},
        "invoice": gettext("Invoice"),
        **{name: formats.localized(COLUMNS[name]) for name in CONSENTS[kind]},
    }
