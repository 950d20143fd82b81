"""The empty form is kept, and still every reader gets values of their own."""

import re

import pytest

from exhibition.models import Show
from tests.cast import a_show

ADDRESS = "/cgt/visitor"


@pytest.fixture
def show(session):
    """The show whose form is opened."""
    return a_show(session)


def value(page, name):
    """What a hidden field of the page holds."""
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)[1]


def nonces(page):
    """The nonces in the page, and the one in its policy."""
    policy = page.headers["Content-Security-Policy"]
    return set(re.findall(r'nonce="([^"]+)"', page.text)), re.search(r"'nonce-([^']+)'", policy)[1]


def test_every_reader_gets_values_of_their_own(app, show):
    pages = [app.test_client().get(ADDRESS) for _ in range(3)]
    for name in ("csrf_token", "submission_id"):
        assert len({value(page, name) for page in pages}) == 3
    for page in pages:
        inside, allowed = nonces(page)
        assert inside == {allowed}


def test_the_first_and_the_kept_page_differ_in_nothing_else(app, show):
    def bare(page):
        own = value(page, "csrf_token"), value(page, "submission_id"), nonces(page)[1]
        text = page.text
        for one in own:
            text = text.replace(one, "")
        return text

    first, second = (app.test_client().get(ADDRESS) for _ in range(2))
    assert bare(first) == bare(second)


def test_a_changed_show_is_seen_at_once(client, session, show):
    client.get(ADDRESS)
    changed = session.get(Show, show.id)
    changed.texts = changed.texts | {"name": {"zh": "换了名字的展会", "en": "Renamed"}}
    session.commit()
    assert "换了名字的展会" in client.get(ADDRESS).text


def test_languages_and_channels_do_not_mix(client, show):
    client.get(f"{ADDRESS}?lang=zh&ch=poster")
    english = client.get(f"{ADDRESS}?lang=en&ch=booth")
    assert 'lang="en"' in english.text
    assert value(english, "ch") == "booth"
    assert value(client.get(f"{ADDRESS}?lang=zh&ch=poster"), "ch") == "poster"


def test_a_strangers_address_leaves_no_trace_in_the_kept_page(client, app, show):
    client.get(f"{ADDRESS}?utm=somebody-else")
    assert "somebody-else" not in app.test_client().get(ADDRESS).text


def test_a_word_said_twice_does_not_get_into_the_page_of_those_who_said_it_once(client, show):
    client.get(f"{ADDRESS}?ch=poster&ch=somebody-else")
    assert "somebody-else" not in client.get(f"{ADDRESS}?ch=poster").text
