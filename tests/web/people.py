"""What somebody does with their own account, step by step, for tests."""

import re

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import cast

ACCOUNT = "/organizer/account"


def post(client: FlaskClient, address: str, page: str = ACCOUNT, **body: str) -> TestResponse:
    """Sends a form of one's account with the token of ``page``."""
    token = cast.csrf_token(client.get(page))
    return client.post(address, data={"csrf_token": token, **body})


def set_up_app(client: FlaskClient) -> tuple[str, list[str]]:
    """Sets an authenticator app up; gives its secret and the recovery codes."""
    post(client, f"{ACCOUNT}/app", f"{ACCOUNT}/app", current=cast.PASSWORD)
    page = client.get(f"{ACCOUNT}/app")
    found = re.search(r'data-copy="([A-Z2-7]{32})"', page.text)
    assert found
    answer = post(
        client, f"{ACCOUNT}/app/confirm", f"{ACCOUNT}/app", code=pyotp.TOTP(found[1]).now()
    )
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    return found[1], re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", shown)
