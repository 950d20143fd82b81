"""What every response carries, and whom the application believes."""

import re

import pytest
from flask import Response

from exhibition.models import Role
from exhibition.web import links
from exhibition.web.client import client_address
from tests.cast import a_show, signed_in
from tests.sign_up import a_preset_show, apply, register

SHOW = "cell-gene-therapy"
HTTPS = {"base_url": "https://expo.example", "production": True}
STATIC = "/static/css/base.css"


def all_kinds_of_responses(client, session):
    """One of every kind: pages, redirects, pictures, static files, errors."""
    a_preset_show(session)
    path = register(client, SHOW).location
    gets = (
        "/", f"/{SHOW}/", f"/{SHOW}/visitor", f"/{SHOW}/exhibitor", f"/{SHOW}/find", path,
        f"{path}/pass.png", f"/{SHOW}/visitor/qr.png", "/q/nobody", "/p/x", STATIC,
        f"{STATIC}x", "/nobody/", "/healthz", "/readyz", "/sign-in", "/organizer/", f"/{SHOW}",
        apply(client, SHOW).location,
    )  # fmt: skip
    yield from (client.get(each) for each in gets)
    yield client.head(f"/{SHOW}/")
    yield client.open("/", method="OPTIONS")
    yield client.put(f"/{SHOW}/visitor")
    yield client.post(f"/{SHOW}/visitor", data={})
    yield client.post(f"/{SHOW}/visitor", data={"remark": "x" * 11_000_000})
    yield client.post(f"/{SHOW}/find", data={})
    yield client.get("/", headers={"Host": "evil.example"})


@pytest.mark.settings(**HTTPS)
def test_every_response_carries_every_header(client, session):
    seen = set()
    for answer in all_kinds_of_responses(client, session):
        said, where = answer.headers, f"{answer.request.method} {answer.request.path}"
        seen.add(answer.status_code)
        policy = said["Content-Security-Policy"]
        for rule in ("default-src 'none'", "object-src 'none'", "frame-ancestors 'none'"):
            assert rule in policy, where
        assert "unsafe" not in policy
        assert said["X-Content-Type-Options"] == "nosniff", where
        assert said["X-Frame-Options"] == "DENY"
        assert said["Referrer-Policy"] == "same-origin"
        assert said["Cross-Origin-Opener-Policy"] == "same-origin"
        assert int(said["Strict-Transport-Security"].split("=")[1].split(";")[0]) >= 31_536_000
        assert "camera=()" in said["Permissions-Policy"]
        assert "Cache-Control" in said, where
        if "public" not in said["Cache-Control"]:
            assert said["Cache-Control"] == "no-store", where
            assert "Cookie" in said["Vary"] or answer.status_code == 302, where
        assert "Server" not in said
    assert seen == {200, 302, 308, 400, 404, 405, 413, 422}


def test_an_error_of_our_own_carries_them_too(app):
    app.view_functions["public.shows"] = lambda: 1 / 0
    answer = app.test_client().get("/")
    assert answer.status_code == 500
    assert "script-src 'self' 'nonce-" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_without_https_nobody_is_told_to_use_it(client):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_each_response_has_a_nonce_of_its_own_and_uses_it(client, session):
    a_preset_show(session)
    nonces = set()
    for _ in range(5):
        answer = client.get(f"/{SHOW}/visitor")
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
        assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce}
        nonces.add(nonce)
    assert len(nonces) == 5


@pytest.mark.settings(**HTTPS)
def test_over_https_the_session_belongs_to_this_host_alone(client, session):
    a_preset_show(session)
    said = next(
        one
        for one in client.get(f"/{SHOW}/visitor").headers.getlist("Set-Cookie")
        if one.startswith("__Host-session=")
    )
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in said
    assert "Domain" not in said


def test_without_https_the_cookie_is_still_out_of_reach(client, session):
    a_preset_show(session)
    said = client.get(f"/{SHOW}/visitor").headers["Set-Cookie"]
    assert said.startswith("session=")
    for part in ("HttpOnly", "SameSite=Lax"):
        assert part in said


@pytest.mark.parametrize(
    "host",
    ["evil.example", "expo.example.evil.example", "expo.example@evil", "a b", "expo.example:x", ""],
)
def test_an_unknown_host_is_refused(client, session, host):
    a_preset_show(session)
    answer = client.get(f"/{SHOW}/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "无法识别" in answer.text


@pytest.mark.settings(base_url_aliases=("second.example",))
@pytest.mark.parametrize(
    "host", ["expo.example", "second.example:8443", "localhost:8000", "127.0.0.1"]
)
def test_known_hosts_are_answered(client, session, host):
    a_preset_show(session)
    assert client.get(f"/{SHOW}/", headers={"Host": host}).status_code == 200


FORWARDED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/organizer/",
    "X-Rewrite-URL": "/organizer/",
}


def test_what_a_client_says_about_itself_changes_no_link(client, session):
    a_preset_show(session)
    path = register(client, SHOW).location
    for page in (f"/{SHOW}/", path, "/q/nobody", f"/{SHOW}"):
        answer = client.get(page, headers=FORWARDED)
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)
        assert answer.status_code in (200, 302, 308)


@pytest.mark.settings(base_url_aliases=("second.example",))
def test_absolute_addresses_come_from_base_url_alone(client, session):
    a_preset_show(session)
    path = register(client, SHOW).location
    page = client.get(path, headers={"Host": "second.example"}).text
    assert "second.example" not in page
    with client.application.test_request_context("/", headers={"Host": "second.example"}):
        assert (
            links.absolute(client.application.config["SETTINGS"], "/x") == "http://expo.example/x"
        )


PROXY = {"trusted_proxies": ("10.0.0.0/8",)}


def seen_from(app, peer, forwarded=None):
    """The address the application takes for the client's."""
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": peer}, headers=headers):
        return client_address()


@pytest.mark.parametrize("forwarded", [None, "1.2.3.4", "127.0.0.1, 1.2.3.4"])
def test_without_a_proxy_nobody_chooses_an_address(app, forwarded):
    assert seen_from(app, "203.0.113.9", forwarded) == "203.0.113.9"


@pytest.mark.settings(**PROXY)
@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4, junk", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("unix", "1.2.3.4", "unix"),
    ],
)
def test_a_trusted_proxy_is_believed_about_the_last_hop(app, peer, forwarded, client):
    assert seen_from(app, peer, forwarded) == client


@pytest.mark.settings(limit_submit="2/minute")
def test_a_new_forwarded_address_each_time_lifts_no_limit(client, session):
    a_preset_show(session)
    statuses = []
    for at in range(4):
        headers = {"X-Forwarded-For": f"198.51.100.{at}"}
        statuses.append(
            client.post(f"/{SHOW}/visitor", data={"x": "y"}, headers=headers).status_code
        )
    assert statuses == [422, 422, 429, 429]


def test_a_view_may_say_more_than_we_do(app, client, session):
    def download():
        return Response("%PDF", headers={"Content-Security-Policy": "sandbox; default-src 'none'"})

    app.view_functions["public.shows"] = download
    assert client.get("/").headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_staff_pages_are_kept_by_nobody(client, session):
    a_show(session)
    signed_in(client, session, Role.OWNER)
    said = client.get("/sign-in").headers
    assert said["Cache-Control"] == "no-store"
    assert "noindex" in said["X-Robots-Tag"]
