"""The account for payments in the settings: two people, each with their password."""

import pytest

from exhibition.models import Role
from exhibition.queries import payee as queries
from tests.cast import PASSWORD, a_member, sign_in, signed_in
from tests.office_form import as_it_stands
from tests.registrants import the_first_show

OFFICE = "/organizer/cell-gene-therapy"
PAGE = f"{OFFICE}/settings/account"
OURS = {"payee_name": "广州某展览公司", "bank": "招商银行", "account": "1209 0000 0010 001"}


@pytest.fixture
def show(session):
    return the_first_show(session)


def entered(client, **typed):
    return client.post(PAGE, data=as_it_stands(client.get(PAGE), PAGE, **typed))


def decided(client, show, session, step, **typed):
    waiting = queries.proposed(session, show)
    address = f"{PAGE}/{waiting.id}/{step}"
    return client.post(address, data=as_it_stands(client.get(address), address, **typed))


def test_one_enters_it_and_another_confirms_it(app, client, session, show):
    signed_in(client, session, Role.MANAGER)
    other = app.test_client()
    sign_in(other, a_member(session, Role.OWNER).email)
    wrong = entered(client, **OURS, current="a stolen session has none")
    assert wrong.status_code == 422
    assert 'value="1209 0000 0010 001"' in wrong.text
    assert queries.proposed(session, show) is None
    assert entered(client, **OURS, current=PASSWORD).status_code == 303
    assert "owner@expo.example" in client.get(PAGE).text
    assert PAGE in other.get(f"{OFFICE}/").text
    assert decided(client, show, session, "confirm", current=PASSWORD).status_code == 409
    assert decided(other, show, session, "confirm", current="guess").status_code == 422
    assert queries.current(session, show) is None
    assert decided(other, show, session, "confirm", current=PASSWORD).status_code == 303
    assert queries.current(session, show).account == "120900000010001"
    settings = client.get(f"{OFFICE}/settings").text
    assert "manager@expo.example" in settings
    assert "owner@expo.example 确认" in settings
