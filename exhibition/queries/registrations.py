"""The rows of a list, and how many there are: seen and left out, from one filter object.

A page is found in two steps of one statement: which fifty (read from the index that the list has
for itself), then what is in them. Nothing is read for a row that is not shown.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from exhibition.domain.status import Kind
from exhibition.models import (
    Application,
    BoothType,
    Channel,
    ChannelTarget,
    EntryPass,
    PassType,
    Registration,
    Show,
)
from exhibition.queries import billing, cases, consents, recommendations
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter
from exhibition.queries.list_counts import PAGE_SIZE, Totals, counted

__all__ = [
    *("PAGE_SIZE", "Totals", "channel_names", "counted", "ordered", "page", "shown", "totals"),
]

# Under a name of its own, apart from the one whose columns the list shows.
_Tracks = aliased(Application)


def _track(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    own = select(column).where(_Tracks.registration_id == Registration.id)
    return own.correlate(Registration).scalar_subquery()


_SORTED_BY: Mapping[str, ColumnElement[Any]] = {
    "reference": Registration.reference.expression,
    "name": Registration.name.expression,
    "company": Registration.company.expression,
    "status": Registration.status.expression,
    "booth": _track(_Tracks.booth_no),
    "payment": _track(_Tracks.payment),
}


def totals(session: Session, wanted: RegistrationFilter) -> Totals:
    """The counts of a filter."""
    return counted(session, wanted).totals


def page(
    session: Session,
    wanted: RegistrationFilter,
    number: int,
    among: Sequence[int] | None = None,
) -> Sequence[Row[Any]]:
    """The rows of one page of a list, counted from 1; empty beyond the last.

    ``among`` are the ids of all rows of the list where they are known. Columns besides those of the
    registration: ``channel_name``, ``pass_state``, ``pass_type_zh``, ``pass_type_en``; for
    exhibitors ``booth_type_zh``, ``booth_type_en`` and those of the application.
    """
    found = shown(wanted) if among is None else [Registration.id.in_(among)]
    chosen = ordered(select(Registration.id).where(*found), wanted)
    chosen = chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    rows = _columns(wanted.kind).where(Registration.id.in_(chosen.scalar_subquery()))
    return session.execute(ordered(rows, wanted)).all()


def sort_column(key: str) -> ColumnElement[Any]:
    """What a list is sorted by under this key, ``submitted`` aside."""
    return _SORTED_BY[key]


def ordered(
    statement: Select[Any], wanted: RegistrationFilter, *, backwards: bool = False
) -> Select[Any]:
    """The statement in the order of the filter, newest first among equals; or the other way."""
    key, falling = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    newest_first = (key != "submitted" or falling) is not backwards
    last = (Registration.created_at, Registration.id)
    equals = [column.desc() if newest_first else column.asc() for column in last]
    if key == "submitted":
        return statement.order_by(*equals)
    column = sort_column(key)
    return statement.order_by(column.desc() if falling is not backwards else column, *equals)


def channel_names(session: Session, show: Show) -> dict[str, str]:
    """The channels that point or pointed at the show, names by slug, the newest first."""
    pointed = select(ChannelTarget.channel_id).where(ChannelTarget.show_id == show.id)
    rows = session.execute(
        select(Channel.slug, Channel.name)
        .where(or_(Channel.show_id == show.id, Channel.id.in_(pointed)))
        .order_by(Channel.id.desc())
    )
    return {row.slug: row.name for row in rows}


_OF_APPLICATION = (
    Application.origin,
    Application.company_zh,
    Application.company_en,
    Application.uscc,
    Application.reg_no_overseas,
    Application.address,
    Application.website,
    Application.contact_title,
    Application.department,
    Application.phone_office,
    Application.wechat_id,
    Application.products,
    Application.open_sides,
    Application.booth_preference,
    Application.remark,
)


def _columns(kind: Kind) -> Select[Any]:
    both: tuple[InstrumentedAttribute[Any] | ColumnElement[Any], ...] = (
        Registration.reference,
        Registration.created_at,
        Registration.status,
        Registration.name,
        Registration.company,
        Registration.job_title,
        Registration.mobile,
        Registration.email,
        Registration.country,
        Registration.province,
        Registration.city,
        Registration.answers,
        Registration.is_test,
        Registration.is_further,
        Registration.locale,
        Registration.updated_at,
        Channel.name.label("channel_name"),
        consents.given("consent_marketing").label("consent_marketing"),
        consents.given("consent_exhibitors").label("consent_exhibitors"),
        PassType.label_zh.label("pass_type_zh"),
        PassType.label_en.label("pass_type_en"),
        EntryPass.state.label("pass_state"),
    )
    rows = select(*both).join(PassType).join(EntryPass).join(Channel, isouter=True)
    if kind is Kind.VISITOR:
        return rows
    offered = and_(
        BoothType.show_id == Registration.show_id, BoothType.slug == Application.booth_type
    )
    return (
        rows.join(Application)
        .join(BoothType, offered, isouter=True)
        .add_columns(
            BoothType.label_zh.label("booth_type_zh"),
            BoothType.label_en.label("booth_type_en"),
            *_OF_APPLICATION,
            Application.booth_type,
            Application.booth_count,
            Application.area_sqm,
            Application.booth,
            Application.booth_no,
            Application.payment,
            Application.held_until,
            recommendations.target_column().label("recommended"),
            *billing.columns(),
            *cases.columns(),
        )
    )
