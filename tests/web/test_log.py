"""What the log holds: that something happened, never to whom."""

import io
import logging
import re

import pytest
from sqlalchemy.exc import OperationalError

from exhibition.database import db
from exhibition.domain import keys
from exhibition.models import Role
from tests.cast import PASSWORD, csrf_token, signed_in
from tests.locks import locked
from tests.sign_up import (
    a_preset_show,
    apply,
    code_of,
    exhibitor_form,
    register,
    stored,
    visitor_form,
)

SHOW = "cell-gene-therapy"


@pytest.fixture
def everything(caplog):
    """Whatever anybody logs where somebody looks for a fault and wants to see it all."""
    caplog.set_level(logging.DEBUG)
    return caplog


def a_whole_day(client, session):
    """Everything that goes well and most of what goes wrong."""
    path = register(client, SHOW, email="zhang@example.com").location
    for page in ("", "/pass.png", "/application", "/answers", "?lang=en"):
        client.get(path + page)
    applied = apply(client, SHOW, remark="请联系我").location
    token = csrf_token(client.get(f"{applied}/application/company"))
    client.post(
        f"{applied}/application/company", data={"csrf_token": token, "address": "天河区 1 号"}
    )
    client.post(
        f"{applied}/application/documents",
        data={
            "csrf_token": token,
            "licence_file": (io.BytesIO(b"no picture"), "licence-of-zhang.jpg"),
        },
    )
    client.get("/q/wx1", headers={"Referer": f"http://expo.example{path}"})
    client.post(f"/{SHOW}/visitor", data=visitor_form(client, SHOW, mobile="1381234567899"))
    client.post(f"/{SHOW}/visitor", data=visitor_form(client, SHOW, csrf_token="x"))
    token = csrf_token(client.get(f"/{SHOW}/find"))
    sent = {"csrf_token": token, "name": "张晓明", "mobile": "13812345678", "mobile_country": "CN"}
    client.post(f"/{SHOW}/find", data=sent)
    client.get(f"/r/{'Z' * 26}")
    aside = visitor_form(client, SHOW, city="稍后再填") | {"action": "save"}
    client.get(client.post(f"/{SHOW}/visitor", data=aside).location)
    client.get(f"/d/{'Y' * 26}")
    client.get("/p/1WRONGCODE")
    with locked(session.get_bind()):
        client.post(f"/{SHOW}/exhibitor", data=exhibitor_form(client, SHOW))


def test_no_log_names_anybody_or_holds_a_key(app, session, settings, everything, monkeypatch):
    monkeypatch.setattr("exhibition.database.BUSY_TIMEOUT_MS", 50)
    a_preset_show(session)
    client = app.test_client()
    a_whole_day(client, session)
    signed_in(app.test_client(), session, Role.OWNER)
    text = everything.text
    assert "GET /d/<token> 200" in text
    assert not re.search(r"/d/[0-9A-Z]{26}", text)
    assert "POST /<show_slug>/visitor 303" in text
    visitor, exhibitor = stored(session)
    secrets = [
        "张晓明", "李娜", "13812345678", "1381234567899", "zhang@example.com", "lina@example.com",
        "某某生物科技", "某某设备", "请联系我", "天河区", "licence-of-zhang", "1WRONGCODE",
        "Z" * 26, "Y" * 26, "稍后再填",
        PASSWORD, client.get_cookie("session").value, client.get_cookie(f"mine-{SHOW}").value,
        settings.secret_key, settings.pass_key.decode(),
        *(keys.owner_token(settings.pass_key, one.uid, 1) for one in (visitor, exhibitor)),
        *(code_of(settings, one) for one in (visitor, exhibitor)),
        *(one.uid for one in (visitor, exhibitor)),
    ]  # fmt: skip
    assert [secret for secret in secrets if secret in text] == []


def test_a_statement_that_fails_is_logged_without_its_values(app, session, caplog):
    a_preset_show(session)

    def breaks():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT ? FROM nowhere", ("13812345678",))

    app.view_functions["public.landing"] = lambda show_slug: breaks()
    assert app.test_client().get(f"/{SHOW}/").status_code == 503
    assert "13812345678" not in caplog.text
    with app.app_context(), pytest.raises(OperationalError) as failed:
        breaks()
    assert "13812345678" not in str(failed.value)


def test_a_request_is_one_line_with_its_number(client, session, caplog):
    caplog.set_level(logging.INFO, logger="exhibition.requests")
    a_preset_show(session)
    answer = client.get(f"/{SHOW}/")
    line = caplog.records[-1].getMessage()
    assert line.startswith("GET /<show_slug>/ 200 ")
    assert line.endswith(answer.headers["X-Request-Id"])
    assert len([one for one in caplog.records if one.name == "exhibition.requests"]) == 1


def test_what_nobody_knows_is_not_repeated(client, session, caplog):
    caplog.set_level(logging.INFO, logger="exhibition.requests")
    client.get("/secret-path/of/somebody?token=abc")
    assert "secret-path" not in caplog.text
    assert "abc" not in caplog.text
