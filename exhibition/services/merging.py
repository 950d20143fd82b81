"""Two registrations of one person or company become one; why so: docs/decisions/0012-merging.md.

One stays, and says what staff chose of both. The other is cancelled and points at it. Nothing is
moved from one to the other, so that the log stays what it is and undoing is possible: whatever
hangs on the other is read on the one that stays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, MoveRefused, NotFound, Stale
from exhibition.domain.status import GONE, Kind, ReviewStatus, VisitorStatus
from exhibition.models import Consent, Merge, Registration, Staff
from exhibition.services import (
    answers,
    case,
    consents,
    erasing,
    particulars,
    passes,
    record,
    second_review,
    standing,
)

#: What is chosen by hand -> the form fields that go along, because apart they would make no sense.
CHOICES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.VISITOR: {
        **{name: (name,) for name in ("name", "mobile", "email", "company", "job_title")},
        "place": ("country", "province", "city"),
    },
    Kind.EXHIBITOR: {
        "company_names": ("origin", "company_zh", "company_en"),
        **{name: (name,) for name in ("uscc", "reg_no_overseas")},
        "place": ("country", "province", "city"),
        **{name: (name,) for name in ("address", "website", "contact_name", "contact_title")},
        **{name: (name,) for name in ("department", "mobile", "phone_office", "wechat_id")},
        "email": ("email",),
        "booth": ("booth_type", "booth_count", "area_sqm"),
        **{name: (name,) for name in ("open_sides", "booth_preference", "products", "remark")},
    },
}
#: The further along, the later.
_RANK = (
    *(VisitorStatus.DECLINED, ReviewStatus.WAITLISTED, ReviewStatus.NEEDS_INFO),
    *(VisitorStatus.PENDING, ReviewStatus.SUBMITTED, ReviewStatus.IN_REVIEW),
    *(VisitorStatus.REGISTERED, VisitorStatus.ACCEPTED),
)


class StaysItself(ExhibitionError):
    """A booth or a payment hangs on it: it cannot be the one that goes. Carries ``reference``."""

    code = "stays_itself"
    sentence = N_(
        "A booth or a payment belongs to %(reference)s, so it has to be the one that stays."
    )
    status = 409


class StaysATest(ExhibitionError):
    """A test would stay for a real one, and go with all tests. Carries ``reference``."""

    code = "stays_a_test"
    sentence = N_("%(reference)s is a test, so it cannot be the one that stays.")
    status = 409


@dataclass(frozen=True)
class Two:
    """A pair as somebody saw it: which stays, which goes, at which versions."""

    stays: Registration
    goes: Registration
    stays_version: int
    goes_version: int


@dataclass(frozen=True)
class Differences:
    """What has to be chosen by hand: names of ``CHOICES``, and slugs of questions."""

    fields: tuple[str, ...]
    questions: tuple[str, ...]


def differences(one: Registration, other: Registration) -> Differences:
    """In what two registrations of a kind differ; symmetric."""
    choices = CHOICES[one.kind]
    fields = tuple(
        name
        for name, parts in choices.items()
        if particulars.read(one, parts) != particulars.read(other, parts)
    )
    slugs = sorted({*one.answers, *other.answers})
    asked = tuple(slug for slug in slugs if _answer(one, slug) != _answer(other, slug))
    return Differences(fields, asked)


def suggested(session: Session, one: Registration, other: Registration) -> Registration:
    """Which of the two had better stay: what a booth or money hangs on, then what is further along,
    then what came first.
    """
    first, second = sorted((one, other), key=lambda each: each.id)
    return first if _weight(session, first) >= _weight(session, second) else second


def stricter(stays: Registration, goes: Registration) -> tuple[str, ...]:
    """The optional consents that end by merging: given on the one that stays, not on the other.

    None is ever made by it: a yes stands only where the last word of both is yes.
    """
    mine, theirs = consents.latest(stays), consents.latest(goes)
    return tuple(
        kind
        for kind in consents.OPTIONAL
        if kind in mine and mine[kind].given and kind in theirs and not theirs[kind].given
    )


def merge(
    session: Session,
    two: Two,
    staff: Staff,
    *,
    take: Collection[str],
    both_passes: bool,
    pass_key: bytes,
) -> Merge:
    """Merges a pair. ``take`` are the names of ``Differences`` whose value comes from the one that
    goes; ``both_passes`` lets its QR code go on admitting the same person.

    Raises ``Stale`` where either changed since it was seen, ``MoveRefused`` where one of them
    ended, ``StaysItself``, ``StaysATest``, ``NotFound``, and ``SecondPersonNeeded`` for somebody
    without the last word where it would undo what took two people, or put others in its place.
    """
    stays, goes = two.stays, two.goes
    _lock(session, two)
    _check(session, stays, goes)
    for one in (goes, stays) if take else (goes,):
        second_review.check_undo(one, staff, one.status)
    differing = differences(stays, goes)
    fields = {
        field: value
        for name in differing.fields
        if name in take
        for field, value in particulars.read(goes, CHOICES[goes.kind][name]).items()
    }
    done: dict[str, Any] = {"status": goes.status}
    said = {slug: _answer(goes, slug) for slug in differing.questions if slug in take}
    done["answers"] = {slug: stays.answers.get(slug) for slug in said}
    done["answered"] = {slug: goes.answers.get(slug) for slug in said}
    ended = stricter(stays, goes)
    # First the other makes room: a person counts once at every moment.
    standing.put(session, goes, staff, VisitorStatus.CANCELLED)
    done["before"] = particulars.change(session, stays, fields, pass_key)
    done["after"] = {name: fields[name] for name in done["before"]}
    answers.put(session, stays, said)
    done["consents"] = _end_consents(session, stays, ended)
    done["tags"] = case.add_tags_of(session, stays, goes)
    done["case"] = case.fill_from(session, stays, goes)
    # The version has to count what stands in rows of its own.
    stays.updated_at = now()
    made = Merge(
        show_id=stays.show_id,
        kept=stays,
        gone=goes,
        staff=staff,
        both_passes=both_passes,
        done=done,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as taken:
        raise Stale() from taken
    passes.follow_status(stays)
    session.flush()
    _log(session, made, staff, ended)
    return made


def undo(session: Session, found: Merge, staff: Staff, *, pass_key: bytes) -> list[str]:
    """Makes two of them again. What was changed by hand since is left as it is; gives its names.

    Raises ``Stale`` where somebody undid it first.
    """
    stays, goes = found.kept, found.gone
    for one in sorted((stays, goes), key=lambda each: each.id):
        record.lock(session, one)
    session.refresh(found)
    if found.undone_at is not None:
        raise Stale()
    found.undone_at, found.undone_by_id = now(), staff.id
    session.flush()
    done = found.done
    left = _fields_back(session, stays, done, pass_key) + _answers_back(session, stays, done)
    session.execute(
        delete(Consent)
        .where(Consent.id.in_(done["consents"]))
        .execution_options(synchronize_session=False)
    )
    session.expire(stays, ["consents"])
    case.take_tags_off(session, stays, done["tags"])
    case.empty_again(session, stays, done["case"])
    stays.updated_at = now()
    standing.put(session, goes, staff, done["status"])
    record.log(session, "registration.unmerge", stays, staff, {"other": goes.reference})
    record.log(session, "registration.unmerge", goes, staff, {"other": stays.reference})
    return left


def _lock(session: Session, two: Two) -> None:
    pairs = ((two.stays, two.stays_version), (two.goes, two.goes_version))
    # Always the older first, so that two people who merge either way round wait for each other.
    for one, version in sorted(pairs, key=lambda pair: pair[0].id):
        record.lock_version(session, one, version)
        session.expire(one, ["consents"])


def _check(session: Session, stays: Registration, goes: Registration) -> None:
    if stays.id == goes.id or (stays.show_id, stays.kind) != (goes.show_id, goes.kind):
        raise NotFound()
    for one in (stays, goes):
        if one.status in GONE:
            raise MoveRefused(current=one.status, target=VisitorStatus.CANCELLED)
    if erasing.is_kept(session, goes):
        raise StaysItself(reference=goes.reference)
    if stays.is_test and not goes.is_test:
        raise StaysATest(reference=stays.reference)


def _weight(session: Session, one: Registration) -> tuple[bool, int]:
    return erasing.is_kept(session, one), _RANK.index(one.status) if one.status in _RANK else -1


def _answer(registration: Registration, slug: str) -> Answer:
    stored = registration.answers.get(slug)
    return Answer.from_json(stored) if stored else Answer()


def _end_consents(session: Session, stays: Registration, kinds: Collection[str]) -> list[int]:
    mine, added = consents.latest(stays), []
    for kind in kinds:
        taken = Consent(
            kind=kind, given=False, text_hash=mine[kind].text_hash, text=mine[kind].text
        )
        stays.consents.append(taken)
        added.append(taken)
    session.flush()
    return [one.id for one in added]


def _fields_back(
    session: Session, stays: Registration, done: Mapping[str, Any], pass_key: bytes
) -> list[str]:
    standing_now = particulars.read(stays, done["after"].keys())
    own = {name for name, value in done["after"].items() if standing_now[name] == value}
    back = {name: done["before"][name] for name in own}
    particulars.change(session, stays, back, pass_key)
    return sorted(done["after"].keys() - own)


def _answers_back(session: Session, stays: Registration, done: Mapping[str, Any]) -> list[str]:
    own = [slug for slug, said in done["answered"].items() if stays.answers.get(slug) == said]
    back = {slug: done["answers"][slug] for slug in own}
    given = {slug: Answer.from_json(old) if old else Answer() for slug, old in back.items()}
    answers.put(session, stays, given)
    return sorted(done["answered"].keys() - set(own))


def _log(session: Session, made: Merge, staff: Staff, ended: Collection[str]) -> None:
    done, passes_now = made.done, "both" if made.both_passes else "one"
    details = {
        "before": done["before"],
        "after": done["after"],
        "answers": sorted(done["answered"]),
    }
    record.log(
        session,
        "registration.merge",
        made.kept,
        staff,
        {**details, "other": made.gone.reference, "passes": passes_now, "ended": list(ended)},
    )
    gone = {"into": made.kept.reference, "passes": passes_now}
    record.log(session, "registration.merged", made.gone, staff, gone)
