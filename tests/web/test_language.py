"""Which language a page speaks: the one asked for, else chosen before, else its own."""

import pytest

from tests.sign_up import a_preset_show, register, the_one, visitor_form

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


def language(answer):
    return {'<html lang="zh-Hans">': "zh", '<html lang="en">': "en"}[
        next(line for line in answer.text.splitlines() if line.startswith("<html"))
    ]


def test_a_show_speaks_its_own_language_first(client, session, show):
    assert language(client.get(f"/{SHOW}/")) == "zh"
    show.default_locale = "en"
    session.commit()
    for page in ("", "visitor", "exhibitor", "find"):
        assert language(client.get(f"/{SHOW}/{page}")) == "en"


def test_what_the_address_asks_for_wins_and_is_remembered(client, show):
    answer = client.get(f"/{SHOW}/?lang=en")
    assert language(answer) == "en"
    said = answer.headers["Set-Cookie"]
    for part in ("lang=en", "Path=/", "SameSite=Lax", "HttpOnly"):
        assert part in said
    assert language(client.get(f"/{SHOW}/visitor")) == "en"
    assert language(client.get(f"/{SHOW}/visitor?lang=zh")) == "zh"
    assert language(client.get(f"/{SHOW}/")) == "zh"


@pytest.mark.parametrize("asked", ["fr", "", "EN", "en'", "zh-CN", "%00", "zh&lang=en"])
def test_what_is_no_language_is_not_asked_for(client, show, asked):
    answer = client.get(f"/{SHOW}/?lang={asked}")
    assert answer.status_code == 200
    assert language(answer) == "zh"


def test_a_strange_cookie_is_not_believed(client, show):
    client.set_cookie("lang", "fr")
    assert language(client.get(f"/{SHOW}/")) == "zh"


def test_the_owner_page_speaks_as_the_form_did(app, client, session, show):
    client.post(f"/{SHOW}/visitor?lang=en", data=visitor_form(client, SHOW, "?lang=en"))
    path = register(app.test_client(), SHOW, name="李四").location
    stranger = app.test_client()
    assert language(stranger.get(path)) == "zh"
    show.default_locale = "en"
    session.commit()
    assert language(stranger.get(path)) == "zh"
    assert language(stranger.get(f"{path}?lang=en")) == "en"
    assert language(stranger.get(path)) == "en"


def test_a_registration_keeps_the_language_of_its_form(client, session, show):
    client.post(f"/{SHOW}/visitor?lang=en", data=visitor_form(client, SHOW, "?lang=en"))
    assert the_one(session).locale == "en"
    client.get(f"/{SHOW}/?lang=zh")
    assert the_one(session).locale == "en"


@pytest.mark.parametrize("page", ["/nobody/", f"/{SHOW}/visitor/x", "/p/x", "/r/x"])
def test_error_pages_speak_it_too(client, show, page):
    assert language(client.get(page)) == "zh"
    assert language(client.get(f"{page}?lang=en")) == "en"
    assert language(client.get(page)) == "en"


@pytest.mark.parametrize("page", ["/healthz", "/q/nobody", "/"])
def test_the_choice_may_come_along_with_any_address(client, show, page):
    assert "lang=en" in client.get(f"{page}?lang=en").headers["Set-Cookie"]


def test_what_is_kept_for_everybody_carries_nobodys_choice(client, show):
    for page in (f"/{SHOW}/visitor/qr.png", "/static/css/base.css"):
        answer = client.get(f"{page}?lang=en")
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.settings(base_url="https://expo.example", production=True)
def test_over_https_the_choice_travels_only_encrypted(client, show):
    assert "Secure" in client.get(f"/{SHOW}/?lang=en").headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/%5Cevil.example/a", "/%09/evil.example/a", "/%0A/evil.example"])
def test_the_other_language_is_never_on_another_host(client, path):
    page = client.get(path)
    assert page.status_code == 404
    assert f'href="{path}?lang=en"' in page.text
