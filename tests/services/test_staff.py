"""Who may sign in: people, one-time links, passwords and sessions."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AddressTaken, LinkSpent, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.models import AuditEntry, Role, Staff, StaffLink, StaffSession
from exhibition.services import passwords, staff, staff_sessions
from tests import cast

TOKEN = "a token nobody guesses"


def first_owner_link(session: Session, token: str = TOKEN) -> None:
    staff.make_link(session, token, None, now() + staff.LINK_LIFE)


def age(session: Session, **columns: timedelta) -> None:
    """Moves moments of every session into the past."""
    moved = {name: now() - by for name, by in columns.items()}
    session.execute(update(StaffSession).values(**moved))


@pytest.mark.both_databases
def test_the_first_owners_link_makes_the_owner(session: Session) -> None:
    first_owner_link(session)
    owner = staff.consume_link(session, TOKEN, cast.PASSWORD, "Boss@Expo.example")
    assert [grant.role for grant in owner.grants] == [Role.OWNER]
    assert staff.has_owner(session)
    assert staff.verify(session, "boss@expo.example", cast.PASSWORD) is owner


@pytest.mark.both_databases
def test_a_link_works_once(session: Session) -> None:
    member = cast.a_member(session)
    token = staff.new_link_for(session, member.email)
    staff.consume_link(session, token, "another good password")
    with pytest.raises(LinkSpent):
        staff.consume_link(session, token, "a third good password")
    assert staff.verify(session, member.email, "another good password")


@pytest.mark.both_databases
def test_a_newer_link_ends_the_older_one_of_the_same_person_only(session: Session) -> None:
    owner = cast.a_member(session, Role.OWNER)
    viewer = cast.a_member(session, Role.VIEWER)
    old = staff.new_link_for(session, owner.email)
    other = staff.new_link_for(session, viewer.email)
    new = staff.new_link_for(session, owner.email)
    with pytest.raises(LinkSpent):
        staff.find_link(session, old)
    assert staff.find_link(session, new).staff is owner
    assert staff.find_link(session, other).staff is viewer


def test_a_newer_first_link_ends_the_older_one(session: Session) -> None:
    first_owner_link(session)
    first_owner_link(session, "the token of the next start")
    with pytest.raises(LinkSpent):
        staff.find_link(session, TOKEN)


def test_a_first_link_is_worth_nothing_once_there_is_an_owner(session: Session) -> None:
    first_owner_link(session)
    cast.a_member(session, Role.OWNER)
    with pytest.raises(LinkSpent):
        staff.consume_link(session, TOKEN, cast.PASSWORD, "late@expo.example")


def test_a_link_ends_after_an_hour(session: Session) -> None:
    member = cast.a_member(session)
    token = staff.new_link_for(session, member.email)
    session.execute(update(StaffLink).values(expires_at=now() - timedelta(seconds=1)))
    with pytest.raises(LinkSpent):
        staff.find_link(session, token)


def test_a_new_link_lasts_sixty_minutes(session: Session) -> None:
    staff.new_link_for(session, cast.a_member(session).email)
    left = session.scalars(select(StaffLink)).one().expires_at - now()
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)


def test_a_link_of_somebody_inactive_is_spent(session: Session) -> None:
    member = cast.a_member(session)
    token = staff.new_link_for(session, member.email)
    member.is_active = False
    with pytest.raises(LinkSpent):
        staff.find_link(session, token)


def test_there_is_no_link_for_a_stranger(session: Session) -> None:
    with pytest.raises(NotFound):
        staff.new_link_for(session, "nobody@expo.example")


@pytest.mark.both_databases
def test_a_new_password_ends_every_session_of_that_person(session: Session) -> None:
    owner = cast.a_member(session, Role.OWNER)
    viewer = cast.a_member(session, Role.VIEWER)
    owners = staff_sessions.start(session, owner)
    viewers = staff_sessions.start(session, viewer)
    token = staff.new_link_for(session, owner.email)
    staff.consume_link(session, token, "another good password")
    assert staff_sessions.load(session, owners) is None
    assert staff_sessions.load(session, viewers) is not None


def test_tokens_and_passwords_are_stored_only_as_hashes(session: Session) -> None:
    member = cast.a_member(session)
    link = staff.new_link_for(session, member.email)
    token = staff_sessions.start(session, member)
    tables = ("staff", "staff_link", "staff_session", "audit")
    stored = str([session.execute(text(f"SELECT * FROM {table}")).all() for table in tables])
    assert member.password_hash.startswith("$argon2id$")
    assert not [secret for secret in (link, token, cast.PASSWORD) if secret in stored]


@pytest.mark.parametrize(
    "email", ["OWNER@expo.example", " owner@EXPO.example ", "owner＠expo.example"]
)
def test_an_address_is_known_in_every_way_of_typing_it(session: Session, email: str) -> None:
    cast.a_member(session, Role.OWNER)
    with pytest.raises(AddressTaken):
        staff.add(session, email, Role.VIEWER)


@pytest.mark.parametrize("email", ["", "owner", "a b@expo.example", "o\x00@x", "a" * 250 + "@x.cn"])
def test_what_is_no_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(IdentifierError, match="email"):
        staff.add(session, email, Role.VIEWER)


def test_a_name_inside_a_house_network_will_do(session: Session) -> None:
    assert staff.add(session, "boss@hall.local", Role.OWNER).email == "boss@hall.local"


@pytest.mark.parametrize("length", [7, 129])
def test_a_password_of_another_length_is_refused(session: Session, length: int) -> None:
    with pytest.raises(IdentifierError, match="password_length"):
        staff.add(session, "a@expo.example", Role.VIEWER, "x" * length)


@pytest.mark.parametrize("length", [8, 128])
def test_the_shortest_and_the_longest_password_work(session: Session, length: int) -> None:
    member = staff.add(session, "a@expo.example", Role.VIEWER, "密" * length)
    assert staff.verify(session, member.email, "密" * length) is member


def test_a_longer_password_does_not_pass_for_its_beginning(session: Session) -> None:
    member = staff.add(session, "a@expo.example", Role.VIEWER, "x" * 128)
    assert staff.verify(session, member.email, "x" * 129) is None


def test_a_password_in_full_width_letters_is_the_same_password(session: Session) -> None:
    member = staff.add(session, "a@expo.example", Role.VIEWER, "Ｐａｓｓｗｏｒｄ１２")
    assert staff.verify(session, member.email, "Password12") is member


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("viewer@expo.example", "not the password"),
        ("viewer@expo.example", ""),
        ("nobody@expo.example", cast.PASSWORD),
        ("no address\x00", cast.PASSWORD),
    ],
)
def test_every_kind_of_wrong_is_nobody(session: Session, email: str, password: str) -> None:
    cast.a_member(session, Role.VIEWER)
    assert staff.verify(session, email, password) is None


def test_somebody_without_a_password_cannot_sign_in_with_an_empty_one(session: Session) -> None:
    staff.add(session, "new@expo.example", Role.VIEWER)
    assert staff.verify(session, "new@expo.example", "") is None


def test_somebody_inactive_cannot_sign_in(session: Session) -> None:
    member = cast.a_member(session)
    member.is_active = False
    assert staff.verify(session, member.email, cast.PASSWORD) is None


def test_an_unknown_address_costs_as_much_work_as_a_known_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.a_member(session, Role.VIEWER)
    checked: list[str] = []
    check = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher,
        "verify",
        lambda self, kept, typed: checked.append(kept) or check(self, kept, typed),
    )
    staff.verify(session, "viewer@expo.example", "not the password")
    staff.verify(session, "nobody@expo.example", "not the password")
    known, unknown = (kept.rsplit("$", 2)[0] for kept in checked)
    assert known == unknown


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(session: Session) -> None:
    member = cast.a_member(session)
    member.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
        cast.PASSWORD
    )
    assert staff.verify(session, member.email, cast.PASSWORD) is member
    staff.keep_current(member, cast.PASSWORD)
    assert not passwords.is_outdated(member.password_hash)
    assert staff.verify(session, member.email, cast.PASSWORD) is member


@pytest.mark.both_databases
def test_a_session_is_found_by_its_token_until_it_ends(session: Session) -> None:
    member = cast.a_member(session)
    token = staff_sessions.start(session, member)
    found = staff_sessions.load(session, token)
    assert found is not None
    assert found.staff is member
    staff_sessions.end(session, token)
    assert staff_sessions.load(session, token) is None


@pytest.mark.parametrize(
    ("ages", "lasts"),
    [
        ({"last_seen_at": timedelta(hours=11, minutes=59)}, True),
        ({"last_seen_at": timedelta(hours=12, seconds=1)}, False),
        ({"created_at": timedelta(days=6, hours=23)}, True),
        ({"created_at": timedelta(days=7, seconds=1)}, False),
    ],
)
def test_a_session_ends_idle_after_12_hours_and_in_any_case_after_7_days(
    session: Session, ages: dict[str, timedelta], lasts: bool
) -> None:
    token = staff_sessions.start(session, cast.a_member(session))
    age(session, **ages)
    assert (staff_sessions.load(session, token) is not None) is lasts


def test_a_session_of_somebody_made_inactive_ends(session: Session) -> None:
    member = cast.a_member(session)
    token = staff_sessions.start(session, member)
    member.is_active = False
    assert staff_sessions.load(session, token) is None


def test_the_audit_log_tells_the_life_of_an_account(session: Session) -> None:
    member = cast.a_member(session, Role.MANAGER)
    staff.consume_link(session, staff.new_link_for(session, member.email), cast.PASSWORD)
    token = staff_sessions.start(session, member, address="192.0.2.7")
    staff_sessions.end(session, token)
    lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(line.actor, line.action) for line in lines] == [
        ("command", "staff.add"),
        ("command", "staff.link"),
        ("staff", "staff.password"),
        ("staff", "staff.sign_in"),
        ("staff", "staff.sign_out"),
    ]
    assert {line.staff_id for line in lines} == {member.id}
    assert lines[3].address == "192.0.2.7"


def test_a_demoted_owner_leaves_the_installation_without_one(session: Session) -> None:
    member: Staff = cast.a_member(session, Role.OWNER)
    member.grants[0].role = Role.VIEWER
    session.flush()
    assert not staff.has_owner(session)
