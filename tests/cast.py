"""The people and things that tests are about."""

import re
from typing import Any

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exhibition.domain.rights import Grant, Right
from exhibition.models import PassType, Role, Show, Staff
from exhibition.services import staff
from exhibition.web import access

PASSWORD = "two populations, one plot"


def a_show(session: Session, slug: str = "cgt", **columns: Any) -> Show:
    """A show with one pass type, both forms open, its dates not yet announced."""
    texts = {
        "name": {"zh": "细胞与基因治疗展", "en": "Cell and Gene Therapy Show"},
        "organizer": {"zh": "广州某展览公司", "en": "A Guangzhou Exhibition Company"},
    }
    trade = PassType(
        slug="trade",
        label_zh="专业观众",
        label_en="Trade visitor",
        word_zh="专业观众",
        word_en="TRADE VISITOR",
        band="#0A5C5F",
    )
    show = Show(slug=slug, **{"texts": texts, "pass_types": [trade], **columns})
    session.add(show)
    session.commit()
    return show


def a_member(
    session: Session, role: Role = Role.OWNER, email: str = "", *, show: Show | None = None
) -> Staff:
    """Somebody who signs in with ``PASSWORD``, by default as ``<role>@expo.example``.

    Their role holds everywhere, or in one ``show``.
    """
    given = [Grant(role, show.id)] if show is not None else role
    member = staff.add(session, email or f"{role.value}@expo.example", given, PASSWORD)
    session.commit()
    return member


def csrf_token(page: TestResponse) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)
    assert found, "this page has no form"
    return found[1]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """What the sign-in form answers; ``more`` goes along with it, such as ``next``."""
    token = csrf_token(client.get("/sign-in"))
    body = {"email": email, "password": password, "csrf_token": token, **more}
    return client.post("/sign-in", data=body)


def signed_in(
    client: FlaskClient, session: Session, role: Role = Role.OWNER, *, show: Show | None = None
) -> Staff:
    """Somebody new with this role, everywhere or in one ``show``, signed in on this client."""
    member = a_member(session, role, show=show)
    answer = sign_in(client, member.email)
    assert answer.status_code == 303, answer.text
    return member


def a_guarded_page(app: Flask, right: Right = Right.READ) -> str:
    """The address of a page that asks for this right and says who asks."""
    pages = Blueprint("pages", __name__)

    @pages.route("/organizer/a-page", methods=["GET", "POST"])
    @access.needs(right)
    def a_page() -> str:
        return access.current_staff().email

    app.register_blueprint(pages)
    return "/organizer/a-page"
