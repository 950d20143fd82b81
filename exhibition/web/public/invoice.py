"""An exhibitor's task 开票与汇款: where to pay, what the invoice should read, the slip of the bank.

It is there only for who was accepted. The account stands on this page and nowhere else, never in a
mail, so that a mail with another account in it is known to be false.
"""

from flask import Response, make_response, render_template

from exhibition.database import db, expect_writes, transaction
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.invoices import InvoiceTask, spaced
from exhibition.domain.status import PaymentStatus
from exhibition.models import Registration
from exhibition.queries import billing, invoice_tasks, payee
from exhibition.queries import uploads as upload_queries
from exhibition.services import invoices, uploads
from exhibition.web import errors
from exhibition.web.extensions import csrf
from exhibition.web.public import application_page
from exhibition.web.public.blueprint import blueprint
from exhibition.web.public.invoice_form import InvoiceForm
from exhibition.web.public.own_change import to_owner_page


@blueprint.get("/r/<token>/invoice")
def invoice(token: str) -> Response:
    """The task as it stands."""
    registration = _load(token)
    return _page(registration, token, _bind(registration))


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.post("/r/<token>/invoice")
@csrf.exempt
def save_invoice(token: str) -> Response:
    """Keeps what was told and the slips that came along."""
    # Files are looked into before anything is written; nobody waits for a lock meanwhile.
    expect_writes(False)
    registration = _load(token)
    form = _bind(registration)

    def show_again(status: int, trouble: str) -> Response:
        return _page(registration, token, form, status, trouble)

    try:
        refused = application_page.attempt(
            registration, form, show_again, lambda: _save(registration, form)
        )
    except NotFound:
        raise
    except ExhibitionError as error:
        # Saving once more is then a decision.
        told = billing.invoice_request(db.session(), registration)
        form.seen.data = str(told.version if told else 0)
        return show_again(error.status, errors.spoken(error))
    return refused or to_owner_page(registration, saved="1")


def task(registration: Registration) -> InvoiceTask | None:
    """How far it is; None where there is no such task."""
    if not invoices.is_open(registration):
        return None
    return invoice_tasks.states(db.session(), [registration.id])[registration.id]


def _load(token: str) -> Registration:
    registration = application_page.load(token)
    if not invoices.is_open(registration):
        raise NotFound()
    return registration


def _bind(registration: Registration) -> InvoiceForm:
    session = db.session()
    return InvoiceForm(
        registration,
        billing.invoice_request(session, registration),
        uploads=upload_queries.present(session, registration),
        is_issued=bool(billing.terms(session, registration).invoice_no),
    )


def _save(registration: Registration, form: InvoiceForm) -> None:
    with transaction() as session:
        # All was read before the files were looked into, which takes a while.
        session.expire_all()
        for upload in form.removed:
            uploads.remove(session, registration, upload.id)
        if "invoice_type" in form:
            invoices.tell(session, registration, form.wish(), seen=form.seen_version)


def _page(
    registration: Registration,
    token: str,
    form: InvoiceForm,
    status: int = 200,
    trouble: str = "",
) -> Response:
    session, application = db.session(), registration.application
    account = payee.current(session, registration.show)
    signed = application is not None and application.payment is not PaymentStatus.NONE
    html = render_template(
        "public/invoice.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
        trouble=trouble,
        account=account,
        account_number=spaced(account.account) if account else "",
        # Before the contract an amount is a talk, not a debt.
        sums=billing.sums(session, registration) if signed else None,
        terms=billing.terms(session, registration),
        told=billing.invoice_request(session, registration),
    )
    return errors.may_try_again(make_response(html, status))
