"""A show that moves: the edit is noted at once, people are told when staff say so, and only then.

Between the two the pages show the new facts already. Nobody is mailed because of a slip of the
keyboard, and nothing that was decided goes out twice.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AlreadyDecided, Stale
from exhibition.domain.show_changes import Facts, concerned, fingerprint
from exhibition.models import Show, ShowChange, Staff
from exhibition.queries import audience, show_changes
from exhibition.queries.show_changes import facts_of
from exhibition.services import audit, circulars


def note(session: Session, show: Show, before: Facts) -> ShowChange | None:
    """Notes that the show was edited, in the transaction of the edit; gives what now waits.

    ``before`` is what stood until now. Several edits before anybody is told are one change; edited
    back it is none. A show without registrations has nobody to tell, and nothing is kept.
    """
    after = facts_of(show)
    waiting = show_changes.pending(session, show, lock=True)
    if waiting is None:
        return _begin(session, show, before, after)
    if not concerned(Facts.from_json(waiting.before), after):
        session.delete(waiting)
        session.flush()
        return None
    if concerned(Facts.from_json(waiting.after), after):
        waiting.created_at = now()
    waiting.after = after.to_json()
    session.flush()
    return waiting


def announce(
    session: Session,
    show: Show,
    *,
    number: int,
    seen: str,
    staff: Staff,
    base_host: str,
    address: str = "",
) -> ShowChange:
    """Tells everybody of the change of this number: banner, and one mail for each registration.

    ``seen`` is the ``fingerprint`` of what was read. Raises ``AlreadyDecided`` where it does not
    wait any more, ``Stale`` where the show was edited since.
    """
    change = _decide(session, show, number, seen, staff)
    change.announced_at = now()
    change.mails = circulars.enqueue(session, change, base_host)
    # Counts the version up: kept pages have to be made anew, with the banner.
    show.updated_at = now()
    _log(session, "show.announce", change, address)
    return change


def dismiss(
    session: Session, show: Show, *, number: int, seen: str, staff: Staff, address: str = ""
) -> ShowChange:
    """Leaves people untold of a change, such as a name put right. Raises as ``announce`` does."""
    change = _decide(session, show, number, seen, staff)
    change.dismissed_at = now()
    _log(session, "show.leave_untold", change, address)
    return change


def _begin(session: Session, show: Show, before: Facts, after: Facts) -> ShowChange | None:
    if not concerned(before, after) or not audience.anybody(session, show):
        return None
    last = session.scalar(select(func.max(ShowChange.number)).where(ShowChange.show_id == show.id))
    change = ShowChange(
        show=show, number=(last or 0) + 1, before=before.to_json(), after=after.to_json()
    )
    session.add(change)
    session.flush()
    return change


def _decide(session: Session, show: Show, number: int, seen: str, staff: Staff) -> ShowChange:
    # The show first, as an edit does, or the two would wait for each other; registrations, which
    # only need its key, go on meanwhile.
    session.refresh(show, with_for_update={"of": Show, "key_share": True})
    change = show_changes.pending(session, show, lock=True)
    if change is None or change.number != number:
        raise AlreadyDecided()
    if fingerprint(Facts.from_json(change.before), Facts.from_json(change.after)) != seen:
        raise Stale()
    change.staff = staff
    return change


def _log(session: Session, action: str, change: ShowChange, address: str) -> None:
    audit.write(
        session,
        action,
        actor="staff",
        staff=change.staff,
        show=change.show,
        details={"number": change.number, "mails": change.mails},
        address=address,
    )
    session.flush()
