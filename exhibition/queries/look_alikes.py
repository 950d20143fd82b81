"""Who may be the same: groups of a show for the page of look-alikes, and the others of one record.

Two steps. The database finds the keys that more than one registration has, by reading an index and
nothing else; of the few behind them, what is compared is read and looked at by the rule. Nobody is
compared with a hundred thousand others.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, SelectBase, func, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.likeness import NEARLY, REASONS, Party, Reason, alike, keys
from exhibition.domain.likeness_groups import Group, Pair, groups, pair
from exhibition.domain.status import GONE, Kind
from exhibition.models import Application, LikenessKey, PairApart, Registration, Show

PAGE_SIZE = 20
BATCH = 2_000

#: Id, reason and key of a registration that another one shares the key with.
Shared = tuple[int, str, object]


def of_show(
    session: Session, show: Show, kind: Kind, reasons: Collection[Reason] = ()
) -> list[Group]:
    """The groups of a kind, the newest first; for some reasons only, or for all.

    Left out are what was withdrawn, cancelled or merged, tests, and pairs that staff told apart.
    """
    wanted = [reason for reason in REASONS[kind] if not reasons or reason in reasons]
    rows = list(_sharing_keys(session, show, kind, wanted))
    if Reason.MOBILE in wanted:
        rows += _sharing_mobile(session, show)
    counting = _counting(session, kind, {row[0] for row in rows})
    blocks: dict[tuple[str, object], list[int]] = {}
    for id, reason, key in rows:
        if id in counting:
            blocks.setdefault((reason, key), []).append(id)
    shared = [(Reason(reason), ids) for (reason, _), ids in blocks.items() if len(ids) > 1]
    looked_at = {id for reason, ids in shared if reason in NEARLY for id in ids}
    return groups(shared, _parties(session, looked_at), _apart(session, show))


def others(session: Session, registration: Registration, most: int) -> dict[int, Registration]:
    """Registrations of the show and kind that share a key or the number, withdrawn ones too, by id;
    at most so many, the oldest first. Who shares no more than a mail domain comes after them.
    """
    own = keys(party_of(registration))
    # An agent's domain stands behind dozens of companies; it must not take the places of the rest.
    domains = [key for reason, key in own if reason is Reason.DOMAIN]
    strong = [key for reason, key in own if reason is not Reason.DOMAIN]
    here = (Registration.show_id == registration.show_id, Registration.kind == registration.kind)
    by_number = select(Registration.id).where(*here, Registration.mobile == registration.mobile)
    # Two looks into two indexes; as one condition it would be one look at everything.
    found = _sharing(session, registration, _having(registration, strong).union(by_number), most)
    if domains and len(found) < most:
        found |= _sharing(session, registration, _having(registration, domains), most - len(found))
    return found


def _having(registration: Registration, own: Collection[int]) -> Select[Any]:
    return select(LikenessKey.registration_id).where(
        LikenessKey.show_id == registration.show_id,
        LikenessKey.kind == registration.kind.value,
        LikenessKey.key.in_(own),
    )


def _sharing(
    session: Session, registration: Registration, ids: SelectBase, most: int
) -> dict[int, Registration]:
    found = session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids), Registration.id != registration.id)
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
) -> Sequence[Shared]:
    """The registrations that have a key with another one."""
    block = (LikenessKey.show_id == show.id, LikenessKey.kind == kind.value)
    shared = (
        select(LikenessKey.key)
        .where(*block)
        .group_by(LikenessKey.key)
        .having(func.count() > 1)
        .cte("shared")
        .prefix_with("MATERIALIZED")
    )
    rows = session.execute(
        select(LikenessKey.registration_id, LikenessKey.reason, LikenessKey.key)
        .join(shared, shared.c.key == LikenessKey.key)
        .where(*block, LikenessKey.reason.in_([reason.value for reason in wanted]))
    )
    return [(id, reason, key) for id, reason, key in rows]


def _sharing_mobile(session: Session, show: Show) -> Sequence[Shared]:
    """The same of mobile numbers, which have an index of their own; of both kinds."""
    here = Registration.show_id == show.id
    shared = (
        select(Registration.mobile)
        .where(here)
        .group_by(Registration.mobile)
        .having(func.count() > 1)
        .cte("shared")
        .prefix_with("MATERIALIZED")
    )
    rows = session.execute(
        select(Registration.id, Registration.mobile)
        .join(shared, shared.c.mobile == Registration.mobile)
        .where(here)
    )
    return [(id, Reason.MOBILE.value, mobile) for id, mobile in rows]


def _counting(session: Session, kind: Kind, ids: Collection[int]) -> set[int]:
    """Those of the ids that are of the kind and count."""
    found: set[int] = set()
    for some in batched(ids):
        counts = select(Registration.id).where(
            Registration.id.in_(some),
            Registration.kind == kind,
            Registration.status.not_in(sorted(GONE)),
            Registration.is_test.is_(False),
        )
        found.update(session.scalars(counts))
    return found


def _parties(session: Session, ids: Collection[int]) -> dict[int, Party]:
    """What is compared of these; read for the reasons that are more than an equal key."""
    compared = (
        *(Registration.id, Registration.kind, Registration.name, Registration.company),
        *(Application.company_zh, Application.company_en),
    )
    found = {}
    for some in batched(ids):
        rows = session.execute(
            select(*compared)
            .outerjoin(Application, Application.registration_id == Registration.id)
            .where(Registration.id.in_(some))
        )
        for id, kind, name, company, zh, en in rows:
            found[id] = Party(kind, name, (company,) if zh is None else (zh, en), "", "")
    return found


def batched(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in batches of as many as a statement carries at ease."""
    ahead = sorted(ids)
    for start in range(0, len(ahead), BATCH):
        yield ahead[start : start + BATCH]
