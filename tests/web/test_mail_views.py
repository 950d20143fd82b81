"""The mails in words: what each kind says in both languages, and what nobody can make it say."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from exhibition.domain.mail import MailKind
from exhibition.domain.status import PassState
from exhibition.models import Channel
from exhibition.services import outbox
from exhibition.web import links, mail_views
from exhibition.web.mail_views import NotToBeSent
from tests import letters, registrants

ALL = [kind for kind in MailKind if kind is not MailKind.TEST]


@pytest.fixture
def show(session):
    return registrants.the_first_show(session)


@pytest.fixture(autouse=True)
def inside(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("locale", "name", "end"),
    [
        ("zh", "广州国际细胞与基因治疗产业展览会组委会", "此邮件由系统发送，用于办理您的申请。"),
        (
            "en",
            "Guangzhou International Cell & Gene Therapy Expo Organizing Committee",
            "Sent to handle your application.",
        ),
    ],
)
def test_a_mail_comes_from_the_committee_and_answers_reach_it(
    session, settings, show, locale, name, end
):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS, locale)
    mail = letters.written(session, settings, registration, MailKind.VISITOR_PASS)
    assert (mail.sender_name, mail.reply_to) == (name, "gzcmzl@163.com")
    assert mail.text.rstrip().endswith(end)
    assert show.text("organizer").in_(locale) + " 135 2766 6116" in mail.text


def test_the_code_stands_inside_the_mail_and_is_attached(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    mail = letters.written(session, settings, registration, MailKind.VISITOR_PASS)
    inside, attached = mail.pictures
    assert f"cid:{inside.cid}" in letters.Page(mail.html).links
    assert (attached.cid, attached.filename) == ("", "pass.png")
    for picture in mail.pictures:
        found = zxingcpp.read_barcodes(Image.open(BytesIO(picture.data)))
        assert [code.text for code in found] == [links.pass_url(settings, registration.entry_pass)]


def test_an_accepted_exhibitor_gets_the_pass_too(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.ACCEPTED)
    registration.entry_pass.state = PassState.VALID
    assert len(letters.written(session, settings, registration, MailKind.ACCEPTED).pictures) == 2


def test_a_pass_under_review_is_not_sent_but_announced(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    registration.entry_pass.state = PassState.PENDING
    mail = letters.written(session, settings, registration, MailKind.VISITOR_PASS)
    assert mail.pictures == ()
    assert "专业观众需审核" in mail.text
    assert "入场证" not in mail.subject


EVIL = (
    "<a href=//evil.example>click</a>",
    "<script>alert(1)</script>",
    "[x](http://evil.example)",
    "http://evil.example",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %} {link} %(link)s ${7*7}",
    "{event.__init__.__globals__}",
)


@pytest.mark.parametrize("evil", EVIL)
def test_what_people_type_is_printed_and_nothing_else(session, settings, show, evil):
    registration = letters.someone(session, settings, show, MailKind.ACCEPTED)
    plain = letters.written(session, settings, registration, MailKind.ACCEPTED, message="x")
    registration.name = registration.application.company_zh = evil
    mail = letters.written(session, settings, registration, MailKind.ACCEPTED, message=evil)
    page = letters.Page(mail.html)
    assert page.words.count(evil) == 3
    assert mail.text.count(evil) == 3
    assert page.links == letters.Page(plain.html).links
    assert page.tags == letters.Page(plain.html).tags


@pytest.mark.parametrize("evil", EVIL)
def test_comments_of_the_staff_are_printed_as_they_are(session, settings, show, evil):
    registration = letters.someone(session, settings, show, MailKind.NEEDS_INFO)
    mail = letters.written(
        session, settings, registration, MailKind.NEEDS_INFO, comments={"uscc": evil}
    )
    assert evil in letters.Page(mail.html).words
    assert evil in mail.text


def test_a_date_that_is_not_set_is_not_mentioned(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.ACCEPTED)
    mail = letters.written(session, settings, registration, MailKind.ACCEPTED)
    assert "下一步：补充资料。展位号" in mail.text
    assert "截止" not in mail.text


def test_a_note_of_the_staff_never_goes_out(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.DECLINED)
    mail = letters.written(session, settings, registration, MailKind.DECLINED, note="a competitor")
    assert "competitor" not in mail.text + mail.html


def test_the_staff_are_told_everything_but_the_person(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.STAFF_NOTICE)
    registration.channel = Channel(
        slug="wx-1", name="公众号七月", kind="article", show_id=show.id, form="exhibitor"
    )
    mail = letters.written(session, settings, registration, MailKind.STAFF_NOTICE)
    ref = registration.reference
    assert mail.text.startswith(
        f"【新参展申请】{registrants.COMPANY_ZH} · 原料与试剂、其他（请注明）：冻存盒 · "
        f"室内光地（36㎡起） 72 ㎡ · 渠道 公众号七月 · "
        f"http://expo.example/organizer/cell-gene-therapy/exhibitors/{ref}"
    )
    everything = mail.subject + mail.text + mail.html
    for secret in (registration.name, registration.mobile[-8:], registration.email, "/r/"):
        assert secret not in everything


def test_a_preview_says_the_same_without_the_secrets(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.ACCEPTED)
    preview = mail_views.preview(
        session, settings, MailKind.ACCEPTED, registration, message="Welcome."
    )
    registration.entry_pass.state = PassState.VALID
    mail = letters.written(session, settings, registration, MailKind.ACCEPTED, message="Welcome.")
    token = links.owner_token(settings, registration)
    assert preview.text == mail.text.replace(token, mail_views.MASK)
    assert preview.subject == mail.subject
    assert token not in preview.html
    assert preview.pictures == ()


def test_a_mail_does_not_bring_a_link_made_after_it_was_decided(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    mail = letters.a_mail(session, registration, MailKind.VISITOR_PASS)
    registration.owner_revision += 1
    with pytest.raises(NotToBeSent, match="link_replaced"):
        mail_views.render(session, mail, settings)


def test_staff_who_send_again_mean_the_new_link_if_the_mailbox_is_still_right(
    session, settings, show
):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    mail = letters.a_mail(session, registration, MailKind.VISITOR_PASS)
    registration.owner_revision += 1
    outbox.requeue(session, mail.id)
    assert (
        links.owner_url(settings, registration) in mail_views.render(session, mail, settings).text
    )
    registration.owner_revision += 1
    registration.email = "new@example.org"
    outbox.requeue(session, mail.id)
    with pytest.raises(NotToBeSent):
        mail_views.render(session, mail, settings)


@pytest.mark.parametrize("state", [PassState.REVOKED, PassState.VOID])
def test_a_pass_that_ended_is_not_sent(session, settings, show, state):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    mail = letters.a_mail(session, registration, MailKind.VISITOR_PASS)
    registration.entry_pass.state = state
    with pytest.raises(NotToBeSent, match="pass_ended"):
        mail_views.render(session, mail, settings)


def test_a_decision_of_somebody_else_is_never_told(session, settings, show):
    mine = letters.someone(session, settings, show, MailKind.DECLINED)
    other = registrants.an_exhibitor(session, settings, show, contact_name="李雷")
    mail = letters.a_mail(session, mine, MailKind.DECLINED, message="Not for others")
    mail.registration = other
    session.flush()
    with pytest.raises(ValueError, match="another"):
        mail_views.render(session, mail, settings)


def test_every_address_in_a_mail_is_ours(session, settings, show):
    for kind in ALL:
        registration = letters.someone(session, settings, show, kind)
        registration.email = f"{kind}@example.org"
        mail = letters.written(session, settings, registration, kind)
        for link in letters.Page(mail.html).links:
            assert link.startswith(("http://expo.example/", "cid:")), kind


def test_a_mail_stays_below_what_readers_cut_off(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    html = letters.written(session, settings, registration, MailKind.VISITOR_PASS).html
    assert len(html.encode()) < 40_000


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("550 No such user", "550 No such user"),
        ("link_replaced", "邮件生成后，登记链接已更换。"),
        ("unwritable: KeyError", "邮件内容生成失败（KeyError）。"),
    ],
)
def test_a_failure_is_told_in_plain_words(app, reason, sentence):
    with app.test_request_context("/"):
        assert mail_views.reason_sentence(reason) == sentence


def test_the_staff_can_tell_a_corrected_application_from_a_new_one(session, settings, show):
    registration = letters.someone(session, settings, show, MailKind.STAFF_NOTICE)
    mail = letters.a_mail(session, registration, MailKind.NEEDS_INFO, message="for the applicant")
    mail.kind = MailKind.STAFF_NOTICE.value
    told = mail_views.render(session, mail, settings)
    assert told.subject.startswith("【参展资料已补充】")
    assert told.text.startswith("【参展资料已补充】")
    assert "for the applicant" not in told.text


def test_what_staff_say_to_an_accepted_guest_stands_in_the_mail_with_the_pass(
    session, settings, show
):
    registration = letters.someone(session, settings, show, MailKind.VISITOR_PASS)
    mail = letters.a_mail(session, registration, MailKind.DECLINED, message="欢迎光临贵宾厅。")
    mail.kind = MailKind.VISITOR_PASS.value
    written = mail_views.render(session, mail, settings)
    assert "欢迎光临贵宾厅。" in written.text
    assert len(written.pictures) == 2
