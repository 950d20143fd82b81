"""The mails word for word: what each kind says in both languages."""

import re
from datetime import date

import pytest

from exhibition.domain.mail import MailKind
from exhibition.domain.status import PassState
from exhibition.web import links, mail_views
from tests import letters, registrants

SENTENCES = {
    (MailKind.VISITOR_PASS, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】您的入场证",
        "{name}，您好：入场时出示下方二维码。日期待公布 广州市会展场馆（待定）。请勿转发。",
        "查看或修改：{link}",
    ),
    (MailKind.VISITOR_PASS, "en"): (
        "Your entry pass for Guangzhou International Cell & Gene Therapy Expo",
        (
            "Dear {name}, show the code below at the entrance. Date to be announced, "
            "Exhibition centre in Guangzhou (to be confirmed). Do not forward."
        ),
        "View or change: {link}",
    ),
    (MailKind.EXHIBITOR_RECEIVED, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】已收到参展申请 {ref}",
        "{name}，您好：已收到{company}的参展申请。审核结果将发送到本邮箱。",
        "查看进度：{link}",
    ),
    (MailKind.EXHIBITOR_RECEIVED, "en"): (
        "Guangzhou International Cell & Gene Therapy Expo: application {ref} received",
        (
            "Dear {name}, we have received the application of {company}. "
            "The decision will be sent here."
        ),
        "Progress: {link}",
    ),
    (MailKind.ACCEPTED, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】参展申请已通过 {ref}",
        (
            "{name}，您好：{company}的参展申请已通过审核。下一步：补充资料（截止 2027年1月15日）。"
            "展位号以书面确认为准。"
        ),
        "请在此办理：{link}",
    ),
    (MailKind.ACCEPTED, "en"): (
        "Guangzhou International Cell & Gene Therapy Expo: application {ref} accepted",
        (
            "Dear {name}, the application of {company} has been accepted. "
            "Next: Application details by 15 January 2027. Booth numbers are confirmed in writing."
        ),
        "Continue: {link}",
    ),
    (MailKind.NEEDS_INFO, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】请补充参展资料 {ref}",
        "{name}，您好：以下 2 项需要补充或更正：",
        "统一社会信用代码：See the licence.\n展品类别：Choose items.",
        "其他内容无需重填。请于 2027年1月15日前在此修改：{link}/application",
    ),
    (MailKind.NEEDS_INFO, "en"): (
        "Guangzhou International Cell & Gene Therapy Expo: please complete application {ref}",
        "Dear {name}, 2 item(s) need correction:",
        "Unified social credit code: See the licence.\nExhibit categories: Choose items.",
        "Everything else is kept. Please correct by 15 January 2027: {link}/application",
    ),
    (MailKind.DECLINED, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】参展申请结果 {ref}",
        "{name}，您好：感谢{company}申请参展。经审核，本届未能为贵单位安排展位。",
        "Halls are full.",
        "如有疑问请致电 135 2766 6116。",
        "欢迎以观众身份参观：http://expo.example/cell-gene-therapy/visitor",
    ),
    (MailKind.DECLINED, "en"): (
        "Guangzhou International Cell & Gene Therapy Expo: result of application {ref}",
        (
            "Dear {name}, thank you for applying. We are unable to offer {company} a booth at this "
            "edition."
        ),
        "Halls are full.",
        "Questions: 135 2766 6116.",
        "You are welcome to visit: http://expo.example/cell-gene-therapy/visitor",
    ),
    (MailKind.SHOW_CHANGED, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】时间/地点已调整",
        "{name}，您好：广州国际细胞与基因治疗产业展览会的时间/地点已调整。",
        "原入场证二维码继续有效。新入场证上是同一个二维码。",
        "查看或修改：{link}",
    ),
    (MailKind.SHOW_CHANGED, "en"): (
        "Guangzhou International Cell & Gene Therapy Expo: dates or venue changed",
        (
            "Dear {name}, the dates or the venue of Guangzhou International Cell & Gene Therapy "
            "Expo have changed."
        ),
        "Your existing QR code stays valid. The new pass carries the same code.",
        "View or change: {link}",
    ),
    (MailKind.WAITLISTED, "zh"): (
        "【广州国际细胞与基因治疗产业展览会】参展申请已列入候补 {ref}",
        "目前展位已满，已为{company}保留候补资格，有空位将按提交先后联系您。",
    ),
    (MailKind.WAITLISTED, "en"): (
        "Guangzhou International Cell & Gene Therapy Expo: application {ref} on the waiting list",
        "Booths are full. {company} is on the waiting list, in order of submission.",
    ),
}


@pytest.fixture
def show(session):
    return registrants.the_first_show(session)


@pytest.fixture(autouse=True)
def inside(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(("kind", "locale"), SENTENCES, ids=lambda value: str(value))
def test_each_mail_says_its_sentences(session, settings, show, kind, locale):
    registration = letters.someone(session, settings, show, kind, locale)
    if kind is MailKind.ACCEPTED:
        registration.entry_pass.state = PassState.VALID
    said = {
        MailKind.ACCEPTED: {"due_on": date(2027, 1, 15)},
        MailKind.NEEDS_INFO: {
            "due_on": date(2027, 1, 15),
            "comments": {"uscc": "See the licence.", "exhibit_categories": "Choose items."},
        },
        MailKind.DECLINED: {"message": "Halls are full."},
    }.get(kind, {})
    mail = letters.written(session, settings, registration, kind, **said)
    company = registrants.COMPANY_EN if locale == "en" else registrants.COMPANY_ZH
    values = {
        "name": registration.name,
        "ref": registration.reference,
        "company": company,
        "link": links.owner_url(settings, registration),
    }
    subject, *sentences = (sentence.format(**values) for sentence in SENTENCES[kind, locale])
    assert mail.subject == subject
    words = letters.Page(mail.html).words
    for sentence in sentences:
        assert sentence in mail.text
        # In the HTML part the picture or a button may stand between two of them.
        for part in re.split(r"(?<=。)|(?<=[a-z)]\.) |\n", sentence):
            assert part in words


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", [kind for kind in MailKind if kind is not MailKind.TEST], ids=str)
def test_each_mail_is_all_in_one_language(session, settings, show, kind, locale):
    registration = letters.someone(session, settings, show, kind, locale)
    letter = letters.a_mail(session, registration, kind, locale, settings=settings)
    mail = mail_views.render(session, letter, settings)
    foreign = (
        ("Dear", "Reference", "Sent", "Show ") if locale == "zh" else ("您好", "编号", "组委会")
    )
    everything = " ".join(
        (mail.sender_name, mail.subject, mail.text, letters.Page(mail.html).words)
    )
    assert [word for word in foreign if word in everything] == []
    assert "%(" not in everything
    assert "\n" not in mail.subject
