"""The money panel of a record, as staff use it."""

import pytest

from exhibition.adapters.file_store import FileStore
from exhibition.domain.application_steps import SLIP
from exhibition.domain.status import PaymentStatus
from exhibition.models import Role, Upload
from exhibition.queries import billing as queries
from tests.cast import a_member, sign_in, signed_in
from tests.office_form import as_it_stands
from tests.registrants import an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
CONTRACT = {"contract_no": "GZ-001", "contract_on": "2026-11-02", "due_amount": "12,000.00"}


@pytest.fixture
def application(session, settings):
    return an_exhibitor(session, settings, the_first_show(session))


def page_of(registration):
    return f"{OFFICE}/exhibitors/{registration.reference}"


def sent(client, registration, what, **typed):
    """The answer to one of the forms of the panel, the rest as it stands."""
    page, action = client.get(page_of(registration)), f"{page_of(registration)}/payment/{what}"
    return client.post(action, data=as_it_stands(page, action, **typed))


def test_from_the_contract_to_the_last_fen(client, session, application):
    signed_in(client, session, Role.REVIEWER)
    assert sent(client, application, "terms", **CONTRACT, due_on="2026-11-20").status_code == 303
    page = client.get(page_of(application)).text
    assert "¥12,000.00" in page
    assert "按金额" in page
    assert sent(client, application, "state", payment="contract").status_code == 303
    sent(client, application, "receipts", amount="￥１１９９９．９９", received_on="2026-11-05")
    assert "¥0.01" in client.get(page_of(application)).text
    sent(client, application, "receipts", amount="0.01", received_on="2026-11-06", how="cash")
    assert sent(client, application, "state", payment="paid").status_code == 303
    assert application.application.payment is PaymentStatus.PAID
    (_, last) = queries.receipts(session, application)
    back = f"{page_of(application)}/payment/receipts/{last.id}/reverse"
    data = as_it_stands(client.get(back), back)
    assert client.post(back, data=data).status_code == 422
    assert client.post(back, data={**data, "reason": "录入错误"}).status_code == 303
    page = client.get(page_of(application)).text
    assert "−¥0.01" in page
    assert "录入错误" in page
    assert sent(client, application, "invoice", invoice_no="2644").status_code == 422
    sent(client, application, "invoice", invoice_no="2644", invoiced_on="2026-11-09")
    assert "2644" in client.get(page_of(application)).text


def test_what_is_no_amount_or_no_day_stands_there_again(client, session, application):
    signed_in(client, session, Role.REVIEWER)
    page, action = client.get(page_of(application)), f"{page_of(application)}/payment/receipts"
    for amount in ("", "0", "-5", "1.005", "1" + "0" * 15):
        answer = client.post(action, data=as_it_stands(page, action, amount=amount, note="定金"))
        assert answer.status_code == 422
        assert 'id="m-amount-error"' in answer.text
        assert 'value="定金"' in answer.text
    for day in ("2999-01-01", "31.12.2026", ""):
        answer = client.post(action, data=as_it_stands(page, action, amount="5", received_on=day))
        assert (answer.status_code, 'id="m-received_on-error"' in answer.text) == (422, True)
    assert queries.receipts(session, application) == []
    answer = sent(client, application, "terms", due_on="2026-11-20")
    assert (answer.status_code, 'id="m-due_amount-error"' in answer.text) == (422, True)


def test_the_second_who_reads_the_same_line_is_asked(app, client, session, application):
    signed_in(client, session, Role.REVIEWER)
    money = {"amount": "5000", "received_on": "2026-11-05"}
    page, action = client.get(page_of(application)), f"{page_of(application)}/payment/receipts"
    form = as_it_stands(page, action, **money)
    assert [client.post(action, data=form).status_code for _ in range(2)] == [303, 303]
    other = app.test_client()
    sign_in(other, a_member(session, Role.MANAGER).email)
    refused = sent(other, application, "receipts", **money)
    assert refused.status_code == 409
    assert "reviewer@expo.example" in refused.text
    again = as_it_stands(refused, action, another="1")
    assert other.post(action, data=again).status_code == 303
    assert queries.sums(session, application).received == 1_000_000


def test_two_who_change_the_amount_are_told(app, client, session, application):
    signed_in(client, session, Role.REVIEWER)
    action = f"{page_of(application)}/payment/terms"
    old = client.get(page_of(application))
    sent(client, application, "terms", **CONTRACT)
    late = client.post(action, data=as_it_stands(old, action, due_amount="9000"))
    assert late.status_code == 409
    assert 'value="9000"' in late.text
    assert "¥12,000.00" in late.text
    assert client.post(action, data=as_it_stands(late, action)).status_code == 303
    assert queries.sums(session, application).due == 900_000


def test_the_viewer_reads_amounts_and_the_desk_does_not(
    app, client, session, settings, application
):
    signed_in(client, session, Role.REVIEWER)
    sent(client, application, "terms", **CONTRACT, due_on="2026-11-02")
    address = f"{page_of(application)}/files/{a_slip(session, settings, application).id}"
    assert client.get(address).status_code == 200
    overdue = f"{OFFICE}/exhibitors?quick=overdue&columns=open_amount"
    assert "¥12,000.00" in client.get(overdue).text
    for role, reads in ((Role.VIEWER, True), (Role.DESK, False)):
        other = app.test_client()
        sign_in(other, a_member(session, role).email)
        page = other.get(page_of(application)).text
        assert ("12,000.00" in page or "12000.00" in page) is reads
        assert ("12,000.00" in other.get(overdue).text) is reads
        listed = other.get(f"{OFFICE}/exhibitors").text
        assert all((f"quick={quick}" in listed) is reads for quick in ("overdue", "due"))
        assert "汇款底单.pdf" not in page
        assert other.get(address).status_code == 403


def a_slip(session, settings, application):
    """A slip as the exhibitor's page would have stored it."""
    stored = FileStore(settings.uploads).keep(b"%PDF-1.7 slip", "pdf")
    slip = Upload(
        registration_id=application.id,
        field=SLIP,
        stored_name=stored.stored_name,
        original_name="汇款底单.pdf",
        media_type="application/pdf",
        size=13,
        sha256="0" * 64,
    )
    session.add(slip)
    session.commit()
    return slip
