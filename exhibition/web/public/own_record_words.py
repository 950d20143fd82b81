"""What the things held about a registrant are called."""

from collections.abc import Mapping

from exhibition.domain.errors import N_

FIELDS: Mapping[str, str] = {
    "name": N_("Full name"),
    "contact_name": N_("Contact person"),
    "mobile": N_("Mobile number"),
    "email": N_("E-mail"),
    "company": N_("Company or institution"),
    "job_title": N_("Job title"),
    "country": N_("Country or region"),
    "province": N_("Province"),
    "city": N_("City"),
    "origin": N_("Company location"),
    "company_zh": N_("Company name in Chinese"),
    "company_en": N_("Company name in English"),
    "booth_type": N_("Booth type"),
    "booth_count": N_("Number of booths"),
    "area_sqm": N_("Area (m²)"),
    "remark": N_("Your questions"),
    "uscc": N_("Unified social credit code"),
    "reg_no_overseas": N_("Registration or tax number"),
    "licence_file": N_("Business licence"),
    "qualification_files": N_("Qualifications"),
    "address": N_("Address"),
    "website": N_("Website"),
    "contact_title": N_("Contact's job title"),
    "department": N_("Department"),
    "phone_office": N_("Office phone"),
    "wechat_id": N_("WeChat ID"),
    "products": N_("Main exhibits"),
    "open_sides": N_("Open sides"),
    "booth_preference": N_("Preferred booth"),
    "fascia_zh": N_("Fascia in Chinese"),
    "fascia_en": N_("Fascia in English"),
    "booth": N_("Booth status"),
    "booth_no": N_("Booth no."),
    "payment": N_("Payment"),
    "invoice_type": N_("Invoice type"),
    "title": N_("Invoice title"),
    "tax_no": N_("Tax number"),
    "invoice_email": N_("E-mail for the invoice"),
    "bank": N_("Bank"),
    "account": N_("Account"),
    "reg_address_phone": N_("Registered address and phone"),
    "payment_slip_file": N_("Remittance slip"),
}
#: What was told about the invoice, in the order of its page.
INVOICE = (
    *("invoice_type", "title", "tax_no", "invoice_email", "bank", "account"),
    "reg_address_phone",
)
INVOICE_TYPES: Mapping[str, str] = {
    "normal": N_("Ordinary VAT invoice"),
    "special": N_("Special VAT invoice"),
    "none": N_("No invoice"),
}
CONSENTS: Mapping[str, str] = {
    "notice": N_("Privacy notice"),
    "declaration": N_("Declaration"),
    "marketing": N_("News of future shows"),
    "exhibitors": N_("Sharing with exhibitors"),
    "id": N_("ID number"),
}
PASS_STATES: Mapping[str, str] = {
    "valid": N_("Valid"),
    "pending": N_("Not valid yet"),
    "void": N_("Not valid"),
    "revoked": N_("Revoked"),
}
MAIL_STATES: Mapping[str, str] = {
    "queued": N_("On its way"),
    "held": N_("Waiting"),
    "sent": N_("Sent"),
    "failed": N_("Not sent"),
}
