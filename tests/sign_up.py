"""Somebody who signs up over HTTP: opens a form, fills in what stands there, sends it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exhibition.domain import codes, keys
from exhibition.models import Registration, Show
from tests import preset_shows

#: What people type, by the name of the control.
TYPED = {
    "name": "张晓明",
    "contact_name": "李娜",
    "mobile": "13812345678",
    "company": "某某生物科技有限公司",
    "company_zh": "某某设备有限公司",
    "job_title": "研发经理",
}
REQUIRED_BOXES = ("consent_notice", "consent_declaration", "age_ok")

Fields = dict[str, str | list[str]]


def a_preset_show(session: Session, preset: str = "cell-gene-therapy", **columns: Any) -> Show:
    """The show of a preset that ships with the program."""
    show = preset_shows.load(session, preset)
    for name, value in columns.items():
        setattr(show, name, value)
    session.commit()
    return show


def visitor_form(client: FlaskClient, slug: str, query: str = "", **changes: Any) -> Fields:
    """The visitor form of a show as somebody filled it in on the page."""
    return fill(client.get(f"/{slug}/visitor{query}"), changes)


def exhibitor_form(client: FlaskClient, slug: str, query: str = "", **changes: Any) -> Fields:
    """The exhibitor form of a show as somebody filled it in on the page."""
    typed = {"email": "lina@example.com"} | changes
    return fill(client.get(f"/{slug}/exhibitor{query}"), typed)


def register(client: FlaskClient, slug: str, **changes: Any) -> TestResponse:
    """What a visitor who fills in everything is answered."""
    return client.post(f"/{slug}/visitor", data=visitor_form(client, slug, **changes))


def apply(client: FlaskClient, slug: str, **changes: Any) -> TestResponse:
    """What an exhibitor who fills in everything is answered."""
    return client.post(f"/{slug}/exhibitor", data=exhibitor_form(client, slug, **changes))


def troubles(answer: TestResponse) -> list[str]:
    """What the summary on top of a form that came back says."""
    return re.findall(r'<li><a href="#f-[^"]+">([^<]+)</a>', answer.text)


def stored(session: Session) -> Sequence[Registration]:
    """Every registration there is now, oldest first."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(Registration).order_by(Registration.id)).all()


def the_one(session: Session) -> Registration:
    """The only registration there is."""
    rows = stored(session)
    assert len(rows) == 1, f"there are {len(rows)}"
    return rows[0]


def owner_path(app_or_settings: Any, registration: Registration) -> str:
    """The registrant's own page."""
    settings = getattr(app_or_settings, "config", {}).get("SETTINGS", app_or_settings)
    token = keys.owner_token(settings.pass_key, registration.uid, registration.owner_revision)
    return f"/r/{token}"


def code_of(settings: Any, registration: Registration) -> codes.PassCode:
    """What stands in the QR code of the pass, without the address."""
    return keys.pass_code(settings.pass_key, registration.uid, registration.entry_pass.revision)


def fill(page: TestResponse, typed: Mapping[str, Any]) -> Fields:
    """What a browser would send: what is preset, the first of all options, and what was typed.

    ``None`` for a name leaves its control out.
    """
    assert page.status_code == 200, page.status
    form = Controls()
    form.feed(page.text)
    sent: Fields = dict(form.preset)
    for name, options in form.options.items():
        sent.setdefault(name, options[0])
    for name in form.boxes:
        if name in REQUIRED_BOXES:
            sent[name] = "y"
    if sent.get("origin") == "overseas":
        sent["company_en"] = "Meyer Instruments GmbH"
    for name in form.required:
        sent[name] = sent[name] or "示例"
    if "province" in form.options and sent.get("country", "CN") == "CN":
        sent["province"] = "44"
    sent |= {name: words for name, words in TYPED.items() if name in sent} | dict(typed)
    return {name: value for name, value in sent.items() if value is not None}


@dataclass
class Controls(HTMLParser):
    """The controls of the form on a page, as a browser sees them."""

    preset: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    select: str = ""
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "form":
            self.inside = "data-form" in said
        if not self.inside:
            return
        if tag == "option" and value:
            self.options.setdefault(self.select, []).append(value)
            if "selected" in said:
                self.preset[self.select] = value
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.preset.setdefault(name, "")
        elif tag == "input" and name:
            self._input(said, name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False

    def _input(self, said: dict[str, str], name: str, value: str) -> None:
        kind = said.get("type", "text")
        if kind == "file":
            return
        if kind == "checkbox" and value == "y":
            self.boxes.append(name)
        elif kind in ("checkbox", "radio"):
            self.options.setdefault(name, []).append(value)
            if "checked" in said:
                self.preset[name] = value
        else:
            self.preset[name] = value
            if "aria-required" in said:
                self.required.append(name)
