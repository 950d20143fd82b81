"""Every address, asked for by nobody and by every role.

The walk reads the addresses off the application, so that a page added tomorrow is walked as well.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, FloatConverter, Rule

from exhibition.config import Settings
from exhibition.database import Base
from exhibition.domain.errors import NotFound
from exhibition.domain.rights import RIGHTS, Right, Role
from exhibition.domain.status import Kind
from exhibition.models import Channel, Registration, Show, Staff, StaffGrant
from exhibition.services import channels
from exhibition.services.channels import ChannelKind
from exhibition.web import access
from exhibition.web.row_number import RowNumber
from tests import cast, details

#: What differs between any two pages.
RANDOM = re.compile(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"|[0-9a-f]{12}')

#: Something of the right form for every converter; the objects themselves do not exist.
SAMPLES = {RowNumber: 987_654, FloatConverter: 1.5}


def requests_of(app: Flask, *, guarded: bool) -> Iterator[tuple[Rule, str, str]]:
    """Every rule, method and address, of the guarded endpoints or of the open ones."""
    with app.test_request_context("/"):
        urls = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if (access.needed(app, rule.endpoint) is not None) is not guarded:
                continue
            values = {
                name: min(converter.items)
                if isinstance(converter, AnyConverter)
                else SAMPLES.get(type(converter), "no-such-thing")
                for name, converter in rule._converters.items()
            }
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, urls.build(rule.endpoint, values, method=method)


def test_every_endpoint_is_open_or_declares_the_right_it_needs(app: Flask) -> None:
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
    cast.a_guarded_page(app, Right.SETTINGS)
    cast.signed_in(client, session, role)
    wrong = {}
    for rule, method, address in requests_of(app, guarded=True):
        refused = access.needed(app, rule.endpoint) not in RIGHTS[role]
        answer = client.open(address, method=method)
        to_sign_in = (answer.location or "").startswith("/sign-in")
        if to_sign_in or (answer.status_code == 403) is not refused or answer.status_code >= 500:
            wrong[method, str(rule)] = answer.status_code
    assert not wrong


@pytest.mark.both_databases
def test_no_row_has_a_number_that_no_database_takes(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    details.a_show(session, "cgt")
    cast.signed_in(client, session, Role.OWNER)
    numbered = [
        (method, address.replace("987654", str(2**63)).replace("no-such-thing", "cgt"))
        for _, method, address in requests_of(app, guarded=True)
        if "987654" in address
    ]
    answers = {asked: client.open(asked[1], method=asked[0]).status_code for asked in numbered}
    assert answers
    # Where another rule takes the same words, it is the method that does not fit.
    assert set(answers.values()) <= {404, 405}, answers


class TestTheGuard:
    @pytest.fixture
    def app(self, app: Flask) -> Flask:
        """The application with one page for managers, and one that somebody forgot to guard."""
        cast.a_guarded_page(app, Right.SETTINGS)

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
        ("table", "change", "status"),
        [(StaffGrant, {"role": Role.VIEWER}, 403), (Staff, {"is_active": False}, 302)],
    )
    def test_a_lost_role_counts_at_the_next_request(
        self,
        client: FlaskClient,
        session: Session,
        table: type[Base],
        change: dict[str, object],
        status: int,
    ) -> None:
        cast.signed_in(client, session, Role.OWNER)
        session.execute(update(table).values(**change))
        session.commit()
        assert client.get("/organizer/a-page").status_code == status

    def test_a_cookie_signed_with_an_invented_token_opens_nothing(
        self, client: FlaskClient
    ) -> None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = "invented"
        assert client.get("/organizer/a-page").status_code == 302


def test_a_show_is_loaded_by_its_slug_or_not_found(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    cast.a_show(session, "cgt")
    cast.signed_in(client, session)
    assert client.get("/organizer/cgt/visitors").status_code == 200
    assert client.get("/organizer/another/visitors").status_code == 404
    with app.test_request_context("/"), pytest.raises(NotFound):
        access.load_show("cgt")


#: product.md and experience.md §2.5 as a table: what each role may open in its show. A page outside
#: of its row answers 403 in one's own show.
PAGES = {
    "/": "overview",
    "/visitors": "list",
    "/visitors/{visitor}": "record",
    "/exhibitors/{exhibitor}": "record",
    "/visitors/{visitor}/resend-mail": "resend",
    "/visitors/{visitor}/pass.png": "pass",
    "/visitors/{visitor}/pass-link": "change",
    "/visitors/{visitor}/edit": "change",
    "/visitors/{visitor}/cancel": "change",
    "/exhibitors/{exhibitor}/review/accept": "decide",
    "/channels": "overview",
    "/outbox": "overview",
    "/publish": "overview",
    "/settings": "settings",
}
OPENS = {
    Role.OWNER: {"overview", "list", "record", "resend", "pass", "change", "decide", "settings"},
    Role.MANAGER: {"overview", "list", "record", "resend", "pass", "change", "decide", "settings"},
    Role.REVIEWER: {"overview", "list", "record", "resend", "decide"},
    Role.DESK: {"list", "record", "resend", "pass"},
    Role.SCANNER: set(),
    Role.VIEWER: {"overview", "list", "record"},
}


class TestRolesInOneShow:
    @pytest.fixture
    def own(self, session: Session, settings: Settings) -> Show:
        """A show with somebody of each kind."""
        return self.peopled(session, settings, "own")

    @pytest.fixture
    def other(self, session: Session, settings: Settings) -> Show:
        """The same again: a show of other people."""
        return self.peopled(session, settings, "other")

    @staticmethod
    def peopled(session: Session, settings: Settings, slug: str) -> Show:
        show = details.a_show(session, slug=slug)
        details.a_visitor_of(session, show, settings, email="x@example.com")
        details.an_exhibitor_of(session, show, settings)
        return show

    @staticmethod
    def pages(session: Session, show: Show) -> dict[str, str]:
        """Address -> what kind of page it is."""
        found = {
            kind: session.scalars(
                select(Registration.reference).where(
                    Registration.show_id == show.id, Registration.kind == kind
                )
            ).one()
            for kind in ("visitor", "exhibitor")
        }
        return {f"/organizer/{show.slug}{tail.format(**found)}": of for tail, of in PAGES.items()}

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
    def test_a_role_opens_its_row_and_no_other_show(
        self, client: FlaskClient, session: Session, own: Show, other: Show, role: Role
    ) -> None:
        cast.signed_in(client, session, role, show=own)
        here, there = self.pages(session, own), self.pages(session, other)
        answers = {address: client.get(address).status_code for address in [*here, *there]}
        right = {page: 200 if of in OPENS[role] else 403 for page, of in here.items()}
        assert answers == right | dict.fromkeys(there, 404)

    def test_another_show_looks_like_none_at_every_verb(
        self, app: Flask, client: FlaskClient, session: Session, own: Show, other: Show
    ) -> None:
        cast.signed_in(client, session, Role.MANAGER, show=own)
        wrong = {}
        for rule, method, address in requests_of(app, guarded=True):
            if "show_slug" not in rule.arguments:
                continue
            told = set()
            for slug in (other.slug, "nowhere"):
                page = client.open(address.replace("no-such-thing", slug, 1), method=method)
                body = RANDOM.sub("", page.text.replace(slug, "…"))
                told.add((page.status_code, body))
            if len(told) > 1 or {status for status, _ in told} != {404}:
                wrong[method, str(rule)] = sorted(told)
        assert not wrong

    def test_the_list_of_shows_names_only_ones_own(
        self, client: FlaskClient, session: Session, own: Show, other: Show
    ) -> None:
        cast.signed_in(client, session, Role.VIEWER, show=own)
        page = client.get("/organizer/?shows=all").text
        assert f"/organizer/{own.slug}/" in page
        assert f"/organizer/{other.slug}/" not in page

    def test_a_scanner_is_told_honestly_that_there_is_nothing_yet(
        self, client: FlaskClient, session: Session, own: Show
    ) -> None:
        cast.signed_in(client, session, Role.SCANNER, show=own)
        answer = client.get("/organizer/")
        assert answer.status_code == 200
        assert "主办方将在展会开始时启用闸口" in answer.text
        assert f"/organizer/{own.slug}" not in answer.text

    def test_a_code_is_not_pointed_at_a_show_of_others(
        self, client: FlaskClient, session: Session, own: Show, other: Show
    ) -> None:
        forms = (Kind.VISITOR,)
        channels.make(session, own, name="A", kind=ChannelKind.OTHER, forms=forms, slug="ours")
        session.commit()
        cast.signed_in(client, session, Role.MANAGER, show=own)
        page = client.get("/organizer/own/channels/ours")
        assert 'value="other"' not in page.text.partition('name="kind"')[0]
        body = {"csrf_token": cast.csrf_token(page), "show": "other", "target": "visitor"}
        assert client.post("/organizer/own/channels/ours/target", data=body).status_code == 422
        assert session.scalars(select(Channel)).one().show_id == own.id


@pytest.mark.both_databases
def test_no_address_with_a_zero_character_reaches_the_database(
    client: FlaskClient, session: Session
) -> None:
    cast.a_show(session, "cgt")
    cast.signed_in(client, session)
    for address in ("a%00b/visitors", "cgt/visitors/V%00", "cgt/channels/a%00"):
        assert client.get(f"/organizer/{address}").status_code == 404
