"""This phone remembers: a cookie that helps its owner and tells nobody anything."""

import pytest
from itsdangerous import URLSafeTimedSerializer

from exhibition.models import Role
from tests.cast import csrf_token, signed_in
from tests.sign_up import a_preset_show, register, the_one

SHOW = "cell-gene-therapy"
COOKIE = f"mine-{SHOW}"
PAGES = (f"/{SHOW}/", f"/{SHOW}/visitor", f"/{SHOW}/exhibitor", f"/{SHOW}/find")
BUTTON = 'name="action" value="open"'


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """The page of somebody who registered on this phone."""
    return register(client, SHOW).location


def tap(client, action):
    token = csrf_token(client.get(f"/{SHOW}/find"))
    return client.post(f"/{SHOW}/find", data={"action": action, "csrf_token": token})


def cookie_of(answer):
    return next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE))


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client, show):
    said = cookie_of(register(client, SHOW))
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert f"Max-Age={180 * 24 * 3600}" in said


def test_it_holds_nothing_personal_and_no_key_to_anything(client, session, settings, show):
    path = register(client, SHOW, email="zhang@example.com").location
    value = client.get_cookie(COOKIE).decoded_value
    one = the_one(session)
    for secret in (path.removeprefix("/r/"), one.mobile, one.reference, "zhang"):
        assert secret not in value
    assert client.get(f"/r/{value}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_show_offers_the_way_back(client, path, page):
    text = client.get(page).text
    assert BUTTON in text
    assert "张晓明" not in text
    assert path not in text


def test_one_tap_opens_the_pass(client, path):
    answer = tap(client, "open")
    assert (answer.status_code, answer.location) == (303, path)


def test_not_my_phone_clears_it(client, path):
    answer = tap(client, "forget")
    assert (answer.status_code, answer.location) == (303, f"/{SHOW}/")
    assert client.get_cookie(COOKIE) is None
    assert BUTTON not in client.get(f"/{SHOW}/").text
    assert tap(client, "open").location == f"/{SHOW}/find"


def test_another_phone_knows_nothing(app, path):
    stranger = app.test_client()
    for page in PAGES:
        assert BUTTON not in stranger.get(page).text


def test_it_dies_with_the_revision_of_the_owner_link(client, session, path):
    the_one(session).owner_revision += 1
    session.commit()
    assert BUTTON not in client.get(f"/{SHOW}/").text
    assert tap(client, "open").location == f"/{SHOW}/find"


def test_it_is_good_for_one_show(client, session, path):
    other = a_preset_show(session, "furniture")
    client.set_cookie(f"mine-{other.slug}", client.get_cookie(COOKIE).value)
    assert BUTTON not in client.get(f"/{other.slug}/").text


@pytest.mark.parametrize(
    "value", ["", "x", "W10.aaaa.bbbb", "null", "%00", "x" * 4000, '"\\377"', "WyJhIiwxXQ.a.b"]
)
def test_a_forged_one_is_ignored(client, show, value):
    client.set_cookie(COOKIE, value)
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200
        assert BUTTON not in answer.text


@pytest.mark.parametrize(
    "said", [["x", 1], ["x"], "x", None, {"a": 1}, [["x"], ["y"]], 5, [1, 2, 3]]
)
@pytest.mark.both_databases
def test_one_we_signed_ourselves_for_something_else_is_ignored(app, client, session, said):
    a_preset_show(session)
    for salt in ("this phone remembers", "cookie-session", "wtf-csrf-token"):
        signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt=salt)
        client.set_cookie(COOKIE, signer.dumps(said))
        assert BUTTON not in client.get(f"/{SHOW}/").text


def test_a_device_of_the_staff_remembers_nobody(client, session, show):
    signed_in(client, session, Role.VIEWER)
    register(client, SHOW)
    assert client.get_cookie(COOKIE) is None


def test_the_last_one_registered_on_a_phone_is_the_one_it_opens(client, path):
    second = register(client, SHOW, name="李四").location
    assert tap(client, "open").location == second


def test_the_buttons_need_the_token_of_the_page(client, path):
    for action in ("open", "forget"):
        answer = client.post(f"/{SHOW}/find", data={"action": action})
        assert answer.status_code == 422
        assert BUTTON in answer.text
    assert client.get_cookie(COOKIE) is not None


@pytest.mark.settings(base_url="https://expo.example", production=True)
def test_over_https_it_travels_only_encrypted(client, show):
    said = cookie_of(register(client, SHOW))
    assert "Secure" in said
