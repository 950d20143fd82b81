"""Every address, asked for by nobody and by every role.

The walk reads the addresses off the application, so that a page added tomorrow is walked as well.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, FloatConverter, IntegerConverter, Rule

from exhibition.domain.errors import NotFound
from exhibition.models import Role, Staff
from exhibition.web import access
from tests import cast

#: Something of the right form for every converter; the objects themselves do not exist.
SAMPLES = {IntegerConverter: 987_654, FloatConverter: 1.5}


def requests_of(app: Flask, *, guarded: bool) -> Iterator[tuple[Rule, str, str]]:
    """Every rule, method and address, of the guarded endpoints or of the open ones."""
    with app.test_request_context("/"):
        urls = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if (access.least_role(app, rule.endpoint) is not None) is not guarded:
                continue
            values = {
                name: min(converter.items)
                if isinstance(converter, AnyConverter)
                else SAMPLES.get(type(converter), "no-such-thing")
                for name, converter in rule._converters.items()
            }
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, urls.build(rule.endpoint, values, method=method)


def test_every_endpoint_is_open_or_declares_its_least_role(app: Flask) -> None:
    access.refuse_undeclared(app)


def test_nothing_of_the_back_office_is_open(app: Flask) -> None:
    open_rules = [str(rule) for rule, _, _ in requests_of(app, guarded=False)]
    assert open_rules
    assert not [rule for rule in open_rules if rule.startswith(("/organizer", "/gate"))]


def test_nobody_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    cast.a_guarded_page(app)
    answers = {
        (method, str(rule)): (answer.status_code, (answer.location or "").split("=")[0])
        for rule, method, address in requests_of(app, guarded=True)
        for answer in [client.open(address, method=method)]
    }
    wrong = {asked: got for asked, got in answers.items() if got != (302, "/sign-in?next")}
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_may_and_nothing_else(
    app: Flask, client: FlaskClient, session: Session, role: Role
) -> None:
    cast.a_guarded_page(app, Role.MANAGER)
    cast.signed_in(client, session, role)
    wrong = {}
    for rule, method, address in requests_of(app, guarded=True):
        least = access.least_role(app, rule.endpoint)
        assert least is not None
        refused = access.RANKS.index(role) < access.RANKS.index(least)
        answer = client.open(address, method=method)
        to_sign_in = (answer.location or "").startswith("/sign-in")
        if to_sign_in or (answer.status_code == 403) is not refused or answer.status_code >= 500:
            wrong[method, str(rule)] = answer.status_code
    assert not wrong


class TestTheGuard:
    @pytest.fixture
    def app(self, app: Flask) -> Flask:
        """The application with one page for managers, and one that somebody forgot to guard."""
        cast.a_guarded_page(app, Role.MANAGER)

        @app.get("/organizer/forgotten")
        def forgotten() -> str:
            return "everybody's data"

        return app

    def test_a_forgotten_declaration_closes_the_page(
        self, client: FlaskClient, session: Session
    ) -> None:
        cast.signed_in(client, session, Role.OWNER)
        answer = client.get("/organizer/forgotten")
        assert answer.status_code == 500
        assert "everybody's data" not in answer.text

    def test_a_forgotten_declaration_stops_the_start(self, app: Flask) -> None:
        with pytest.raises(RuntimeError, match=r"forgotten"):
            access.refuse_undeclared(app)

    def test_nobody_comes_back_to_the_page_with_its_query(self, client: FlaskClient) -> None:
        answer = client.get("/organizer/a-page?q=a%26b&page=2")
        assert answer.location == "/sign-in?next=/organizer/a-page?q%3Da%2526b%26page%3D2"

    def test_nobody_who_sends_something_comes_back_to_the_start(self, client: FlaskClient) -> None:
        answer = client.post("/organizer/a-page")
        assert (answer.status_code, answer.location) == (302, "/sign-in?next=/organizer/")

    def test_the_role_is_asked_before_the_forms_token(
        self, client: FlaskClient, session: Session
    ) -> None:
        cast.signed_in(client, session, Role.VIEWER)
        assert client.post("/organizer/a-page").status_code == 403

    def test_the_right_role_without_a_token_changes_nothing(
        self, client: FlaskClient, session: Session
    ) -> None:
        cast.signed_in(client, session, Role.MANAGER)
        assert client.post("/organizer/a-page").status_code == 400

    def test_a_page_knows_who_asks(self, client: FlaskClient, session: Session) -> None:
        member = cast.signed_in(client, session, Role.MANAGER)
        assert client.get("/organizer/a-page").text == member.email

    @pytest.mark.parametrize(
        ("change", "status"), [({"role": Role.VIEWER}, 403), ({"is_active": False}, 302)]
    )
    def test_a_lost_role_counts_at_the_next_request(
        self, client: FlaskClient, session: Session, change: dict[str, object], status: int
    ) -> None:
        cast.signed_in(client, session, Role.OWNER)
        session.execute(update(Staff).values(**change))
        session.commit()
        assert client.get("/organizer/a-page").status_code == status

    def test_a_cookie_signed_with_an_invented_token_opens_nothing(
        self, client: FlaskClient
    ) -> None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = "invented"
        assert client.get("/organizer/a-page").status_code == 302


def test_a_show_is_loaded_by_its_slug_or_not_found(app: Flask, session: Session) -> None:
    cast.a_show(session, "cgt")
    with app.test_request_context("/"):
        assert access.load_show("cgt").slug == "cgt"
        with pytest.raises(NotFound):
            access.load_show("another")


@pytest.mark.both_databases
def test_no_address_with_a_zero_character_reaches_the_database(
    client: FlaskClient, session: Session
) -> None:
    cast.a_show(session, "cgt")
    cast.signed_in(client, session)
    for address in ("a%00b/visitors", "cgt/visitors/V%00", "cgt/channels/a%00"):
        assert client.get(f"/organizer/{address}").status_code == 404
