"""The names that the forms, lists and exports use themselves; no question may take one."""

from exhibition.domain.questions import Form

#: What every form carries, and what the form library reads on a form. A field called ``validate``
#: that stood as an attribute was seen to switch validation off.
_MACHINERY = frozenset(
    {
        *("csrf_token", "submission_id", "ch", "hp_note", "lang", "next", "page", "sort", "form"),
        *("data", "errors", "form_errors", "meta", "process", "populate_obj", "validate"),
        *("validate_on_submit", "is_submitted", "hidden_tag", "submit", "action"),
    }
)

#: Columns of both kinds of registration, their lists and their exports.
_COLUMNS = frozenset(
    {
        *("reference", "submitted_at", "status", "review", "booth", "payment", "channel"),
        *("language", "locale", "pass_type", "kind", "version", "test", "delegation"),
        *("name", "mobile", "mobile_country", "email", "company", "job_title"),
        *("origin", "country", "province", "city", "address", "company_zh", "company_en"),
        *("contact_name", "booth_type", "booth_count", "area_sqm", "open_sides", "remark"),
        *("uscc", "reg_no_overseas", "id_type", "id_number", "age_ok"),
    }
)

#: What an exhibitor adds later on the owner page. A visitor has no such page, so that
#: ``department`` is free there.
_APPLICATION = frozenset(
    {
        *("contact_title", "department", "phone_office", "wechat_id", "website", "products"),
        *("booth_preference", "co_exhibitors", "licence_file", "qualification_files"),
        *("stamped_form_file", "fascia_zh", "fascia_en", "invoice_type", "title", "tax_no"),
        *("invoice_email", "bank", "account", "reg_address_phone", "payment_slip_file"),
        *("builder_company", "builder_contact", "builder_mobile", "drawing_files", "power_kw"),
    }
)


def is_core_name(slug: str, form: Form) -> bool:
    """Whether this form, its lists or its exports already use the name.

    Every ``consent_…`` and ``dir_…`` (directory entry) is taken, and every ``…_other``, which is
    the text beside the option *other*.
    """
    if slug in _MACHINERY or slug in _COLUMNS or slug.endswith("_other"):
        return True
    if slug.startswith(("consent_", "dir_")):
        return True
    return form == "exhibitor" and slug in _APPLICATION
