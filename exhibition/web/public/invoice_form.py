"""What the invoice should read, and the slip of the bank (experience.md §3.3, 开票与汇款)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms.fields import HiddenField

from exhibition.domain import identifiers, invoices
from exhibition.domain.application_steps import FILE_FIELDS, SLIP
from exhibition.domain.errors import N_
from exhibition.domain.invoices import InvoiceType, InvoiceWish
from exhibition.models import InvoiceRequest, Registration, Upload
from exhibition.web.fields import ChoiceField, EmailField, Option, TextField
from exhibition.web.public.public_form import PublicForm
from exhibition.web.upload_field import MAX_FILE_MB, UploadField

_TITLE_MAX, _BANK_MAX, _ADDRESS_MAX = 100, 100, 200
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_CAPITALS = {**_PLAIN, "autocapitalize": "characters"}
_SPECIAL = lazy_gettext("For a special VAT invoice only")
_MISSING: Mapping[str, str] = {
    "title": N_("Enter the title of the invoice"),
    "tax_no": N_("Enter the tax number"),
    "invoice_email": N_("Enter where the invoice goes"),
    "bank": N_("Enter the bank: a special VAT invoice names it"),
    "account": N_("Enter the account: a special VAT invoice names it"),
    "reg_address_phone": N_("Enter both: a special VAT invoice names them"),
}
_NAMES = (
    *("invoice_type", "title", "tax_no", "invoice_email"),
    *invoices.SPECIAL_ONLY,
)


class InvoiceForm(PublicForm):
    """The whole task; once the invoice was issued only the slip."""

    #: The version of what had been told when the page was opened.
    seen = HiddenField()

    invoice_type = ChoiceField(
        lazy_gettext("Invoice type"), "radios", missing=lazy_gettext("Choose one")
    )
    title = TextField(
        lazy_gettext("Invoice title"),
        lambda text: identifiers.one_line(text, _TITLE_MAX),
        hint=lazy_gettext("The company as registered"),
        optional=False,
        attrs={"autocomplete": "organization"},
    )
    tax_no = TextField(
        lazy_gettext("Tax number"),
        invoices.tax_no,
        hint=lazy_gettext("The unified social credit code, as on the licence"),
        optional=False,
        attrs=_CAPITALS,
    )
    invoice_email = EmailField(
        lazy_gettext("E-mail for the invoice"),
        hint=lazy_gettext("The electronic invoice is sent here"),
        optional=False,
    )
    bank = TextField(
        lazy_gettext("Bank"),
        lambda text: identifiers.one_line(text, _BANK_MAX),
        hint=_SPECIAL,
        attrs=_PLAIN,
    )
    account = TextField(
        lazy_gettext("Account"),
        invoices.bank_account,
        hint=_SPECIAL,
        attrs={**_PLAIN, "inputmode": "numeric"},
    )
    reg_address_phone = TextField(
        lazy_gettext("Registered address and phone"),
        lambda text: identifiers.one_line(text, _ADDRESS_MAX),
        hint=_SPECIAL,
        attrs=_PLAIN,
    )
    payment_slip_file = UploadField(
        lazy_gettext("Remittance slip"),
        FILE_FIELDS[SLIP],
        hint=lazy_gettext("JPG, PNG or PDF, up to %(n)s MB", n=MAX_FILE_MB),
    )

    def __init__(
        self,
        registration: Registration,
        told: InvoiceRequest | None,
        *,
        uploads: Sequence[Upload] = (),
        is_issued: bool = False,
    ) -> None:
        """``told`` is what was told before."""
        assert registration.application is not None, "a visitor gets no invoice"
        self.company = registration.application
        super().__init__((), data=_current(registration, told))
        if not self.was_sent:
            self.seen.data = str(told.version if told else 0)
        self.invoice_type.options = [
            Option(InvoiceType.NORMAL, gettext("Ordinary VAT invoice")),
            Option(InvoiceType.SPECIAL, gettext("Special VAT invoice")),
            Option(InvoiceType.NONE, gettext("No invoice needed (companies from abroad)")),
        ]
        if self.company.origin != "cn":
            self.tax_no.check = invoices.foreign_tax_no
            self.tax_no.description = ""
            # Only a company of the mainland has to have one.
            self.tax_no._optional = True
        for name in _NAMES if is_issued else ():
            del self[name]
        self.hold(uploads)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether an invoice can be written from it; all that is missing shows at once."""
        right = super().validate(extra_validators)
        if "invoice_type" not in self or not self.invoice_type.value:
            return right
        for name in invoices.missing(self.wish(), is_mainland=self.company.origin == "cn"):
            if not self[name].errors:
                self[name].errors = [gettext(_MISSING[name])]
                right = False
        return right

    def wish(self) -> InvoiceWish:
        """What the service gets."""
        values = {name: self[name].value for name in _NAMES if name != "invoice_type"}
        return InvoiceWish(InvoiceType(self.invoice_type.value), **values)

    @property
    def seen_version(self) -> int:
        """The version the page showed; 0 for none, and where it was tampered with."""
        text = str(self.seen.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def removed(self) -> Sequence[Upload]:
        """The slips that were ticked to be taken away."""
        return tuple(self.payment_slip_file.removed)

    def upload_fields(self) -> list[UploadField]:
        """The one field that takes files."""
        return [self.payment_slip_file]

    def hold(self, uploads: Sequence[Upload]) -> None:
        """Gives the field the slips that were handed in."""
        ticked = request.form.getlist("remove_file") if self.was_sent else []
        field = self.payment_slip_file
        field.kept = [upload for upload in uploads if upload.field == SLIP]
        field.removed = [upload for upload in field.kept if str(upload.id) in ticked]


def _current(registration: Registration, told: InvoiceRequest | None) -> dict[str, str]:
    """What was told before, else what is known of the company."""
    if told is not None:
        return {name: getattr(told, name) for name in _NAMES}
    company = registration.application
    assert company is not None, "a visitor gets no invoice"
    return {
        "invoice_type": "" if company.origin == "cn" else InvoiceType.NONE.value,
        "title": company.company_zh or company.company_en,
        "tax_no": company.uscc,
        "invoice_email": registration.email,
    }
