"""Staff try a form: marked as a test, before it opens; nobody else can, not even by accident."""

import pytest

from exhibition.models import Role
from tests.cast import signed_in
from tests.sign_up import a_preset_show, register, stored, the_one, visitor_form

SHOW = "cell-gene-therapy"
PREVIEW = f"/{SHOW}/visitor?preview=1"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
def test_a_trial_by_staff_is_marked_and_leaves_no_cookie(client, session, show, role):
    signed_in(client, session, role)
    sent = visitor_form(client, SHOW, "?preview=1")
    assert sent["preview"] == "1"
    answer = client.post(PREVIEW, data=sent)
    assert answer.status_code == 303
    assert the_one(session).is_test
    assert "mine-" not in str(answer.headers)


def test_staff_may_try_before_the_form_opens(client, session, show):
    signed_in(client, session)
    show.switches = {**show.switches, "visitor_open": False}
    session.commit()
    assert client.post(PREVIEW, data=visitor_form(client, SHOW, "?preview=1")).status_code == 303
    assert "data-form" not in client.get(f"/{SHOW}/visitor").text


def test_the_page_says_that_it_does_not_count(client, session, show):
    signed_in(client, session)
    assert "预览" in client.get(PREVIEW).text
    assert "预览" not in client.get(f"/{SHOW}/visitor").text


def test_the_page_of_a_trial_says_so_too(client, session, show):
    signed_in(client, session)
    answer = client.post(PREVIEW, data=visitor_form(client, SHOW, "?preview=1"))
    assert "测试登记，不计入统计，也不导出" in client.get(answer.location).text
    assert "测试登记" not in client.get(register(client, SHOW).location).text


def test_a_stranger_who_opens_the_address_gets_the_form_itself(client, session, show):
    answer = client.get(f"{PREVIEW}&ch=wx1&lang=en")
    assert answer.status_code == 302
    assert answer.location == f"/{SHOW}/visitor?ch=wx1&lang=en"
    assert client.post(answer.location, data=visitor_form(client, SHOW)).status_code == 303
    assert not the_one(session).is_test


@pytest.mark.parametrize("where", ["address", "form"])
def test_a_stranger_makes_neither_a_test_nor_a_real_one(client, session, show, where):
    sent = visitor_form(client, SHOW)
    if where == "form":
        answer = client.post(f"/{SHOW}/visitor", data=sent | {"preview": "1"})
    else:
        answer = client.post(PREVIEW, data=sent)
    assert answer.status_code == 422
    assert "登录已失效。请在另一个标签页重新登录，再提交本次预览。" in answer.text
    assert stored(session) == []
    # Sent once more as it stands there, it is still a trial, never a real registration.
    assert 'name="preview" value="1"' in answer.text


def test_a_viewer_is_a_stranger_here(client, session, show):
    signed_in(client, session, Role.VIEWER)
    assert client.get(PREVIEW).status_code == 302
    answer = client.post(f"/{SHOW}/visitor", data=visitor_form(client, SHOW) | {"preview": "1"})
    assert answer.status_code == 422
    assert stored(session) == []


def test_who_signed_out_meanwhile_signs_in_again_and_sends_it(app, client, session, show):
    signed_in(client, session)
    sent = visitor_form(client, SHOW, "?preview=1")
    client.delete_cookie("session")
    again = client.post(PREVIEW, data=sent)
    assert again.status_code == 422
    assert stored(session) == []


def test_real_people_count_beside_trials(client, session, show):
    register(client, SHOW)
    signed_in(client, session)
    client.post(PREVIEW, data=visitor_form(client, SHOW, "?preview=1"))
    assert [(row.is_test, row.is_further) for row in stored(session)] == [
        (False, False),
        (True, False),
    ]
