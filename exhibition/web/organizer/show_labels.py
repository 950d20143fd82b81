"""What the settings of a show are called, on the Show page and wherever it is pointed to."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from exhibition.domain.errors import N_
from exhibition.domain.preset_parts import Switches
from exhibition.domain.tasks import Task
from exhibition.services.task_words import TASKS
from exhibition.web import formats

TEXTS: Mapping[str, str] = {
    "name": N_("Name of the show"),
    "edition": N_("Edition"),
    "organizer": N_("Organizer"),
    "audience": N_("For whom"),
    "intro": N_("About the show"),
    "hours_note": N_("Note on the hours"),
    "city": N_("City"),
    "venue": N_("Venue"),
    "address": N_("Address of the venue"),
    "transport": N_("Getting there"),
    "desk": N_("Visitor desk"),
    "company_hint": N_("Visitor form: hint under the company"),
    "job_title_hint": N_("Visitor form: hint under the job title"),
    "id_reason": N_("Why the number is needed"),
    "exhibit_heading": N_("Exhibitor call: heading"),
    "exhibit_line": N_("Exhibitor call: line"),
    "exhibit_button": N_("Exhibitor call: button"),
    "exhibit_call": N_("Exhibitor call: sentence above a QR code"),
    "visit_heading": N_("Visitor call: heading"),
    "visit_line": N_("Visitor call: line"),
    "visit_button": N_("Visitor call: button"),
    "visit_call": N_("Visitor call: sentence above a QR code"),
    "notice": N_("Privacy notice"),
}
TEXT_HINTS: Mapping[str, str] = {
    "audience": N_("Printed under the dates on the first page"),
    "desk": N_("Where visitors go on the day, such as “the visitor desk on the ground floor”"),
    "company_hint": N_("Examples from your trade. Empty: company, hospital, university …"),
    "job_title_hint": N_("Examples from your trade. Empty: e.g. R&D manager"),
    "id_reason": N_(
        "Ends the words “for …” in the consent, such as “the safety check of the hall”"
    ),
    "exhibit_call": N_("Used only where a QR code stands below it"),
    "visit_call": N_("Used only where a QR code stands below it"),
    "notice": N_("Can name {organizer}, {contact} and {retention}. Have it checked by a lawyer."),
}
#: Settings that are no text: their word, and where they stand on the Show page.
SETTINGS: Mapping[str, tuple[str, str]] = {
    "days": (N_("Show days"), "f-days"),
    "contact": (N_("Contacts"), "contacts"),
    "pass_types": (N_("Pass types"), "f-pass_types"),
    "booth_types": (N_("Booth types"), "f-booth_types"),
    "questions": (N_("Questions"), "f-questions"),
}
OTHERS: Mapping[str, str] = {
    "visitor_opens_at": N_("Visitor registration opens"),
    "visitor_closes_at": N_("Visitor registration closes"),
    "exhibitor_opens_at": N_("Exhibitor applications open"),
    "exhibitor_closes_at": N_("Exhibitor applications close"),
    "contact_phone": N_("Phone"),
    "contact_email": N_("E-mail"),
    "notify_emails": N_("Told of every new application"),
    "retention_until": N_("Personal data are kept until"),
    "change_until": N_("Registrants may change their data until"),
    "icp_no": N_("ICP filing number"),
    "gongan_no": N_("Public security filing number"),
    "default_locale": N_("Language of the show"),
    "accent": N_("Accent colour"),
    "motif": N_("Motif"),
    "samples": N_("Sample marks"),
}
SWITCHES: Mapping[str, str] = {
    "visitor_open": N_("Offer visitor registration"),
    "exhibitor_open": N_("Offer exhibitor applications"),
    "walk_in": N_("Visitors can still register at the desk"),
    "badge_exchange": N_("The QR code is exchanged for a badge"),
    "id_check": N_("Identity documents are checked at the entrance"),
    "id_number": N_("Ask visitors for the number of their identity document"),
    "id_keep_days": N_("Days after the show until the numbers are deleted"),
    "sharing_consent": N_("Ask visitors whether exhibitors may see their details"),
    "second_review": N_("Two-stage review: one recommends, another decides"),
    "second_factor": N_("Staff need a second factor to open this show"),
    "min_age": N_("Age of admission"),
    "application_fee": N_("Application fee"),
    "review_days": N_("Working days until an applicant hears from you"),
    "raw_min_area": N_("Smallest raw space, in m²"),
}
if set(SWITCHES) != set(Switches.__dataclass_fields__):
    raise RuntimeError("every switch of a show needs a label")


def text_label(key: str, language: str) -> str:
    """A text and its language, such as ``Venue (Chinese)``."""
    return str(later_text_label(key, language))


def later_text_label(key: str, language: str) -> Any:
    """The same, translated when it is read."""
    if language == "zh":
        return lazy_gettext("%(what)s (Chinese)", what=lazy_gettext(TEXTS[key]))
    return lazy_gettext("%(what)s (English)", what=lazy_gettext(TEXTS[key]))


def later_label(name: str) -> Any:
    """What a setting or a switch is called, translated when it is read."""
    return lazy_gettext(SWITCHES.get(name) or OTHERS.get(name) or SETTINGS[name][0])


def later_task_label(task: str) -> Any:
    """What a task of exhibitors is called, translated when it is read."""
    return LazyString(lambda: formats.localized(TASKS[Task(task)]))


def later_due_label(task: str) -> Any:
    """The last day of a task."""
    return lazy_gettext("Deadline: %(task)s", task=later_task_label(task))


def sample_place(key: str) -> tuple[str, str]:
    """What a sample key is called, and the id of its place on the Show page."""
    if key in SETTINGS:
        word, place = SETTINGS[key]
        return gettext(word), place
    return gettext(TEXTS[key]), f"f-text_{key}_zh"


def setting_label(name: str) -> str:
    """What a name of ``show_settings.flat`` is called."""
    first, _, rest = name.partition(".")
    if first == "texts":
        return text_label(*rest.split("."))
    if first == "tasks":
        task, _, part = rest.partition(".")
        return str(later_due_label(task) if part == "due_on" else later_task_label(task))
    if first == "switches":
        return gettext(SWITCHES[rest])
    if name in SETTINGS:
        return gettext(SETTINGS[name][0])
    return gettext(OTHERS[name])
