"""观众构成: what kinds of people have registered to visit, as far as an outsider may know.

The people are exactly the rows of the visitor list with the states registered and accepted: a
person once, no tests, nobody who withdrew or whose pass was revoked, nobody who waits for a review;
without the passes of exhibitors, press, contractors and staff.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from exhibition.domain import disclosure, places
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.clock import now
from exhibition.domain.disclosure import Disclosed
from exhibition.domain.status import Kind, VisitorStatus
from exhibition.models import Answered, PassType, Registration, Show, ShowQuestion
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter

COUNTED = (VisitorStatus.REGISTERED.value, VisitorStatus.ACCEPTED.value)
#: Pass types of people who are at the show to work there (experience.md §7).
NO_VISITORS = frozenset({"exhibitor", "media", "press", "contractor", "staff"})
#: The questions of which there is a chart, in their order; a show may not ask all of them.
QUESTIONS = ("business_nature", "interests", "job_function")
PLACES = "places"
#: Bars of one chart, *other* aside.
MOST = 10
#: Who did not say.
UNSAID = ""
#: The option of a question that says no more than the small cells put together.
OTHER_OPTION = "other"
#: Ids of registrations, as the database wrote them.
People = frozenset[str]
OTHER = Bilingual("其他", "Other")


@dataclass(frozen=True)
class Bar:
    """One cell of a chart."""

    label: Bilingual
    count: int
    #: Of all who count in this chart, 0 to 1.
    share: float
    #: The cells that are put together.
    is_other: bool = False


@dataclass(frozen=True)
class Chart:
    """One chart: who was counted, by what."""

    key: str
    title: Bilingual
    bars: tuple[Bar, ...]
    #: How many people it is about.
    base: int
    #: One person may be in several bars.
    many: bool = False


@dataclass(frozen=True)
class Profile:
    """The whole page."""

    #: How many people there are; 0 where so few that nothing is said of them.
    total: int
    charts: tuple[Chart, ...]
    at: datetime


def profile(session: Session, show: Show) -> Profile:
    """The audience of a show, nothing of it below ``disclosure.LEAST``."""
    counts = _by_place(session, show)
    total, at = sum(counts.values()), now()
    if total < disclosure.LEAST:
        return Profile(0, (), at)
    asked = [question for slug in QUESTIONS if (question := _question(session, show, slug))]
    chosen = _chosen(session, show, asked)
    found = [_places(counts, total), *(_answers(one, chosen, total) for one in asked)]
    return Profile(total, tuple(chart for chart in found if chart.bars), at)


def _people(show: Show) -> list[ColumnElement[bool]]:
    wanted = RegistrationFilter.of(show, Kind.VISITOR).but(statuses=COUNTED)
    others = select(PassType.id).where(
        PassType.show_id == show.id, PassType.slug.in_(sorted(NO_VISITORS))
    )
    return [*shown(wanted), Registration.pass_type_id.not_in(others)]


def _by_place(session: Session, show: Show) -> Mapping[str, int]:
    """People by province of the mainland, else by country; where neither is known, ``UNSAID``."""
    rows = session.execute(
        select(Registration.country, Registration.province, func.count())
        .where(*_people(show))
        .group_by(Registration.country, Registration.province)
    )
    counts: dict[str, int] = {}
    for country, province, count in rows:
        key = province if country == "CN" and province else country
        counts[key] = counts.get(key, 0) + count
    return counts


def _places(counts: Mapping[str, int], total: int) -> Chart:
    found = disclosure.disclose(counts, most=MOST)
    labels = {key: _place(key) for key in counts}
    title = Bilingual("地区", "Province or country")
    return Chart(PLACES, title, _bars(found, labels, total), total)


def _place(key: str) -> Bilingual:
    if key == UNSAID:
        return Bilingual("未填写", "Not said")
    label = places.province_label if places.is_province(key) else places.country_label
    return Bilingual(label(key, "zh"), label(key, "en"))


def _question(session: Session, show: Show, slug: str) -> ShowQuestion | None:
    return session.scalar(
        select(ShowQuestion).where(
            ShowQuestion.show_id == show.id,
            ShowQuestion.form == Kind.VISITOR.value,
            ShowQuestion.slug == slug,
        )
    )


def _answers(question: ShowQuestion, chosen: Mapping[int, People], total: int) -> Chart:
    """People by what they chose; an item counts for the group it stands in."""
    people = _by_option(question, chosen)
    counts = {slug: len(ids) for slug, ids in people.items()}
    base, many = len(_together(people.values())), question.kind == "choices"
    if 0 < total - base < disclosure.LEAST:
        # Who did not say would follow from the total: of an exclusive count they join the small
        # cells, and how many answered is not told.
        counts = counts if many else {**counts, UNSAID: total - base}
        base = total

    def together(slugs: Collection[str]) -> int:
        return len(_together(people[slug] for slug in slugs))

    found = disclosure.disclose(
        counts, most=MOST, aside=(OTHER_OPTION,), together=together if many else None
    )
    labels = {c.slug: Bilingual(c.label_zh, c.label_en) for c in question.choices}
    title = Bilingual(question.label_zh, question.label_en)
    return Chart(question.slug, title, _bars(found, labels, base), base, many)


def _by_option(question: ShowQuestion, chosen: Mapping[int, People]) -> dict[str, People]:
    """Who chose which top-level option: a group and two items of it are one person of the group."""
    people: dict[str, People] = {}
    for choice in question.choices:
        if choice.id in chosen:
            slug = choice.group_slug or choice.slug
            people[slug] = people.get(slug, frozenset()) | chosen[choice.id]
    return people


def _together(groups: Iterable[People]) -> People:
    return frozenset().union(*groups)


def _chosen(
    session: Session, show: Show, questions: Iterable[ShowQuestion]
) -> Mapping[int, People]:
    """Who of the people chose which option, by its id.

    The database writes the ids of each option into one text: for a hundred thousand people that is
    a tenth of the time of as many rows, and who is in two groups is then a matter of sets.
    """
    everybody = _ids(session.scalar(select(_joined(Registration.id)).where(*_people(show))))
    choices = [choice.id for question in questions for choice in question.choices]
    rows = session.execute(
        select(Answered.choice_id, _joined(Answered.registration_id))
        .where(Answered.choice_id.in_(choices))
        .group_by(Answered.choice_id)
    )
    return {row[0]: _ids(row[1]) & everybody for row in rows}


def _joined(column: InstrumentedAttribute[int]) -> ColumnElement[str]:
    return func.aggregate_strings(cast(column, String), ",")


def _ids(text: str | None) -> People:
    # As they are written: they are only ever compared.
    return frozenset(text.split(",")) if text else frozenset()


def _bars(found: Disclosed, labels: Mapping[str, Bilingual], base: int) -> tuple[Bar, ...]:
    bars = [Bar(labels[key], count, count / base) for key, count in found.shown]
    if found.hidden:
        bars.append(Bar(OTHER, found.other, found.other / base, is_other=True))
    return tuple(bars)
