"""The number of an identity document, from the form of a show that asks for it to its end."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from exhibition.domain.clock import now
from exhibition.models import AuditEntry, Consent, IdentityDocument, Role, Show
from exhibition.services import identity
from tests.cast import csrf_token, signed_in
from tests.own import tap
from tests.sign_up import a_preset_show, register, the_one, troubles

NUMBER = "11010519491231002X"
MASKED = "1101**********002X"
ASKS = {"id_number": NUMBER, "consent_id": "y"}
DAYS = [{"date": "2027-03-18", "opens": "09:00", "closes": "17:00"}]


@pytest.fixture
def show(session):
    found = a_preset_show(session)
    found.switches = {**found.switches, "id_number": True, "id_keep_days": 10}
    found.texts = {**found.texts, "id_reason": {"zh": "展馆安检要求", "en": "the safety check"}}
    found.days = DAYS
    session.commit()
    return found


@pytest.fixture
def page(client, show, session):
    """The page of a visitor who has just registered with a number, for staff."""
    register(client, show.slug, **ASKS)
    return f"/organizer/{show.slug}/visitors/{the_one(session).reference}"


def test_a_show_asks_nobody_unless_it_says_so(client, session):
    show = a_preset_show(session)
    assert "id_number" not in client.get(f"/{show.slug}/visitor").text
    register(client, show.slug, **ASKS)
    assert session.scalar(select(IdentityDocument)) is None


def test_the_form_says_why_and_until_when(client, show):
    words = client.get(f"/{show.slug}/visitor?lang=zh").text
    assert "单独同意：因展馆安检要求，提供证件号码用于实名核验，加密保存，展后 10 天删除。" in words


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id_number": ""}, "请填写证件号码"),
        ({"id_number": NUMBER[:-1] + "1"}, "身份证号码应为 18 位，请与证件核对"),
        ({"id_type": "tw_permit"}, "应为 8 位数字，请与通行证核对"),
        ({"id_type": "sword"}, "身份证件：请从所列选项中选择"),
        ({"consent_id": []}, "未单独同意，无法登记证件号码"),
    ],
)
def test_a_wrong_number_is_told_beside_its_field_and_kept(client, show, changes, told):
    answer = register(client, show.slug, **{**ASKS, **changes})
    assert answer.status_code == 422
    assert any(told in trouble for trouble in troubles(answer)), troubles(answer)
    assert str({**ASKS, **changes}["id_number"]) in answer.text


def test_the_database_never_holds_the_number(client, show, session):
    register(client, show.slug, **ASKS)
    tables = session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'table'")
        if session.get_bind().dialect.name == "sqlite"
        else text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).all()
    everything = [
        str(row) for name in tables for row in session.execute(text(f'SELECT * FROM "{name}"'))
    ]
    assert any("张晓明" in row for row in everything)
    assert not [row for row in everything if NUMBER in row or NUMBER[:12] in row]


def test_staff_see_it_masked_and_in_full_for_one_look_that_is_logged(client, page, session):
    member = signed_in(client, session, Role.MANAGER)
    shown = client.get(page)
    assert MASKED in shown.text
    assert NUMBER not in shown.text
    revealed = client.post(f"{page}/identity", data={"csrf_token": csrf_token(shown)})
    assert NUMBER in revealed.text
    assert revealed.headers["Cache-Control"] == "no-store"
    assert NUMBER not in client.get(page).text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "identity.reveal")).one()
    assert entry.staff_id == member.id
    assert NUMBER not in str(entry.details)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.DESK, Role.VIEWER])
def test_the_number_is_a_right_of_its_own(client, page, session, role):
    signed_in(client, session, role)
    shown = client.get(page)
    assert MASKED in shown.text
    assert "查看号码" not in shown.text
    answer = client.post(f"{page}/identity", data={"csrf_token": csrf_token(shown)})
    assert answer.status_code == 403


def test_whoever_takes_the_consent_back_is_rid_of_the_number(client, show, session):
    path = register(client, show.slug, **ASKS).location
    mine = client.get(f"{path}/my-data").text
    assert MASKED in mine
    assert NUMBER not in mine
    tap(client, f"{path}/consents", f"{path}/my-data", consent="id", given="0")
    session.expire_all()
    assert session.scalar(select(IdentityDocument)) is None
    last = session.scalars(select(Consent).where(Consent.kind == "id").order_by(Consent.id)).all()
    assert [consent.given for consent in last] == [True, False]


@pytest.mark.parametrize(("day", "left"), [("2027-03-28", 1), ("2027-03-29", 0)])
def test_numbers_are_gone_the_days_after_the_show_that_the_consent_names(
    client, show, session, day, left
):
    register(client, show.slug, **ASKS)
    morning = datetime.fromisoformat(f"{day}T00:00:01").replace(tzinfo=show.zone)
    assert identity.delete_due(session, morning) == 1 - left
    session.commit()
    assert len(session.scalars(select(IdentityDocument)).all()) == left


def test_a_show_without_dates_keeps_them_no_longer_than_everything_else(session):
    show = Show(slug="later", timezone="Asia/Shanghai", switches={}, days=[])
    show.retention_until = now().date() - timedelta(days=2)
    assert identity.is_over(show, now())
    show.retention_until = None
    assert not identity.is_over(show, now())
