"""Grants: who may do what in which show. The last owner keeps the keys."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.errors import LastOwner, NoGrant
from exhibition.domain.rights import MAY_EXPORT_FULL, Grant, Role
from exhibition.models import Show, Staff, StaffGrant
from exhibition.services import audit, staff_sessions


def of(session: Session, member: Staff) -> list[Grant]:
    """What somebody may, read afresh."""
    rows = session.scalars(select(StaffGrant).where(StaffGrant.staff_id == member.id))
    return [row.as_grant() for row in rows]


def give(session: Session, member: Staff, wanted: Iterable[Grant]) -> None:
    """The first grants of somebody new. Raises ``NoGrant`` for none and for what cannot be."""
    member.grants = [_row(grant) for grant in _checked(wanted)]
    session.flush()


def change(
    session: Session, member: Staff, wanted: Iterable[Grant], *, by: Staff, address: str = ""
) -> bool:
    """Replaces what somebody may and ends their sessions; gives whether anything changed.

    Raises ``LastOwner`` where nobody would own the installation any more, and ``NoGrant``.
    """
    _lock_owners(session)
    before, after = of(session, member), _checked(wanted)
    if set(before) == set(after):
        return False
    if _owns(before) and not _owns(after):
        refuse_last_owner(session, member)
    member.grants = []
    # The old rows go first: the new ones may stand for the same shows.
    session.flush()
    member.grants = [_row(grant) for grant in after]
    staff_sessions.end_all(session, member)
    details = {
        "email": member.email,
        "before": {"grants": told(session, before)},
        "after": {"grants": told(session, after)},
    }
    audit.write(session, "staff.grants", actor="staff", staff=by, details=details, address=address)
    session.flush()
    return True


def refuse_last_owner(session: Session, member: Staff) -> None:
    """Raises ``LastOwner`` where nobody else owns the installation."""
    _lock_owners(session)
    others = (
        select(StaffGrant.id)
        .join(StaffGrant.staff)
        .where(StaffGrant.role == Role.OWNER, Staff.is_active, Staff.id != member.id)
    )
    owns = member.is_active and _owns(of(session, member))
    if owns and session.scalar(others.limit(1)) is None:
        raise LastOwner()


def told(session: Session, grants: Sequence[Grant]) -> list[dict[str, object]]:
    """Grants as the log keeps them: the role, the show by its slug, whether lists go in full."""
    slugs = {row.id: row.slug for row in session.execute(select(Show.id, Show.slug))}
    return [
        {
            "role": grant.role.value,
            "show": slugs.get(grant.show_id, "") if grant.show_id else "",
            "export": grant.may_export,
        }
        for grant in sorted(grants, key=lambda grant: grant.show_id or 0)
    ]


def _checked(wanted: Iterable[Grant]) -> list[Grant]:
    found = [_tidy(grant) for grant in wanted]
    shows = [grant.show_id for grant in found]
    everywhere = None in shows
    if not found or len(set(shows)) < len(shows) or (everywhere and len(found) > 1):
        raise NoGrant()
    if any(grant.role is Role.OWNER and grant.show_id is not None for grant in found):
        raise NoGrant()
    return found


def _tidy(grant: Grant) -> Grant:
    full = grant.role is Role.OWNER or (grant.may_export and grant.role in MAY_EXPORT_FULL)
    return Grant(grant.role, grant.show_id, full)


def _owns(grants: Iterable[Grant]) -> bool:
    return any(grant.role is Role.OWNER for grant in grants)


def _row(grant: Grant) -> StaffGrant:
    return StaffGrant(role=grant.role, show_id=grant.show_id, may_export=grant.may_export)


def _lock_owners(session: Session) -> None:
    # Two owners who demote each other at the same moment must not both succeed. SQLite locks as a
    # whole when a request that may write begins.
    owners = select(StaffGrant.id).where(StaffGrant.role == Role.OWNER).order_by(StaffGrant.id)
    session.execute(owners.with_for_update())
