"""A show that moves: noted at the edit, told when staff say so, to each registration once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.errors import AlreadyDecided, Stale
from exhibition.domain.mail import MailKind
from exhibition.domain.show import ShowDay
from exhibition.domain.show_changes import Facts, fingerprint
from exhibition.domain.status import PassState
from exhibition.models import AuditEntry, OutboxMail, OutboxState, Show, ShowChange, Staff
from exhibition.presets import FIRST_SHOW, read_preset
from exhibition.queries import audience, show_changes
from exhibition.services import outbox, show_editing, shows
from exhibition.services import show_changes as changing
from tests import cast, registrants

MARCH = (
    ShowDay(date(2027, 3, 18), time(9), time(17)),
    ShowDay(date(2027, 3, 19), time(9), time(17)),
)
APRIL = (ShowDay(date(2027, 4, 1), time(9), time(17)), ShowDay(date(2027, 4, 2), time(9), time(17)))


def edit(session: Session, show: Show, **texts: tuple[str, str] | tuple[ShowDay, ...]) -> None:
    """Saves other days or texts, as the Show page does."""
    wanted = show_editing.settings_of(session, show)
    if "days" in texts:
        wanted = replace(wanted, days=texts.pop("days"))
    words = {key: Bilingual(*pair) for key, pair in texts.items()}
    wanted = replace(wanted, texts={**wanted.texts, **words})
    show_editing.save(session, show, wanted, version=show.version)
    session.commit()


def announce(session: Session, show: Show) -> ShowChange:
    """Somebody reads the card and confirms."""
    waits = show_changes.pending(session, show)
    assert waits is not None
    told = changing.announce(
        session,
        show,
        number=waits.number,
        seen=seen(waits),
        staff=session.scalar(select(Staff)) or cast.a_member(session),
        base_host="expo.example",
    )
    session.commit()
    return told


def seen(change: ShowChange) -> str:
    return fingerprint(Facts.from_json(change.before), Facts.from_json(change.after))


def circular(session: Session) -> list[OutboxMail]:
    """The mails to everybody, oldest first."""
    wanted = select(OutboxMail).where(OutboxMail.kind == MailKind.SHOW_CHANGED)
    return list(session.scalars(wanted.order_by(OutboxMail.id)))


@pytest.fixture
def show(session: Session) -> Show:
    """A show in March that nobody has registered for."""
    found = registrants.the_first_show(session)
    edit(session, found, days=MARCH)
    return found


@pytest.fixture
def visitor(session: Session, settings: Settings, show: Show) -> Callable[..., object]:
    """Registers one more visitor with another number."""
    numbers = iter(range(10_000))

    def register(**details: object) -> object:
        mobile = f"+861380013{next(numbers):04}"
        return registrants.a_visitor(session, settings, show, mobile=mobile, **details)

    return register


def test_a_show_without_registrations_moves_in_silence(session: Session, show: Show) -> None:
    edit(session, show, days=APRIL)
    assert session.scalars(select(ShowChange)).all() == []


def test_several_edits_before_anybody_is_told_are_one_change(session, show, visitor) -> None:
    visitor()
    edit(session, show, days=APRIL)
    edit(session, show, venue=("国际会展中心", "Convention Center"), city=("深圳", "Shenzhen"))
    waits = show_changes.pending(session, show)
    assert waits is not None
    assert waits.number == 1
    assert Facts.from_json(waits.before).show_days == MARCH
    assert Facts.from_json(waits.after) == show_changes.facts_of(show)
    assert show_changes.sequence(session, show) == 0


def test_edited_back_there_is_nothing_to_tell(session, show, visitor) -> None:
    visitor()
    edit(session, show, days=APRIL)
    edit(session, show, days=MARCH)
    assert show_changes.pending(session, show) is None


@pytest.mark.parametrize("key", ["hours_note", "audience", "intro"])
def test_other_texts_tell_nobody(session, show, visitor, key) -> None:
    visitor()
    edit(session, show, **{key: ("另一段文字", "Other words")})
    assert show_changes.pending(session, show) is None


def test_a_preset_file_moves_the_show_too(session, show, visitor) -> None:
    visitor()
    shows.load_preset(session, replace(read_preset(FIRST_SHOW), days=APRIL))
    session.commit()
    waits = show_changes.pending(session, show)
    assert waits is not None
    assert Facts.from_json(waits.after).show_days == APRIL


@pytest.mark.both_databases
def test_each_registration_that_stands_and_has_a_mailbox_gets_one_mail(
    session, settings, show, visitor
) -> None:
    plain = visitor()
    leader = [
        visitor(name=name, email="leader@example.org") for name in ("甲甲", "乙乙", "丙丙", "丁丁")
    ]
    visitor(email="")
    exhibitor = registrants.an_exhibitor(session, settings, show)
    test, gone, declined, revoked = visitor(), visitor(), visitor(), visitor()
    test.is_test, gone.status, declined.status = True, "withdrawn", "declined"
    revoked.entry_pass.state = PassState.REVOKED
    edit(session, show, days=APRIL)
    later = visitor()

    waits = show_changes.pending(session, show)
    people = audience.of_change(session, waits)
    assert (people.with_mailbox, people.without, people.most_to_one) == (6, 1, 4)
    told = announce(session, show)

    mails = circular(session)
    assert told.mails == len(mails) == 6
    assert [mail.registration_id for mail in mails] == [
        row.id for row in (plain, *leader, exhibitor)
    ]
    assert later.id not in {mail.registration_id for mail in mails}
    assert {mail.state for mail in mails} == {OutboxState.QUEUED}
    assert len({mail.message_id for mail in mails}) == 6
    assert all(mail.message_id.endswith("@expo.example>") for mail in mails)
    assert mails[0].params == {"change": told.id, "revision": plain.owner_revision}
    assert show_changes.sequence(session, show) == 1


@pytest.mark.both_databases
def test_what_goes_to_everybody_waits_behind_a_single_pass(session, show, visitor) -> None:
    for _ in range(3):
        visitor()
    for mail in session.scalars(select(OutboxMail)):
        mail.state = OutboxState.SENT
    edit(session, show, days=APRIL)
    announce(session, show)
    visitor(email="newcomer@example.org")
    claimed = {session.get_one(OutboxMail, number).kind for number in outbox.claim(session, 1, 60)}
    assert claimed == {MailKind.VISITOR_PASS}


def test_mails_to_everybody_use_up_nobodys_share(session, show, visitor) -> None:
    for name in ("甲甲", "乙乙", "丙丙"):
        visitor(name=name, email="leader@example.org")
    for mail in session.scalars(select(OutboxMail)):
        session.delete(mail)
    edit(session, show, days=APRIL)
    announce(session, show)
    visitor(name="丁丁", email="leader@example.org")
    own = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.VISITOR_PASS)).one()
    assert own.state is OutboxState.QUEUED


def test_a_translation_put_right_concerns_its_readers_alone(session, show, visitor) -> None:
    visitor(locale="zh")
    english = visitor(locale="en")
    edit(session, show, venue=(show.text("venue").zh, "Hall of Another Name"))
    announce(session, show)
    assert [mail.registration_id for mail in circular(session)] == [english.id]


@pytest.mark.both_databases
def test_the_second_to_decide_is_told_and_no_mail_goes_twice(session, show, visitor) -> None:
    visitor()
    edit(session, show, days=APRIL)
    number, read = (waits := show_changes.pending(session, show)).number, seen(waits)
    member = cast.a_member(session)
    announce(session, show)
    for decide in (changing.dismiss, changing.announce):
        more = {"base_host": "expo.example"} if decide is changing.announce else {}
        with pytest.raises(AlreadyDecided):
            decide(session, show, number=number, seen=read, staff=member, **more)
        session.rollback()
    assert len(circular(session)) == 1


def test_what_was_edited_after_it_was_read_is_not_told(session, show, visitor) -> None:
    visitor()
    edit(session, show, days=APRIL)
    waits = show_changes.pending(session, show)
    number, read = waits.number, seen(waits)
    edit(session, show, city=("深圳", "Shenzhen"))
    with pytest.raises(Stale):
        changing.announce(
            session,
            show,
            number=number,
            seen=read,
            staff=cast.a_member(session),
            base_host="expo.example",
        )
    session.rollback()
    assert circular(session) == []


def test_left_untold_nobody_is_mailed_and_the_calendar_still_counts(session, show, visitor) -> None:
    visitor()
    edit(session, show, days=APRIL)
    waits = show_changes.pending(session, show)
    member = cast.a_member(session)
    changing.dismiss(session, show, number=waits.number, seen=seen(waits), staff=member)
    session.commit()
    assert circular(session) == []
    assert show_changes.pending(session, show) is None
    assert show_changes.last_announced(session, show) is None
    assert show_changes.sequence(session, show) == 1
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action.like("show.leave%"))).one()
    assert (logged.staff_id, logged.details) == (member.id, {"number": 1, "mails": 0})


def test_each_reader_hears_from_what_stood_when_they_registered(session, show, visitor) -> None:
    early = visitor()
    edit(session, show, days=APRIL)
    announce(session, show)
    between = visitor()
    edit(session, show, city=("深圳", "Shenzhen"))
    announce(session, show)
    late = visitor()

    def before(moment: object) -> Facts | None:
        found = show_changes.last_announced(session, show, moment)
        return found.before if found else None

    assert before(early.created_at).show_days == MARCH
    assert before(between.created_at).show_days == APRIL
    assert before(late.created_at) is None
    assert show_changes.last_announced(session, show).before.city.en == "Guangzhou"
    assert show_changes.sequence(session, show) == 2
