"""Everything a registration says, by label in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext

from exhibition.domain.answers import Answer
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models import Application, Registration
from exhibition.services.export_words import COLUMNS, LANGUAGES, ORIGINS
from exhibition.web import formats
from exhibition.web.organizer import list_cells, masking


@dataclass(frozen=True)
class Fact:
    """One line: what it is, what it says, and where it leads if anywhere."""

    label: str
    value: str
    href: str = ""
    #: Long texts keep their line breaks.
    is_long: bool = False


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    title: str
    facts: tuple[Fact, ...]


def sections(registration: Registration, questions: Iterable[Question]) -> list[Section]:
    """What was handed in, the empty lines left out."""
    parts: list[tuple[str, Iterable[Fact]]]
    if registration.application is None:
        parts = [(gettext("Visitor"), _visitor(registration))]
    else:
        application = registration.application
        parts = [
            (gettext("Company"), _company(registration, application)),
            (gettext("Contact person"), _contact(registration, application)),
            (gettext("Booth wish"), _booth(registration, application)),
        ]
    parts.append((gettext("Answers"), _answers(registration, questions)))
    parts.append((gettext("Submission"), _submission(registration)))
    kept = ((title, tuple(fact for fact in facts if fact.value)) for title, facts in parts)
    return [Section(title, facts) for title, facts in kept if facts]


def _visitor(registration: Registration) -> Iterator[Fact]:
    yield Fact(gettext("Full name"), registration.name)
    yield _mobile(registration)
    yield _email(registration)
    yield Fact(gettext("Company or institution"), registration.company)
    yield Fact(gettext("Job title"), registration.job_title)
    yield _place(registration)
    yield Fact(gettext("Pass type"), formats.localized(registration.pass_type.label))


def _company(registration: Registration, application: Application) -> Iterator[Fact]:
    yield Fact(gettext("Company location"), formats.localized(ORIGINS[application.origin]))
    yield Fact(gettext("Company name in Chinese"), application.company_zh)
    yield Fact(gettext("Company name in English"), application.company_en)
    yield Fact(gettext("Unified social credit code"), application.uscc)
    yield Fact(gettext("Registration or tax number"), application.reg_no_overseas)
    yield _place(registration)
    yield Fact(gettext("Address"), application.address)
    yield Fact(gettext("Website"), application.website)


def _contact(registration: Registration, application: Application) -> Iterator[Fact]:
    yield Fact(gettext("Contact person"), registration.name)
    yield Fact(gettext("Contact's job title"), application.contact_title)
    yield Fact(gettext("Department"), application.department)
    yield _mobile(registration)
    yield Fact(gettext("Office phone"), masking.in_text(application.phone_office, Kind.EXHIBITOR))
    yield Fact(gettext("WeChat ID"), masking.in_text(application.wechat_id, Kind.EXHIBITOR))
    yield _email(registration)


def _booth(registration: Registration, application: Application) -> Iterator[Fact]:
    offered = {row.slug: formats.localized(row.label) for row in registration.show.booth_types}
    kind = offered.get(application.booth_type, application.booth_type)
    yield Fact(
        gettext("Booth type"),
        list_cells.booth_wish(kind, application.booth_count, application.area_sqm),
    )
    yield Fact(gettext("Open sides"), application.open_sides)
    yield Fact(gettext("Preferred booth"), application.booth_preference)
    for name in ("fascia_zh", "fascia_en"):
        yield Fact(formats.localized(COLUMNS[name]), getattr(application, name))
    yield Fact(gettext("Main exhibits"), application.products, is_long=True)
    remark = masking.in_text(application.remark, Kind.EXHIBITOR)
    yield Fact(gettext("Your questions"), remark, is_long=True)


def _answers(registration: Registration, questions: Iterable[Question]) -> Iterator[Fact]:
    form, language = registration.kind.value, formats.locale()
    days = [day.date for day in registration.show.show_days]
    for question in questions:
        stored = registration.answers.get(question.slug)
        if question.form == form and stored:
            words = question.with_days(days).display(Answer.from_json(stored), language)
            yield Fact(question.label.in_(language), gettext(", ").join(words))


def _submission(registration: Registration) -> Iterator[Fact]:
    applied = registration.kind is Kind.EXHIBITOR
    label = gettext("Applied at") if applied else gettext("Registered at")
    yield Fact(label, formats.moment(registration.created_at, registration.show))
    yield Fact(gettext("Channel"), registration.channel.name if registration.channel else "")
    yield Fact(gettext("Language"), formats.localized(LANGUAGES.get(registration.locale)))


def _mobile(registration: Registration) -> Fact:
    number, kind = registration.mobile, registration.kind
    link = formats.phone_link(number) if masking.sees_phones(kind) else ""
    return Fact(gettext("Mobile number"), masking.on_page(number, kind), link)


def _email(registration: Registration) -> Fact:
    link = f"mailto:{registration.email}" if masking.sees_phones(registration.kind) else ""
    return Fact(gettext("E-mail"), masking.in_text(registration.email, registration.kind), link)


def _place(registration: Registration) -> Fact:
    place = list_cells.place(registration.country, registration.province, registration.city)
    return Fact(gettext("Location"), place)
