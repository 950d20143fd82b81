"""The page of one registration, and what can be done from it."""

import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from exhibition.adapters.file_store import FileStore
from exhibition.domain.details import ConsentGiven
from exhibition.domain.status import PassState
from exhibition.models import AuditEntry, OutboxMail, Registration, Role, Upload
from exhibition.presets import read_preset
from exhibition.services import passes, shows
from tests.cast import a_member, csrf_token, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def visitor(session, settings, show) -> Registration:
    return a_visitor(session, settings, show)


def page_of(registration):
    return f"{OFFICE}/{registration.kind}s/{registration.reference}"


def send(client, address, page="", **fields):
    token = csrf_token(client.get(page or address))
    return client.post(address, data={"csrf_token": token, **fields})


def actions(session, registration=None):
    found = select(AuditEntry.action).order_by(AuditEntry.id)
    if registration is not None:
        found = found.where(AuditEntry.registration_id == registration.id)
    return list(session.scalars(found))


def test_a_manager_reads_everything_and_reading_is_logged_once(
    client, session, settings, show, visitor
):
    member = signed_in(client, session, Role.MANAGER)
    page = client.get(page_of(visitor))
    for words in (
        "138 0013 8000",
        "visitor@example.org",
        "研发经理",
        "广东省 广州",
        visitor.reference,
    ):
        assert words in page.text
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.staff_id) == ("registration.view", member.id)
    assert actions(session, visitor).count("registration.view") == 1


def test_a_viewer_sees_no_number_whole_anywhere_on_the_page(client, session, settings, show):
    application = an_exhibitor(session, settings, show, email="13900139000@139.com")
    application.application.wechat_id = "13900139000"
    application.application.phone_office = "020 8888 6666"
    session.commit()
    signed_in(client, session, Role.VIEWER)
    page = client.get(page_of(application)).text
    assert "139****9000" in page
    for number in ("13900139000", "139 0013 9000", "8888 6666"):
        assert number not in page
    assert "registration.view" not in actions(session)


def test_a_viewer_sees_no_number_in_the_history(client, session, settings, visitor):
    signed_in(client, session, Role.OWNER)
    send(
        client,
        f"{page_of(visitor)}/edit",
        **edited(client, visitor, mobile="13711112222"),
    )
    client.get("/sign-in")
    other = client.application.test_client()
    signed_in(other, session, Role.VIEWER)
    page = other.get(page_of(visitor)).text
    assert "138****8000 → 137****2222" in page


def test_consents_stand_there_with_their_words(client, session, settings, show):
    consent = ConsentGiven("marketing", False, "愿意接收今后的展会信息。", "3")
    visitor = a_visitor(session, settings, show, consents=(consent,))
    signed_in(client, session)
    page = client.get(page_of(visitor)).text
    assert "愿意接收今后的展会信息。" in page
    assert "未同意" in page
    assert "版本 3" in page


def test_objects_of_another_show_or_list_are_not_found(client, session, settings, show, visitor):
    shows.load_preset(session, replace(read_preset("cell-gene-therapy"), slug="other"))
    session.commit()
    signed_in(client, session)
    there = f"/organizer/other/visitors/{visitor.reference}"
    wrong = f"{OFFICE}/exhibitors/{visitor.reference}"
    missing = f"{OFFICE}/visitors/V-0000000"
    for address in (there, wrong, missing):
        for page in ("", "/edit", "/cancel", "/pass-link", "/pass.png", "/review/accept"):
            assert client.get(address + page).status_code == 404, address + page
    bodies = {re.sub(r"<[^>]+>", "", client.get(one).text) for one in (there, wrong, missing)}
    assert len(bodies) == 1


def test_the_same_company_is_said_before_anybody_decides(client, session, settings, show):
    first = an_exhibitor(session, settings, show)
    again = an_exhibitor(session, settings, show, contact_name="李四", mobile="+8613711112222")
    signed_in(client, session)
    page = client.get(page_of(again)).text
    assert "同一企业已有申请" in page
    assert page_of(first) in page


def test_a_new_pass_of_somebody_whose_pass_was_revoked_is_flagged(
    client, session, settings, show, visitor
):
    member = a_member(session, Role.MANAGER)
    passes.revoke(session, visitor, member, "转让他人")
    session.commit()
    again = a_visitor(session, settings, show)
    signed_in(client, session)
    page = client.get(page_of(again)).text
    assert "同一人另有登记" in page
    assert "该证已被撤销：转让他人" in page


def edited(client, registration, **changes):
    """The edit form as a browser would send it, with changes."""
    page = client.get(f"{page_of(registration)}/edit").text
    fields = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    fields |= {"mobile_country": "CN", "country": "CN", "province": registration.province}
    return fields | changes


@pytest.mark.both_databases
def test_contact_fields_are_edited_and_logged(client, session, settings, visitor):
    signed_in(client, session, Role.MANAGER)
    address = f"{page_of(visitor)}/edit"
    answer = client.post(address, data=edited(client, visitor, company="新单位有限公司"))
    assert (answer.status_code, answer.location) == (303, page_of(visitor))
    assert visitor.company == "新单位有限公司"
    assert visitor.mobile == "+8613800138000"
    assert actions(session, visitor)[-1] == "registration.edit"


def test_wrong_input_is_shown_again_with_every_word(client, session, settings, visitor):
    signed_in(client, session)
    address = f"{page_of(visitor)}/edit"
    answer = client.post(
        address, data=edited(client, visitor, mobile="1380013", company="新单位有限公司")
    )
    assert answer.status_code == 422
    assert "手机号应为 11 位" in answer.text
    assert 'value="新单位有限公司"' in answer.text
    assert visitor.company != "新单位有限公司"


@pytest.mark.both_databases
def test_two_people_editing_at_once_both_see_it(client, session, settings, visitor):
    signed_in(client, session)
    address = f"{page_of(visitor)}/edit"
    mine = edited(client, visitor, company="我改的单位")
    assert (
        client.post(address, data=edited(client, visitor, company="他改的单位")).status_code == 303
    )
    answer = client.post(address, data=mine)
    assert answer.status_code == 409
    assert 'value="我改的单位"' in answer.text
    assert "他改的单位" in answer.text
    assert visitor.company == "他改的单位"


def test_fields_that_are_not_asked_for_are_never_written(client, session, settings, visitor):
    signed_in(client, session)
    more = {"status": "accepted", "is_test": "1", "reference": "V-0000000", "show_id": "9"}
    client.post(
        f"{page_of(visitor)}/edit", data=edited(client, visitor, company="新单位有限公司", **more)
    )
    assert (visitor.status, visitor.is_test) == ("registered", False)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("action", "fields", "logged"),
    [
        ("cancel", {"reason": "重复"}, "registration.cancel"),
        ("mark-test", {}, "registration.mark_test"),
        ("revoke-pass", {"reason": "转让他人"}, "pass.revoke"),
        ("resend-mail", {}, "mail.resend"),
    ],
)
def test_each_action_asks_does_and_logs(client, session, visitor, action, fields, logged):
    signed_in(client, session, Role.MANAGER)
    answer = send(client, f"{page_of(visitor)}/{action}", **fields)
    assert (answer.status_code, answer.location) == (303, page_of(visitor))
    assert actions(session, visitor)[-1] == logged


def test_cancelling_and_revoking_can_be_taken_back(client, session, visitor):
    signed_in(client, session)
    send(client, f"{page_of(visitor)}/revoke-pass", reason="转让他人")
    assert visitor.entry_pass.state is PassState.REVOKED
    send(client, f"{page_of(visitor)}/restore-pass")
    send(client, f"{page_of(visitor)}/cancel", reason="本人要求")
    assert visitor.status == "cancelled"
    send(client, f"{page_of(visitor)}/reinstate")
    session.refresh(visitor)
    assert (visitor.status, visitor.entry_pass.state) == ("registered", PassState.VALID)


def test_without_a_reason_nothing_is_revoked(client, session, visitor):
    signed_in(client, session)
    answer = send(client, f"{page_of(visitor)}/revoke-pass", reason="  ")
    assert answer.status_code == 422
    assert "请填写原因" in answer.text
    assert visitor.entry_pass.state is PassState.VALID


def test_what_is_done_already_is_said_in_words(client, session, visitor):
    signed_in(client, session)
    send(client, f"{page_of(visitor)}/revoke-pass", reason="转让他人")
    answer = send(client, f"{page_of(visitor)}/revoke-pass", reason="再次")
    assert answer.status_code == 409
    assert "已撤销" in answer.text


def test_the_link_is_shown_only_after_checking_and_is_logged(client, session, visitor):
    signed_in(client, session, Role.MANAGER)
    address = f"{page_of(visitor)}/pass-link"
    refused = send(client, address)
    assert refused.status_code == 422
    assert "/r/" not in refused.text
    assert "pass.link" not in actions(session, visitor)
    answer = send(client, address, checked="y")
    [token] = set(re.findall(r"http://expo\.example/r/([0-9A-Z]{26})", answer.text))
    assert client.get(f"/r/{token}").status_code == 200
    assert actions(session, visitor)[-1] == "pass.link"
    assert answer.headers["Cache-Control"] == "no-store"
    assert token not in str([entry.details for entry in session.scalars(select(AuditEntry))])


def test_the_picture_of_a_pass_is_for_managers(client, session, visitor):
    signed_in(client, session, Role.MANAGER)
    answer = client.get(f"{page_of(visitor)}/pass.png")
    assert answer.mimetype == "image/png"
    other = client.application.test_client()
    signed_in(other, session, Role.VIEWER)
    assert other.get(f"{page_of(visitor)}/pass.png").status_code == 403


def test_a_viewer_changes_nothing(client, session, settings, show, visitor):
    application = an_exhibitor(session, settings, show)
    signed_in(client, session, Role.VIEWER)
    for one in (visitor, application):
        page = client.get(page_of(one))
        assert "<form" not in page.text.replace('<form method="post" action="/sign-out"', "")
        token = csrf_token(page)
        for action in ("edit", "cancel", "mark-test", "revoke-pass", "pass-link", "tracks"):
            answer = client.post(f"{page_of(one)}/{action}", data={"csrf_token": token})
            assert answer.status_code == 403, action
        for action in ("edit", "cancel", "pass-link", "review/accept"):
            assert client.get(f"{page_of(one)}/{action}").status_code == 403, action


def test_nothing_is_done_without_the_token(client, session, visitor):
    signed_in(client, session)
    answer = client.post(f"{page_of(visitor)}/cancel", data={"reason": "x"})
    assert answer.status_code == 400
    assert visitor.status == "registered"


def test_asking_changes_nothing(client, session, visitor):
    signed_in(client, session)
    before = session.scalar(select(func.count(AuditEntry.id)))
    for action in ("cancel", "mark-test", "revoke-pass", "resend-mail", "pass-link", "edit"):
        assert client.get(f"{page_of(visitor)}/{action}").status_code == 200
    assert session.scalar(select(func.count(AuditEntry.id))) == before
    assert session.scalar(select(func.count(OutboxMail.id))) == 1


def test_all_tests_go_with_one_button(client, session, settings, show, visitor):
    a_visitor(session, settings, show, name="测试", mobile="+8613711112222").is_test = True
    session.commit()
    signed_in(client, session, Role.MANAGER)
    assert f"{OFFICE}/visitors/remove-tests" in client.get(f"{OFFICE}/visitors?test=1").text
    answer = send(client, f"{OFFICE}/visitors/remove-tests")
    assert answer.status_code == 303
    assert list(session.scalars(select(Registration.reference))) == [visitor.reference]


def a_licence(session, settings, application):
    """A licence that was handed in, and its bytes."""
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )
    kept = FileStore(settings.uploads).accept(io.BytesIO(content), "营业执照.pdf")
    upload = Upload(
        registration_id=application.id,
        field="licence_file",
        stored_name=kept.stored_name,
        original_name=kept.original_name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
    )
    session.add(upload)
    session.commit()
    return upload, content


def test_a_licence_leaves_only_as_a_harmless_download(client, session, settings, show):
    application = an_exhibitor(session, settings, show)
    upload, content = a_licence(session, settings, application)
    signed_in(client, session, Role.VIEWER)
    assert "营业执照.pdf" in client.get(page_of(application)).text
    answer = client.get(f"{page_of(application)}/files/{upload.id}")
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_registration_is_not_found(client, session, settings, show):
    application = an_exhibitor(session, settings, show)
    upload, _ = a_licence(session, settings, application)
    other = an_exhibitor(session, settings, show, company_zh="别家公司", mobile="+8613711112222")
    signed_in(client, session)
    assert client.get(f"{page_of(other)}/files/{upload.id}").status_code == 404
    upload.removed_at = upload.created_at
    session.commit()
    assert client.get(f"{page_of(application)}/files/{upload.id}").status_code == 404


@pytest.mark.both_databases
def test_the_booth_is_a_select_and_a_number(client, session, settings, show):
    application = an_exhibitor(session, settings, show)
    signed_in(client, session, Role.MANAGER)
    page, address = page_of(application), f"{page_of(application)}/tracks"
    wanted = {"booth": "confirmed", "booth_no": ""}
    refused = send(client, address, page, version="1", **wanted)
    assert refused.status_code == 422
    assert "确认展位时请填写展位号" in refused.text
    answer = send(client, address, page, version="1", **wanted | {"booth_no": "3B12"})
    assert answer.status_code == 303
    assert application.application.booth_no == "3B12"
    assert send(client, address, page, version="1", **wanted | {"booth_no": "9"}).status_code == 409
