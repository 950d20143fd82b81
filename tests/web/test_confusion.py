"""Every secret opens one lock. Whatever is put into another one is refused."""

from dataclasses import replace

import pytest

from exhibition.domain import keys
from exhibition.models import Role
from exhibition.services import staff
from tests.cast import a_member, csrf_token, signed_in
from tests.sign_up import a_preset_show, code_of, register, stored, the_one, visitor_form

SHOW = "cell-gene-therapy"
COOKIE = f"mine-{SHOW}"


@pytest.fixture
def secrets(app, session, settings):
    """One of every kind, each of somebody who really has it."""
    a_preset_show(session)
    phone, desk = app.test_client(), app.test_client()
    path = register(phone, SHOW).location
    member = signed_in(desk, session, Role.OWNER)
    one = the_one(session)
    return {
        "remembered": phone.get_cookie(COOKIE).value,
        "visitor session": phone.get_cookie("session").value,
        "staff session": desk.get_cookie("session").value,
        "csrf token": csrf_token(desk.get("/sign-in")),
        "owner token": path.removeprefix("/r/"),
        "pass code": code_of(settings, one),
        "reference": one.reference,
        "uid": one.uid,
        "person key": one.person_key,
        "owner hash": one.owner_token_hash,
        "pass hash": one.entry_pass.code_hash,
        "body hash": one.body_hash,
        "staff link": staff_link(session, member),
        "secret key": settings.secret_key,
    }


def staff_link(session, member):
    token = staff.new_link_for(session, member.email)
    session.commit()
    return token


def others(secrets, *own):
    return {kind: value for kind, value in secrets.items() if kind not in own}.items()


def test_no_other_secret_signs_staff_in(app, secrets):
    for kind, value in others(secrets, "staff session"):
        stranger = app.test_client()
        stranger.set_cookie("session", value)
        assert stranger.get("/organizer/").status_code in (302, 404), kind
        answer = stranger.get(f"/{SHOW}/visitor?preview=1")
        assert answer.status_code == 302, kind


def test_no_other_secret_is_a_token_for_a_form(app, session, secrets):
    before = len(stored(session))
    for kind, value in others(secrets):
        stranger = app.test_client()
        sent = visitor_form(stranger, SHOW, csrf_token=value)
        assert stranger.post(f"/{SHOW}/visitor", data=sent).status_code == 422, kind
    assert len(stored(session)) == before


def test_a_token_of_another_session_is_none(app, session, secrets):
    first, second = app.test_client(), app.test_client()
    sent = visitor_form(first, SHOW)
    second.get(f"/{SHOW}/visitor")
    assert second.post(f"/{SHOW}/visitor", data=sent).status_code == 422
    assert first.post(f"/{SHOW}/visitor", data=sent).status_code == 303


def test_no_other_secret_makes_a_phone_remember(app, secrets):
    for kind, value in others(secrets, "remembered"):
        stranger = app.test_client()
        stranger.set_cookie(COOKIE, value)
        assert 'value="open"' not in stranger.get(f"/{SHOW}/").text, kind


def test_no_other_secret_opens_an_own_page(client, secrets):
    for kind, value in others(secrets, "owner token"):
        assert client.get(f"/r/{value}").status_code == 404, kind


def test_no_other_secret_is_a_pass(client, secrets):
    for kind, value in others(secrets, "pass code"):
        assert client.get(f"/p/{value}").status_code == 404, kind


def test_no_other_secret_is_a_one_time_link(client, secrets):
    for kind, value in others(secrets, "staff link"):
        assert client.get(f"/sign-in/link/{value}").status_code == 404, kind


def test_no_secret_is_a_channel(client, secrets):
    for kind, value in others(secrets):
        assert client.get(f"/q/{value}").location == f"/{SHOW}/", kind


def test_what_another_installation_signed_is_worth_nothing(app, session, secrets):
    app.config["SECRET_KEY"] = "another key of thirty-two characters"
    stranger = app.test_client()
    for name, kind in ((COOKIE, "remembered"), ("session", "staff session")):
        stranger.set_cookie(name, secrets[kind])
    assert 'value="open"' not in stranger.get(f"/{SHOW}/").text
    assert stranger.get("/organizer/").status_code in (302, 404)


def test_a_new_secret_key_costs_nobody_a_pass(app, client, session, settings, secrets):
    app.config["SECRET_KEY"] = "another key of thirty-two characters"
    assert client.get(f"/r/{secrets['owner token']}").status_code == 200
    assert client.get(f"/p/{secrets['pass code']}").status_code == 200


def test_a_second_installation_makes_other_codes(session, settings, tmp_path):
    member = a_member(session)
    other = replace(settings, pass_key=b"k" * 64)
    for make in (keys.owner_token, keys.pass_code):
        assert make(settings.pass_key, str(member.id), 1) != make(other.pass_key, str(member.id), 1)
