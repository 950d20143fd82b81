"""操作记录: append-only, searchable, for managers only of their shows."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.models import AuditEntry, Registration, Role, Show
from exhibition.services import audit
from tests import cast, details
from tests.web.people import post

AUDIT = "/organizer/audit"


@pytest.fixture
def show(session: Session) -> Show:
    return details.a_show(session)


def a_line(session: Session, action: str, show: Show | None = None, **facts: object) -> None:
    audit.write(session, action, actor="command", show=show, details=facts)
    session.commit()


@pytest.mark.both_databases
def test_the_database_itself_refuses_to_change_the_log(session: Session, show: Show) -> None:
    a_line(session, "show.edit", show)
    for statement in (update(AuditEntry).values(action="nothing"), delete(AuditEntry)):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(statement)
        session.rollback()
    assert session.scalars(select(AuditEntry.action)).all() == ["show.edit"]


@pytest.mark.both_databases
def test_an_erased_registration_takes_its_lines_along(
    session: Session, settings: Settings, show: Show
) -> None:
    details.a_visitor_of(session, show, settings)
    a_line(session, "show.edit", show)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(delete(AuditEntry).where(AuditEntry.registration_id.is_not(None)))
    session.rollback()
    session.execute(delete(Registration))
    session.commit()
    assert session.scalars(select(AuditEntry.action)).all() == ["show.edit"]


def test_a_manager_reads_only_their_shows(
    client: FlaskClient, session: Session, show: Show
) -> None:
    other = details.a_show(session, "other")
    for action, where in (("mine.sung", show), ("theirs.sung", other), ("house.sung", None)):
        a_line(session, action, where)
    cast.signed_in(client, session, Role.MANAGER, show=show)
    page = client.get(f"{AUDIT}?show=other").text + client.get(AUDIT).text
    assert "mine.sung" in page
    assert "theirs.sung" not in page
    assert "house.sung" not in page
    taken = post(client, f"{AUDIT}/export", AUDIT, show="other").text
    assert "theirs.sung" not in taken


def test_a_manager_is_not_told_who_works_for_other_shows(
    client: FlaskClient, session: Session, show: Show
) -> None:
    colleague = cast.a_member(session, Role.REVIEWER, "colleague@expo.example", show=show)
    cast.a_member(
        session, Role.REVIEWER, "stranger@expo.example", show=details.a_show(session, "b")
    )
    audit.write(session, "show.edit", actor="staff", staff=colleague, show=show)
    session.commit()
    cast.signed_in(client, session, Role.MANAGER, show=show)
    page = client.get(AUDIT).text
    assert "colleague@expo.example" in page
    assert "stranger@expo.example" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=show.edit", True),
        ("action=pass.revoke", False),
        ("show=cgt", True),
        ("reference=V-4QX9T2B", False),
        ("from=2020-01-01&to=2099-12-31", True),
        ("to=2020-01-01", False),
        ("from=never&who=x&page=99999999999&show=nowhere", True),
        ("who=99&reference=%00", False),
    ],
)
def test_the_filter_is_in_the_address(
    client: FlaskClient, session: Session, show: Show, query: str, found: bool
) -> None:
    before, after = {"texts.venue.zh": "A馆"}, {"texts.venue.zh": "B馆"}
    a_line(session, "show.edit", show, before=before, after=after)
    cast.signed_in(client, session)
    page = client.get(f"{AUDIT}?{query}")
    assert page.status_code == 200
    assert ("A馆 → B馆" in page.text) is found


def test_before_and_after_are_readable_in_english(
    client: FlaskClient, session: Session, show: Show
) -> None:
    cast.a_member(session, Role.MANAGER)
    cast.signed_in(client, session)
    page = client.get(f"{AUDIT}?lang=en&action=staff.add").text
    assert "Staff added" in page
    assert "– → Manager (all shows), exports in full" in page


def test_the_file_holds_the_lines_of_the_filter_and_is_logged(
    client: FlaskClient, session: Session, show: Show
) -> None:
    a_line(session, "show.edit", show, reason="=1+1")
    cast.signed_in(client, session)
    answer = post(client, f"{AUDIT}/export", AUDIT, action="show.edit")
    # However long the log is, it never stands in memory as a whole.
    assert answer.content_length is None
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["cgt"]
    assert (
        session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1]
        == "audit.export"
    )


def test_a_reviewer_does_not_get_there(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session, Role.REVIEWER)
    assert client.get(AUDIT).status_code == 403
