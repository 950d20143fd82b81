"""Who may be the same: groups of a show for the page of look-alikes, and the others of one record.

Two steps. The database finds the keys that more than one registration has, by reading an index and
nothing else; of the few behind them, what is compared is read and looked at by the rule. Nobody is
compared with a hundred thousand others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.likeness import REASONS, Party, Reason, alike, keys
from exhibition.domain.likeness_groups import Group, Pair, groups, pair
from exhibition.domain.status import GONE, Kind
from exhibition.models import Application, LikenessKey, PairApart, Registration, Show

PAGE_SIZE = 20

Blocks = dict[tuple[Reason, object], list[int]]


def of_show(
    session: Session, show: Show, kind: Kind, reasons: Collection[Reason] = ()
) -> list[Group]:
    """The groups of a kind, the newest first; for some reasons only, or for all.

    Left out are what was withdrawn, cancelled or merged, tests, and pairs that staff told apart.
    """
    wanted = [reason for reason in REASONS[kind] if not reasons or reason in reasons]
    rows = list(_sharing_keys(session, show, kind, wanted))
    if Reason.MOBILE in wanted:
        rows += _sharing_mobile(session, show, kind)
    blocks: Blocks = {}
    parties: dict[int, Party] = {}
    for row in rows:
        parties[row.id] = _party(row)
        blocks.setdefault((Reason(row.reason), row.key), []).append(row.id)
    shared = [(reason, ids) for (reason, _), ids in blocks.items()]
    return groups(shared, parties, _apart(session, show))


def others(session: Session, registration: Registration, most: int) -> dict[int, Registration]:
    """Registrations of the show and kind that share a key or the number, withdrawn ones too, by id;
    at most so many, the oldest first.
    """
    own = [key for _, key in keys(party_of(registration))]
    here = (Registration.show_id == registration.show_id, Registration.kind == registration.kind)
    sharing = select(LikenessKey.registration_id).where(
        LikenessKey.show_id == registration.show_id,
        LikenessKey.kind == registration.kind.value,
        LikenessKey.key.in_(own),
    )
    # Two looks into two indexes; as one condition it would be one look at everything.
    by_number = select(Registration.id).where(*here, Registration.mobile == registration.mobile)
    found = session.scalars(
        select(Registration)
        .where(Registration.id.in_(sharing.union(by_number)), Registration.id != registration.id)
        .options(joinedload(Registration.entry_pass), joinedload(Registration.application))
        .order_by(Registration.id)
        .limit(most)
    )
    return {one.id: one for one in found}


def reasons_between(one: Registration, other: Registration) -> tuple[Reason, ...]:
    """All for which two registrations of a kind are alike, the strongest first."""
    first, second = party_of(one), party_of(other)
    return tuple(reason for reason in REASONS[one.kind] if alike(reason, first, second))


def party_of(registration: Registration) -> Party:
    """What of a registration is compared."""
    application = registration.application
    companies = (
        (application.company_zh, application.company_en) if application else (registration.company,)
    )
    return Party(
        registration.kind,
        registration.name,
        companies,
        registration.mobile,
        registration.email,
        application.uscc if application and application.uscc else "",
    )


def load(session: Session, ids: Collection[int]) -> Mapping[int, Registration]:
    """These registrations with what a page of groups shows of them, by id."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .options(joinedload(Registration.entry_pass), joinedload(Registration.channel))
    )
    return {one.id: one for one in rows}


def told_apart(session: Session, show: Show, kind: Kind) -> Sequence[PairApart]:
    """The pairs that staff said are not the same, the latest first."""
    return session.scalars(
        select(PairApart)
        .join(PairApart.first)
        .where(PairApart.show_id == show.id, Registration.kind == kind)
        .options(
            joinedload(PairApart.first), joinedload(PairApart.second), joinedload(PairApart.staff)
        )
        .order_by(PairApart.id.desc())
        .limit(200)
    ).all()


def apart(session: Session, one: Registration, other: Registration) -> PairApart | None:
    """What staff said of two, where they told them apart."""
    first, second = pair(one.id, other.id)
    return session.scalar(
        select(PairApart)
        .where(PairApart.first_id == first, PairApart.second_id == second)
        .options(joinedload(PairApart.staff))
    )


def apart_from(session: Session, registration: Registration) -> set[int]:
    """The ids of those that staff told apart from it."""
    own = or_(PairApart.first_id == registration.id, PairApart.second_id == registration.id)
    pairs = session.execute(select(PairApart.first_id, PairApart.second_id).where(own))
    return {id for two in pairs for id in two} - {registration.id}


def _apart(session: Session, show: Show) -> set[Pair]:
    pairs = select(PairApart.first_id, PairApart.second_id).where(PairApart.show_id == show.id)
    return {(first, second) for first, second in session.execute(pairs)}


def _sharing_keys(
    session: Session, show: Show, kind: Kind, wanted: Iterable[Reason]
) -> Sequence[Row[Any]]:
    block = (LikenessKey.show_id == show.id, LikenessKey.kind == kind.value)
    shared = (
        select(LikenessKey.key)
        .where(*block)
        .group_by(LikenessKey.key)
        .having(func.count() > 1)
        .cte("shared")
        .prefix_with("MATERIALIZED")
    )
    rows = _compared(LikenessKey.reason, LikenessKey.key).join(
        LikenessKey, LikenessKey.registration_id == Registration.id
    )
    return session.execute(
        rows.join(shared, shared.c.key == LikenessKey.key).where(
            *block, LikenessKey.reason.in_([reason.value for reason in wanted]), *_counts()
        )
    ).all()


def _sharing_mobile(session: Session, show: Show, kind: Kind) -> Sequence[Row[Any]]:
    shared = (
        select(Registration.mobile)
        .where(Registration.show_id == show.id)
        .group_by(Registration.mobile)
        .having(func.count() > 1)
        .cte("shared")
        .prefix_with("MATERIALIZED")
    )
    rows = _compared(literal(Reason.MOBILE.value).label("reason"), Registration.mobile.label("key"))
    return session.execute(
        rows.join(shared, shared.c.mobile == Registration.mobile).where(
            Registration.show_id == show.id, Registration.kind == kind, *_counts()
        )
    ).all()


def _compared(*which: ColumnElement[Any] | Any) -> Select[Any]:
    return (
        select(
            Registration.id,
            Registration.kind,
            Registration.name,
            Registration.company,
            Registration.mobile,
            Registration.email,
            Application.company_zh,
            Application.company_en,
            Application.uscc,
            *which,
        )
        .select_from(Registration)
        .outerjoin(Application, Application.registration_id == Registration.id)
    )


def _counts() -> tuple[ColumnElement[bool], ...]:
    return (Registration.status.not_in(sorted(GONE)), Registration.is_test.is_(False))


def _party(row: Row[Any]) -> Party:
    companies = (row.company,) if row.company_zh is None else (row.company_zh, row.company_en)
    return Party(row.kind, row.name, companies, row.mobile, row.email, row.uscc or "")
