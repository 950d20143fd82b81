"""Deciding in the back office: write, look at the mail, send."""

import re

import pytest
from sqlalchemy import select

from exhibition.domain.mail import MailKind
from exhibition.domain.status import PassState
from exhibition.models import OutboxMail, PassType, Registration, Role
from exhibition.queries import review as reviews
from tests.cast import csrf_token, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def application(session, settings, show) -> Registration:
    return an_exhibitor(session, settings, show)


def page_of(registration):
    return f"{OFFICE}/{registration.kind}s/{registration.reference}"


def written(client, registration, decision, **words):
    """The answer to what was written on the first page."""
    address = f"{page_of(registration)}/review/{decision}"
    page = client.get(address)
    fields = {"csrf_token": csrf_token(page), "version": str(registration.version), **words}
    return client.post(address, data=fields)


def sent(client, preview, registration, decision):
    """The answer to the button under the mail."""
    fields = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', preview.text):
        fields.setdefault(name, []).append(value)
    fields["csrf_token"] = csrf_token(preview)
    return client.post(f"{page_of(registration)}/review/{decision}/send", data=fields)


def mails(session, registration):
    found = select(OutboxMail).where(OutboxMail.registration_id == registration.id)
    return list(session.scalars(found.order_by(OutboxMail.id)))


def test_the_mail_is_shown_before_it_goes(client, session, application):
    signed_in(client, session, Role.MANAGER)
    before = len(mails(session, application))
    preview = written(client, application, "accept", message="欢迎参展。", note="老客户")
    assert preview.status_code == 200
    assert "参展申请已通过" in preview.text
    assert "欢迎参展。" in preview.text
    assert "老客户" not in re.sub(r"<input[^>]*>", "", preview.text)
    assert not re.search(r"/r/[0-9A-Z]{26}", preview.text)
    assert application.status == "submitted"
    assert len(mails(session, application)) == before

    answer = sent(client, preview, application, "accept")
    assert (answer.status_code, answer.location) == (303, page_of(application))
    session.refresh(application)
    assert (application.status, application.entry_pass.state) == ("accepted", PassState.VALID)
    assert mails(session, application)[-1].kind == MailKind.ACCEPTED
    page = client.get(page_of(application)).text
    assert "老客户" in page
    assert "欢迎参展。" in page


@pytest.mark.both_databases
def test_fields_are_sent_back_each_with_its_comment(client, session, application):
    signed_in(client, session)
    preview = written(
        client,
        application,
        "send-back",
        field=["uscc", "licence_file"],
        comment_uscc="与执照不符",
        comment_licence_file="图片模糊",
        comment_website="没有勾选",
        due_on="2999-01-31",
    )
    assert "统一社会信用代码：与执照不符" in preview.text
    assert sent(client, preview, application, "send-back").status_code == 303
    session.refresh(application)
    request = reviews.open_request(session, application)
    assert request is not None
    assert request.comments == {"uscc": "与执照不符", "licence_file": "图片模糊"}
    assert request.due_on is not None
    assert request.due_on.isoformat() == "2999-01-31"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "请至少勾选一项"),
        ({"field": "uscc"}, "请说明需要补充或更正的内容"),
        ({"field": "uscc", "comment_uscc": "不符", "due_on": "2020-01-01"}, "日期已过"),
        ({"field": "not_a_field", "comment_not_a_field": "x"}, "请至少勾选一项"),
    ],
)
def test_what_cannot_be_sent_back_is_said(client, session, application, words, sentence):
    signed_in(client, session)
    answer = written(client, application, "send-back", **words)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert application.status == "submitted"


def test_the_words_can_be_changed_after_looking(client, session, application):
    signed_in(client, session)
    answer = written(client, application, "decline", message="本届展位已满。", edit="1")
    assert answer.status_code == 200
    assert "本届展位已满。</textarea>" in answer.text


@pytest.mark.both_databases
def test_a_decision_taken_meanwhile_is_seen_before_it_is_overruled(client, session, application):
    signed_in(client, session)
    preview = written(client, application, "decline", message="抱歉")
    other = written(client, application, "waitlist")
    assert sent(client, other, application, "waitlist").status_code == 303
    answer = sent(client, preview, application, "decline")
    assert answer.status_code == 409
    assert "抱歉" in answer.text
    session.refresh(application)
    assert application.status == "waitlisted"
    assert sent(client, answer, application, "decline").status_code == 303


def test_a_step_that_is_no_longer_possible_is_said_in_words(client, session, application):
    signed_in(client, session)
    preview = written(client, application, "waitlist")
    sent(client, written(client, application, "accept"), application, "accept")
    answer = sent(client, preview, application, "waitlist")
    assert answer.status_code == 409
    again = sent(client, answer, application, "waitlist")
    assert again.status_code == 409
    assert "已通过" in again.text
    assert client.get(f"{page_of(application)}/review/waitlist").status_code == 404


def test_taking_up_needs_no_words(client, session, application):
    signed_in(client, session)
    page = client.get(page_of(application))
    token = csrf_token(page)
    answer = client.post(
        f"{page_of(application)}/review/take-up/send",
        data={"csrf_token": token, "version": str(application.version)},
    )
    assert answer.status_code == 303
    session.refresh(application)
    assert application.status == "in_review"


@pytest.mark.both_databases
def test_a_vip_is_accepted_and_the_pass_is_mailed(client, session, settings, show):
    session.scalars(select(PassType).where(PassType.slug == "vip_buyer")).one().on_offer = True
    session.commit()
    visitor = a_visitor(session, settings, show, pass_type="vip_buyer")
    signed_in(client, session)
    assert visitor.reference in client.get(f"{OFFICE}/visitors?quick=to_review").text
    preview = written(client, visitor, "accept")
    assert "您的入场证" in preview.text
    assert sent(client, preview, visitor, "accept").status_code == 303
    session.refresh(visitor)
    assert visitor.status == "accepted"


def test_an_ordinary_visitor_is_not_decided_upon(client, session, settings, show):
    visitor = a_visitor(session, settings, show)
    signed_in(client, session)
    assert client.get(f"{page_of(visitor)}/review/decline").status_code == 404
    assert client.get(f"{page_of(visitor)}/review/waitlist").status_code == 404


def test_what_an_applicant_typed_is_text_in_the_preview(client, session, settings, show):
    hostile = "<img src=x onerror=alert(1)>公司"
    application = an_exhibitor(session, settings, show, company_zh=hostile)
    signed_in(client, session)
    assert "<img src=x" not in written(client, application, "accept").text


def test_a_viewer_decides_nothing(client, session, application):
    signed_in(client, session, Role.VIEWER)
    page = client.get(page_of(application))
    for address in ("accept", "accept/send"):
        answer = client.post(
            f"{page_of(application)}/review/{address}",
            data={"csrf_token": csrf_token(page), "version": "1"},
        )
        assert answer.status_code == 403


def test_a_version_that_is_no_number_we_gave_is_an_old_one(client, session, application):
    signed_in(client, session, Role.MANAGER)
    preview = written(client, application, "accept")
    address = f"{page_of(application)}/review/accept/send"
    for version in ("9" * 5000, "²", "-1", ""):
        fields = {"csrf_token": csrf_token(preview), "version": version, "message": "", "note": ""}
        assert client.post(address, data=fields).status_code == 409
    session.expire_all()
    assert application.status == "submitted"
