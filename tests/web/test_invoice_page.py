"""The task 开票与汇款 on an exhibitor's own page."""

import io

import pytest

from exhibition.domain.invoices import InvoiceTask
from exhibition.models import Role, Show, Upload
from exhibition.queries import billing as queries
from exhibition.queries import details, invoice_tasks
from exhibition.queries import payee as payees
from exhibition.queries.billing import Terms
from exhibition.services import billing, payee
from tests.cast import a_member, csrf_token
from tests.own import filled
from tests.sign_up import a_preset_show, apply, the_one

SHOW = "cell-gene-therapy"
NUMBER, SHOWN = "120900000010001", "1209 0000 0010 001"
USCC = "91350100M000100Y43"
SPECIAL = {
    "invoice_type": "special",
    "title": "深圳示例细胞科技有限公司",
    "tax_no": "9135 0100 M000 100Y 43",
    "invoice_email": "fapiao@example.com",
    "bank": "中国银行深圳分行",
    "account": "7777 0000 1234",
    "reg_address_phone": "深圳市南山区 0755 8888 6666",
}


@pytest.fixture
def staff(session):
    return a_member(session, Role.MANAGER)


@pytest.fixture
def path(client, session, staff):
    """The owner page of an application that waits, at a show with an account."""
    show = a_preset_show(session)
    a_number(session, show, staff)
    return apply(client, SHOW).location


def a_number(session, show: Show, staff):
    account = payee.Account("广州某展览公司", "招商银行广州分行", NUMBER)
    made = payee.propose(session, show, staff, account, address="")
    payee.confirm(session, show, staff, made.id, address="")
    session.commit()


def accepted(session):
    one = the_one(session)
    one.status = "accepted"
    session.commit()
    return one


def told(client, path, **typed):
    """The answer to the form of the page, these typed into it."""
    address = f"{path}/invoice"
    return client.post(address, data=filled(client, address, **typed))


def test_before_acceptance_there_is_no_account_to_read(client, session, path):
    address = f"{path}/invoice"
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert address not in client.get(path).text
    token = csrf_token(client.get(f"{path}/application/documents"))
    sent = {"csrf_token": token, "file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}
    assert client.post(f"{path}/uploads/payment_slip_file", data=sent).status_code == 404
    accepted(session)
    assert SHOWN in client.get(address).text
    assert NUMBER not in client.get(path).text


def test_the_two_sentences_stand_beside_the_account(client, session, path):
    one = accepted(session)
    chinese, english = (client.get(f"{path}/invoice?lang={lang}").text for lang in ("zh", "en"))
    assert f'汇款请注明 <span class="figures nowrap">{one.reference}</span>' in chinese
    assert "收款账户以盖章合同为准，我们不会通过微信或电话通知更改账户。" in chinese
    assert "The account in the sealed contract is binding. We never change it by chat" in english
    payee.take_off(
        session, one.show, a_member(session), payees.current(session, one.show).id, address=""
    )
    session.commit()
    assert NUMBER not in client.get(f"{path}/invoice").text


def test_what_is_told_is_checked_and_kept(client, session, path):
    one = accepted(session)
    lacking = told(client, path, **{**SPECIAL, "bank": "", "tax_no": f"{USCC[:-1]}4"})
    assert lacking.status_code == 422
    assert 'id="f-bank-error"' in lacking.text
    assert 'id="f-tax_no-error"' in lacking.text
    assert SPECIAL["reg_address_phone"] in lacking.text
    assert invoice_tasks.states(session, [one.id]) == {one.id: InvoiceTask.OPEN}
    assert told(client, path, **SPECIAL).status_code == 303
    kept = queries.invoice_request(session, one)
    assert (kept.tax_no, kept.account, kept.version) == (USCC, "777700001234", 1)
    assert invoice_tasks.states(session, [one.id]) == {one.id: InvoiceTask.HANDED_IN}
    assert "77770000" not in str([entry.details for entry in details.audit_entries(session, one)])
    assert "fapiao@example.com" in client.get(f"{path}/my-data").text


def test_a_colleague_of_the_company_is_told_what_changed_meanwhile(client, session, path):
    one = accepted(session)
    late = filled(client, f"{path}/invoice", **{**SPECIAL, "title": "别的抬头有限公司"})
    told(client, path, **SPECIAL)
    answer = client.post(f"{path}/invoice", data=late)
    assert answer.status_code == 409
    assert "别的抬头有限公司" in answer.text
    assert queries.invoice_request(session, one).title == SPECIAL["title"]


def test_once_it_is_issued_only_the_slip_is_taken(client, session, path, staff):
    one = accepted(session)
    told(client, path, **SPECIAL)
    late = filled(client, f"{path}/invoice", title="晚了一步有限公司")
    issued = Terms(invoice_no="26442000000012345678", invoiced_on=one.created_at.date())
    billing.change(session, one, staff, Terms(), issued)
    session.commit()
    page = client.get(f"{path}/invoice").text
    assert 'name="title"' not in page
    assert issued.invoice_no in page
    slip = (io.BytesIO(b"\xff\xd8\xff not a picture"), "a.jpg")
    assert (
        client.post(f"{path}/invoice", data={**late, "payment_slip_file": slip}).status_code == 422
    )
    assert client.post(f"{path}/invoice", data=late).status_code == 303
    assert queries.invoice_request(session, one).title == SPECIAL["title"]


def test_a_slip_keeps_the_application_from_being_erased(client, session, settings, path):
    one = accepted(session)
    kept = "暂时无法删除"
    assert kept not in client.get(f"{path}/erase").text
    session.add(
        Upload(
            registration_id=one.id,
            field="payment_slip_file",
            stored_name="a.pdf",
            original_name="a.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
        )
    )
    session.commit()
    assert kept in client.get(f"{path}/erase").text
    token = csrf_token(client.get(f"{path}/invoice"))
    assert client.post(f"{path}/erase", data={"csrf_token": token}).status_code == 409
