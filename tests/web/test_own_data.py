"""My data: seen, taken away, agreed to and no longer agreed to, sent again."""

import csv
import io
import json

import pytest
from sqlalchemy import select

from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, Consent, OutboxMail, OutboxState, Role
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import case, exports
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export
from tests.cast import a_member
from tests.own import change, tap
from tests.sign_up import a_preset_show, apply, code_of, owner_path, register, the_one

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """Where 张晓明 stands, who has just registered."""
    return register(client, SHOW, email="zhang@example.com").location


def the_file(client, path, query=""):
    answer = client.get(f"{path}/my-data.json{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return answer, json.loads(answer.text)


def values(part):
    """The values of each entry of a part, by name."""
    return [{name: item["value"] for name, item in entry.items()} for entry in part["entries"]]


def test_the_file_says_everything_in_values_and_words(client, session, path):
    change(client, path, job_title="院长")
    answer, said = the_file(client, path)
    one = the_one(session)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{one.reference}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    (details,) = values(said["details"])
    assert (details["name"], details["mobile"]) == ("张晓明", "+8613812345678")
    assert said["details"]["entries"][0]["province"]["words"] == "广东省"
    (answers,) = said["answers"]["entries"]
    assert answers["interests"]["label"] == "感兴趣的展品"
    notice = values(said["consents"])[0]
    assert (notice["kind"], notice["given"]) == ("notice", True)
    assert "个人信息处理说明" in notice["text"]
    assert values(said["changes"])[0]["job_title"] == {"before": "研发经理", "after": "院长"}
    (mail,) = values(said["mails"])
    assert (mail["kind"], mail["to"], mail["state"]) == (
        "visitor_pass", "zhang@example.com", "queued",
    )  # fmt: skip
    assert values(said["registration"])[0]["pass"] == "valid"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_neither_file_nor_page_names_a_number_of_ours(client, session, settings, path, lang):
    one = the_one(session)
    answer, said = the_file(client, path, f"?lang={lang}")
    page = client.get(f"{path}/my-data?lang={lang}").text
    for ours in (one.uid, one.person_key, one.owner_token_hash, code_of(settings, one), path[3:]):
        assert ours not in answer.text
    assert one.uid not in page
    assert one.reference in page
    assert said["language"] == lang
    assert "data-copy=" in page


def test_an_applicant_finds_company_decisions_and_files(client, session, show):
    applied = apply(client, SHOW).location
    _, said = the_file(client, applied)
    (details,) = values(said["details"])
    assert details["company_zh"] == "某某设备有限公司"
    assert [entry["kind"] for entry in values(said["consents"])] == [
        "notice", "declaration", "marketing",
    ]  # fmt: skip
    assert all(mail["to"] == "lina@example.com" for mail in values(said["mails"]))


def test_what_staff_note_to_themselves_and_who_looked_is_not_in_it(client, session, path):
    session.add(AuditEntry(action="registration.view", actor="staff", details={}))
    session.commit()
    assert "registration.view" not in the_file(client, path)[0].text


def consents_of(session, kind):
    session.rollback()
    rows = session.scalars(select(Consent).where(Consent.kind == kind).order_by(Consent.id)).all()
    return [row.given for row in rows]


def choose(client, path, kind, given):
    return tap(client, f"{path}/consents", f"{path}/my-data", consent=kind, given=given)


@pytest.mark.parametrize(("last", "said"), [("0", "no"), ("1", "yes")])
def test_the_export_says_what_was_said_last(client, session, show, path, last, said):
    for given in ("1", "0", "1", last):
        choose(client, path, "marketing", given)
    wanted = RegistrationFilter.of(show, Kind.VISITOR)
    asked = Export(wanted, HeaderStyle.KEYS, "staff@expo.example", now())
    content = b"".join(exports.csv_chunks(session, show, asked)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert row["consent_marketing"] == said


@pytest.mark.both_databases
def test_a_consent_is_taken_back_and_given_again_by_new_rows(client, session):
    a_preset_show(session)
    path = register(client, SHOW, consent_marketing="y").location
    assert consents_of(session, "marketing") == [True]
    assert choose(client, path, "marketing", "0").location == f"{path}/my-data"
    choose(client, path, "marketing", "0")
    assert consents_of(session, "marketing") == [True, False]
    choose(client, path, "marketing", "1")
    assert consents_of(session, "marketing") == [True, False, True]
    words = session.scalars(select(Consent).where(Consent.kind == "marketing")).all()[-1].text.text
    assert "愿意" in words
    said = session.scalars(select(AuditEntry).where(AuditEntry.action.like("consent.%"))).all()
    assert [(one.action, one.actor, one.details) for one in said] == [
        ("consent.withdraw", "registrant", {"consent": "marketing"}),
        ("consent.give", "registrant", {"consent": "marketing"}),
    ]


@pytest.mark.parametrize(
    ("kind", "given"), [("notice", "0"), ("declaration", "0"), ("x", "1"), ("marketing", "2")]
)
def test_what_the_registration_rests_on_cannot_be_taken_back(client, session, path, kind, given):
    before = len(session.scalars(select(Consent)).all())
    assert choose(client, path, kind, given).status_code == 404
    session.rollback()
    assert len(session.scalars(select(Consent)).all()) == before


def test_sharing_can_be_taken_back_after_the_show_gave_it_up(client, session, show):
    show.switches = {**show.switches, "sharing_consent": True}
    session.commit()
    path = register(client, SHOW, consent_exhibitors="y").location
    show.switches = {**show.switches, "sharing_consent": False}
    session.commit()
    choose(client, path, "exhibitors", "0")
    assert consents_of(session, "exhibitors") == [True, False]
    assert choose(client, path, "exhibitors", "1").status_code == 404


@pytest.mark.parametrize("token", ["", "stale"])
def test_a_choice_needs_the_token_of_the_page(client, session, path, token):
    body = {"csrf_token": token, "consent": "marketing", "given": "1"}
    answer = client.post(f"{path}/consents", data=body)
    assert answer.location == f"{path}/my-data"
    assert consents_of(session, "marketing") == [False]


def sent(session):
    session.rollback()
    rows = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    return [(mail.kind, mail.state) for mail in rows]


def went_out(session):
    for mail in session.scalars(select(OutboxMail)):
        mail.state, mail.sent_at = OutboxState.SENT, mail.created_at
    session.commit()


def test_the_mail_is_sent_again_within_the_share_of_the_mailbox(client, session, path):
    went_out(session)
    for _ in range(3):
        assert tap(client, f"{path}/mail", path).location == path
        if sent(session)[-1][1] is not OutboxState.HELD:
            went_out(session)
    assert [state for _, state in sent(session)] == [OutboxState.SENT] * 3 + [OutboxState.HELD]
    assert "稍后发送" in client.get(path).text


def test_one_that_waits_already_is_not_joined_by_another(client, session, path):
    tap(client, f"{path}/mail", path)
    assert len(sent(session)) == 1


def test_without_a_mailbox_one_field_asks_for_it(client, session, settings, show):
    path = register(client, SHOW).location
    assert f'href="{path}/mail"' in client.get(path).text
    wrong = tap(client, f"{path}/mail", email="nobody")
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    assert tap(client, f"{path}/mail", email="zhang@example.com").location == path
    one = the_one(session)
    assert (one.email, owner_path(settings, one)) == ("zhang@example.com", path)
    assert sent(session) == [("visitor_pass", OutboxState.QUEUED)]


def test_the_button_never_replaces_a_mailbox(client, session, path):
    tap(client, f"{path}/mail", path, email="thief@example.com")
    assert the_one(session).email == "zhang@example.com"


def test_nothing_is_mailed_for_what_is_over(client, session, path):
    the_one(session).status = "cancelled"
    session.commit()
    assert client.post(f"{path}/mail").status_code == 404


@pytest.mark.parametrize("token", ["", "stale"])
def test_the_button_needs_the_token_of_the_page(client, session, path, token):
    client.post(f"{path}/mail", data={"csrf_token": token})
    assert len(sent(session)) == 1
    went_out(session)
    client.post(f"{path}/mail", data={"csrf_token": token})
    assert len(sent(session)) == 1


def test_what_staff_note_among_themselves_is_none_of_it(client, session, show):
    path = apply(client, SHOW).location
    one = the_one(session)
    staff = a_member(session, Role.REVIEWER)
    case.change(session, one, staff, case.Case(), case.Case(owner_id=staff.id, intent="low"))
    case.change(session, one, staff, case.of(session, one), case.Case(intent="high"))
    case.add_note(session, one, staff, "砍价厉害")
    session.commit()
    page = client.get(f"{path}/my-data").text
    _, said = the_file(client, path)
    for words in (page, json.dumps(said, ensure_ascii=False)):
        for secret in (staff.email, "low", "砍价厉害"):
            assert secret not in words
