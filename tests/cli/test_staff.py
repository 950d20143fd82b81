"""``flask staff``, as somebody at the command line sees it."""

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from exhibition.models import Role, Staff, StaffGrant, StaffLink
from exhibition.services import staff
from tests import cast

ADD = ["staff", "add", "new@expo.example"]


def test_add_without_a_password_prints_one_line_with_a_link(
    runner: FlaskCliRunner, session: Session
) -> None:
    result = runner.invoke(args=[*ADD, "--role", "manager"])
    assert result.exit_code == 0
    (line,) = result.output.splitlines()
    token = line.removeprefix("http://expo.example/sign-in/link/")
    found = staff.find_link(session, token).staff
    assert found
    assert (found.email, found.grants[0].role) == ("new@expo.example", Role.MANAGER)


@pytest.mark.parametrize("typed", ["a good password\n", "a good password", "a good password\r\nx"])
def test_add_with_a_password_lets_somebody_sign_in_at_once(
    runner: FlaskCliRunner, session: Session, typed: str
) -> None:
    result = runner.invoke(args=[*ADD, "--role", "viewer", "--password-stdin"], input=typed)
    assert result.exit_code == 0
    assert staff.verify(session, "new@expo.example", "a good password")
    assert not session.scalars(select(StaffLink)).all()


def test_a_known_address_is_left_as_it_was(runner: FlaskCliRunner, session: Session) -> None:
    member = cast.a_member(session, Role.VIEWER)
    args = ["staff", "add", member.email.upper(), "--role", "owner", "--password-stdin"]
    result = runner.invoke(args=args, input="another password\n")
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    session.rollback()
    assert session.scalars(select(StaffGrant)).one().role is Role.VIEWER
    assert staff.verify(session, member.email, cast.PASSWORD)


@pytest.mark.parametrize(
    ("args", "typed", "code"),
    [
        (["short@expo.example", "--role", "viewer", "--password-stdin"], "1234567\n", 1),
        (["long@expo.example", "--role", "viewer", "--password-stdin"], "x" * 129, 1),
        (["no address", "--role", "viewer"], "", 1),
        (["a@expo.example", "--role", "emperor"], "", 2),
        (["a@expo.example"], "", 2),
    ],
)
def test_what_cannot_be_added_adds_nobody(
    runner: FlaskCliRunner, session: Session, args: list[str], typed: str, code: int
) -> None:
    assert runner.invoke(args=["staff", "add", *args], input=typed).exit_code == code
    assert not session.scalars(select(Staff)).all()


def test_link_prints_a_new_link(runner: FlaskCliRunner, session: Session) -> None:
    member = cast.a_member(session)
    result = runner.invoke(args=["staff", "link", member.email])
    token = result.output.strip().rpartition("/")[2]
    assert staff.find_link(session, token).staff_id == member.id


def test_link_for_a_stranger_fails(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["staff", "link", "nobody@expo.example"])
    assert result.exit_code == 1
    assert "not known" in result.output


def test_an_old_schema_stops_a_command_with_a_sentence(
    runner: FlaskCliRunner, session: Session
) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    session.commit()
    result = runner.invoke(args=[*ADD, "--role", "viewer"])
    assert result.exit_code == 1
    assert "The schema is older" in result.output
    assert not session.scalars(select(Staff)).all()
