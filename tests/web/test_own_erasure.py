"""Registrants are erased: everything goes, one line stays, and nothing else is harmed."""

import io
import threading

import pytest
from PIL import Image
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exhibition.database import Base
from exhibition.domain.errors import NotFound
from exhibition.domain.status import BoothStatus, PaymentStatus
from exhibition.models import AuditEntry, OutboxMail, OutboxState, Registration
from exhibition.services import answers, outbox
from exhibition.services.mailbox_share import unnamed
from exhibition.web.relay import Relay
from tests.cast import csrf_token
from tests.own import change, tap
from tests.sign_up import a_preset_show, apply, code_of, register, stored, the_one

SHOW = "cell-gene-therapy"
COOKIE = f"mine-{SHOW}"
DONE = f"/{SHOW}/erased"


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


def hanging_on_registrations(session):
    """How many rows hang on registrations, by table, where there are any."""
    session.rollback()
    counts = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "registration" for key in column.foreign_keys):
                rows = select(func.count()).select_from(table).where(column.is_not(None))
                counts[table.name] = session.scalar(rows)
    return {table: count for table, count in counts.items() if count}


@pytest.mark.both_databases
def test_everything_goes_but_one_line(client, session, settings):
    a_preset_show(session)
    path = register(client, SHOW, email="zhang@example.com").location
    change(client, path, job_title="院长")
    code, reference = code_of(settings, the_one(session)), the_one(session).reference
    assert len(hanging_on_registrations(session)) >= 5
    answer = tap(client, f"{path}/erase")
    assert (answer.status_code, answer.location) == (303, DONE)
    assert stored(session) == []
    assert hanging_on_registrations(session) == {}
    (line,) = session.scalars(select(AuditEntry).where(AuditEntry.actor == "registrant")).all()
    assert (line.action, line.details) == (
        "registration.erase", {"kind": "visitor", "reference": reference},
    )  # fmt: skip
    assert client.get(path).status_code == 404
    assert client.get(f"/p/{code}").status_code == 404
    page = client.get(DONE)
    assert "您的信息已删除" in page.text
    assert path not in page.text


def test_every_row_that_hangs_on_a_registration_goes_with_it():
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "registration":
                assert key.ondelete == "CASCADE", table.name


def test_the_phone_forgets_it_and_no_other(client, session, path):
    second = register(client, SHOW, name="李四").location
    tap(client, f"{path}/erase")
    assert client.get_cookie(COOKIE) is not None
    tap(client, f"{second}/erase")
    assert client.get_cookie(COOKIE) is None


def test_files_go_from_the_disk(client, session, settings, applied):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "JPEG")
    file.seek(0)
    address = f"{applied}/application/documents"
    token = csrf_token(client.get(address))
    body = {"csrf_token": token, "licence_file": (file, "licence.jpg")}
    client.post(address, data=body)
    assert [one for one in settings.uploads.rglob("*") if one.is_file()]
    assert tap(client, f"{applied}/erase").location == DONE
    assert not [one for one in settings.uploads.rglob("*") if one.is_file()]


def relay_once(app):
    """What lies in the folder of mails after the relay went once."""
    Relay(app, threading.Event()).run_once()
    folder = app.config["SETTINGS"].mail_folder
    return sorted(folder.glob("*.eml")) if folder.exists() else []


def test_kept_copies_of_mails_go_too(app, client, session, path):
    assert len(relay_once(app)) == 1
    tap(client, f"{path}/erase")
    assert relay_once(app) == []


def test_a_mail_that_the_relay_had_claimed_harms_nobody(app, client, session, path, caplog):
    (mail_id,) = outbox.claim(session, 10, 150)
    session.commit()
    relay = Relay(app, threading.Event())
    tap(client, f"{path}/erase")
    relay._handle(mail_id)
    assert "was left" not in caplog.text
    assert "cannot be written" not in caplog.text
    with app.app_context():
        assert not list(app.config["SETTINGS"].mail_folder.glob("*.eml"))


@pytest.mark.both_databases
def test_nobody_floods_a_stranger_by_registering_and_erasing(client, session):
    a_preset_show(session)
    states = []
    for number in range(5):
        path = register(client, SHOW, email="victim@example.com", name=f"某{number}").location
        mail = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()[-1]
        states.append(mail.state)
        if mail.state is OutboxState.QUEUED:
            mail.state, mail.sent_at = OutboxState.SENT, mail.created_at
        session.commit()
        tap(client, f"{path}/erase")
    assert states == [OutboxState.QUEUED] * 3 + [OutboxState.HELD] * 2
    session.rollback()
    left = session.scalars(select(OutboxMail)).all()
    assert {(mail.recipient, mail.registration_id, mail.show_id) for mail in left} == {
        ("", None, None)
    }
    assert {mail.mailbox for mail in left} == {unnamed("victim@example.com")}


@pytest.mark.parametrize(
    "track", [{"booth": BoothStatus.HELD}, {"payment": PaymentStatus.CONTRACT}]
)
def test_a_booth_or_a_payment_keeps_it_and_says_why(client, session, applied, track):
    for name, value in track.items():
        setattr(the_one(session).application, name, value)
    session.commit()
    page = client.get(f"{applied}/erase").text
    assert "第四十七条" in page
    assert f'href="{applied}/withdraw"' in page
    answer = tap(client, f"{applied}/erase", f"{applied}/withdraw")
    assert answer.status_code == 409
    assert the_one(session).name == "李娜"


def test_a_look_changes_nothing_and_the_page_says_what_goes(client, session, path):
    page = client.get(f"{path}/erase").text
    assert "无法恢复" in page
    assert the_one(session).name == "张晓明"


@pytest.mark.parametrize("token", ["", "stale"])
def test_it_needs_the_token_of_the_page(client, session, path, token):
    assert client.post(f"{path}/erase", data={"csrf_token": token}).status_code == 422
    assert len(stored(session)) == 1


def test_the_next_registration_of_the_person_counts_then(client, session, path):
    register(client, SHOW)
    tap(client, f"{path}/erase")
    assert [one.is_further for one in stored(session)] == [False]


@pytest.mark.parametrize("status", ["withdrawn", "declined", "cancelled"])
def test_what_is_over_can_be_erased(client, session, path, status):
    the_one(session).status = status
    session.commit()
    assert tap(client, f"{path}/erase").location == DONE
    assert session.scalar(select(func.count(Registration.id))) == 0


def test_the_done_page_is_one_for_everybody_and_knows_its_show(client, show):
    assert client.get(DONE).status_code == 200
    assert client.get("/no-such-show/erased").status_code == 404


@pytest.mark.both_databases
def test_what_is_tapped_while_it_is_erased_finds_nothing(session, path):
    one = the_one(session)
    with Session(session.get_bind()) as elsewhere:
        session.commit()
        elsewhere.execute(delete(Registration))
        elsewhere.commit()
    with pytest.raises(NotFound):
        answers.answer(session, one, {})
    session.rollback()
