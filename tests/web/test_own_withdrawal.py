"""Registrants cancel: what they are told, what ends, who hears of it."""

import pytest
from sqlalchemy import select

from exhibition.domain.status import BoothStatus
from exhibition.models import OutboxMail, ReviewDecision
from exhibition.web import mail_views
from tests.own import tap
from tests.sign_up import a_preset_show, apply, code_of, register, stored, the_one

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """Where 张晓明 stands, who has just registered."""
    return register(client, SHOW, email="zhang@example.com").location


@pytest.fixture
def applied(client, show):
    """Where 李娜 stands, who has just applied."""
    return apply(client, SHOW).location


def mails(session, kind):
    session.rollback()
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)).all()


@pytest.mark.both_databases
def test_a_visitor_cancels_and_the_pass_ends(client, session, settings):
    a_preset_show(session)
    path = register(client, SHOW, email="zhang@example.com").location
    code = code_of(settings, the_one(session))
    answer = tap(client, f"{path}/withdraw")
    assert (answer.status_code, answer.location) == (303, path)
    one = the_one(session)
    assert (one.status, one.entry_pass.state.value) == ("withdrawn", "void")
    (step,) = session.scalars(select(ReviewDecision)).all()
    assert (step.from_status, step.to_status, step.staff_id) == ("registered", "withdrawn", None)
    assert "此入场证无效" in client.get(f"/p/{code}").text
    page = client.get(path).text
    assert "您已取消本次登记" in page
    assert f'href="/{SHOW}/visitor"' in page
    assert "pass.png" not in page


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_it_is_confirmed_by_mail(client, session, settings, show, locale):
    path = register(client, SHOW, email="zhang@example.com").location
    the_one(session).locale = locale
    session.commit()
    tap(client, f"{path}/withdraw")
    (mail,) = mails(session, "withdrawn")
    assert mail.recipient == "zhang@example.com"
    with client.application.app_context():
        said = mail_views.render(session, mail, settings)
    word = {"zh": "入场证随即失效", "en": "no longer valid"}[locale]
    assert word in said.text
    assert f"http://expo.example{path}" in said.text


def test_the_page_asks_first_and_a_look_changes_nothing(client, session, path):
    assert "无法恢复" in client.get(f"{path}/withdraw").text
    assert the_one(session).status == "registered"


def test_a_second_tap_is_harmless(client, session, path):
    tap(client, f"{path}/withdraw", f"{path}/erase")
    assert tap(client, f"{path}/withdraw", f"{path}/erase").location == path
    assert len(mails(session, "withdrawn")) == 1


@pytest.mark.parametrize("token", ["", "stale"])
def test_it_needs_the_token_of_the_page(client, session, path, token):
    answer = client.post(f"{path}/withdraw", data={"csrf_token": token})
    assert answer.status_code == 422
    assert the_one(session).status == "registered"


def test_the_staff_hear_of_it_without_name_or_number(client, session, settings, applied):
    tap(client, f"{applied}/withdraw")
    notice = mails(session, "staff_notice")[-1]
    with client.application.app_context():
        said = mail_views.render(session, notice, settings)
    assert said.subject.startswith("【参展申请已撤回】")
    for private in ("李娜", "13812345678", "lina@example.com", "/r/"):
        assert private not in said.text + said.html


def test_a_visitor_is_withdrawn_without_a_notice(client, session, path):
    tap(client, f"{path}/withdraw")
    assert mails(session, "staff_notice") == []


def test_with_a_booth_the_contract_is_named(client, session, applied):
    assert "合同" not in client.get(f"{applied}/withdraw").text
    the_one(session).application.booth = BoothStatus.CONFIRMED
    session.commit()
    page = client.get(f"{applied}/withdraw").text
    assert "合同" in page
    assert "135 2766 6116" in page
    assert tap(client, f"{applied}/withdraw").status_code == 303
    one = the_one(session)
    assert (one.status, one.application.booth) == ("withdrawn", BoothStatus.CONFIRMED)


@pytest.mark.parametrize("status", ["cancelled", "declined"])
def test_what_is_over_cannot_be_withdrawn(client, session, path, status):
    the_one(session).status = status
    session.commit()
    assert client.get(f"{path}/withdraw").status_code == 404
    assert tap(client, f"{path}/withdraw", f"{path}/erase").status_code == 404


def test_the_next_registration_of_the_person_counts_then(client, session, path):
    register(client, SHOW)
    tap(client, f"{path}/withdraw")
    assert [one.is_further for one in stored(session)] == [False, False]


def test_the_pass_that_was_revoked_stays_revoked(client, session, path):
    the_one(session).entry_pass.state = "revoked"
    session.commit()
    tap(client, f"{path}/withdraw")
    assert the_one(session).entry_pass.state.value == "revoked"
