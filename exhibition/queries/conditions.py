"""A filter as conditions on the rows of a list: one place for list, count and export."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, not_, select
from sqlalchemy.orm import aliased

from exhibition.domain.clock import now
from exhibition.domain.status import GONE, Kind, PassState, ReviewStatus, VisitorStatus
from exhibition.models import (
    Answered,
    CaseFile,
    Channel,
    EntryPass,
    PassType,
    Registration,
    ShowChoice,
    ShowQuestion,
)
from exhibition.queries import billing, cases, consents, recommendations, tasks
from exhibition.queries.filters import NO_CHANNEL, SWITCHES, ChosenOption, Quick, RegistrationFilter
from exhibition.queries.search import search

#: Of a pass; said as the index of the revoked ones says it.
IS_REVOKED = EntryPass.state == literal(PassState.REVOKED)
_REVOKED = select(EntryPass.registration_id).where(IS_REVOKED)
_IS_HIDDEN: Mapping[str, ColumnElement[bool]] = {
    "withdrawn": Registration.status.in_(sorted(GONE)),
    "revoked": Registration.id.in_(_REVOKED),
    "test": Registration.is_test.expression,
    "further": Registration.is_further.expression,
}


def shown(wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    """The conditions of exactly the rows that list, count and export show."""
    return [*conditions(wanted), *map(not_, hidden_for(wanted).values())]


def hidden_for(wanted: RegistrationFilter) -> dict[str, ColumnElement[bool]]:
    """What leaves a row out, by the switch that would show it."""
    return {switch: _IS_HIDDEN[switch] for switch in SWITCHES if wanted.hides(switch)}


def conditions(wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    """What the filter asks for, its switches aside."""
    found: list[ColumnElement[bool]] = [
        Registration.show_id == wanted.show_id,
        Registration.kind == wanted.kind,
    ]
    if wanted.search:
        found.append(search(wanted.search, masked=wanted.masked))
    if wanted.statuses:
        found.append(Registration.status.in_(wanted.statuses))
    if wanted.tag:
        found.append(cases.has_tag(wanted.show_id, wanted.tag))
    if wanted.recommended:
        found.append(recommendations.is_recommended(wanted.recommended))
    if wanted.country:
        found.append(Registration.country == wanted.country)
    if wanted.province:
        found.append(Registration.province == wanted.province)
    if wanted.only:
        found.append(Registration.reference.in_(wanted.only))
    if wanted.without:
        found.append(Registration.reference.not_in(wanted.without))
    found += [_answered(wanted, option) for option in wanted.options]
    found += [consents.last_said(name, given) for name, given in wanted.consents]
    return [*found, *_source(wanted), *_time(wanted), *_quick(wanted)]


def _source(wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.channel == NO_CHANNEL:
        found.append(Registration.channel_id.is_(None))
    elif wanted.channel:
        channel = select(Channel.id).where(Channel.slug == wanted.channel)
        found.append(Registration.channel_id == channel.scalar_subquery())
    if wanted.pass_type:
        pass_type = select(PassType.id).where(
            PassType.show_id == wanted.show_id, PassType.slug == wanted.pass_type
        )
        found.append(Registration.pass_type_id == pass_type.scalar_subquery())
    return found


def _time(wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    begin, end = wanted.window(now())
    found: list[ColumnElement[bool]] = []
    if begin is not None:
        found.append(Registration.created_at >= begin)
    if end is not None:
        found.append(Registration.created_at < end)
    return found


def _quick(wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    if wanted.quick is Quick.TO_REVIEW:
        visitor = wanted.kind is Kind.VISITOR
        status = VisitorStatus.PENDING if visitor else ReviewStatus.SUBMITTED
        return [Registration.status == status]
    if wanted.quick is Quick.NEEDS_INFO:
        return [Registration.status == ReviewStatus.NEEDS_INFO]
    if wanted.quick is Quick.NO_EMAIL:
        return [Registration.email == ""]
    if wanted.quick is Quick.MINE:
        mine = select(CaseFile.registration_id).where(CaseFile.owner_id == wanted.reader)
        return [Registration.id.in_(mine)]
    if wanted.quick is Quick.DUE:
        today = now().astimezone(wanted.zone).date()
        due = select(CaseFile.registration_id).where(CaseFile.next_follow_up <= today)
        return [Registration.id.in_(due)]
    if wanted.quick is Quick.LACKING:
        return [tasks.lacks_something(wanted.show_id)]
    if wanted.quick is Quick.OVERDUE:
        today = now().astimezone(wanted.zone).date()
        return [Registration.id.in_(billing.overdue(today))]
    if wanted.quick is Quick.DUPLICATES:
        return [Registration.id.in_(_of_people_with_more(wanted))]
    return []


def _of_people_with_more(wanted: RegistrationFilter) -> Select[Any]:
    """The registrations of everybody who has a further one, the first one too."""
    further = aliased(Registration)
    people = select(further.person_key).where(
        further.show_id == wanted.show_id, further.kind == wanted.kind, further.is_further
    )
    # By way of their ids, so that the index of persons is used rather than the whole list.
    theirs = aliased(Registration)
    return select(theirs.id).where(theirs.show_id == wanted.show_id, theirs.person_key.in_(people))


def _answered(wanted: RegistrationFilter, option: ChosenOption) -> ColumnElement[bool]:
    choices = (
        select(ShowChoice.id)
        .join(ShowQuestion)
        .where(
            ShowQuestion.show_id == wanted.show_id,
            ShowQuestion.form == wanted.kind.value,
            ShowQuestion.slug == option.question,
            ShowChoice.slug.in_(sorted(option.found)),
        )
    )
    return Registration.id.in_(
        select(Answered.registration_id).where(Answered.choice_id.in_(choices))
    )
