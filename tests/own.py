"""Registrants on their own pages, over HTTP."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import csrf_token
from tests.sign_up import Controls, Fields


class Filled(Controls):
    """The controls of a form that is filled in already: every tick, and the text of its areas."""

    area = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ticked: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        said = dict(attrs)
        if tag == "textarea" and self.inside:
            self.area = said.get("name") or ""
        if tag == "input" and "checked" in said and self.inside:
            self.ticked.setdefault(said["name"] or "", []).append(said["value"] or "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.preset[self.area] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag == "textarea":
            self.area = ""


def filled(client: FlaskClient, path: str, **changes: Any) -> Fields:
    """What a browser would send from the form as it stands on a page, with changes typed in.

    ``None`` for a name leaves its control out.
    """
    page = client.get(path)
    assert page.status_code == 200, page.status
    form = Filled()
    form.feed(page.text)
    sent: Fields = {**form.preset, **form.ticked} | changes
    return {name: value for name, value in sent.items() if value is not None}


def change(client: FlaskClient, path: str, **changes: Any) -> TestResponse:
    """What is answered to the change form of the owner page ``path`` (``/r/…``)."""
    address = f"{path}/change"
    return client.post(address, data=filled(client, address, **changes))


def tap(client: FlaskClient, address: str, stands_on: str = "", **sent: str) -> TestResponse:
    """What is answered to a button that sends to ``address``, on that page or on another."""
    token = csrf_token(client.get(stands_on or address))
    return client.post(address, data={"csrf_token": token, **sent})
