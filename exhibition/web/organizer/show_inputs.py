"""The controls of the Show page, in no order: where they stand is the template's business."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms.fields import HiddenField

from exhibition.domain import identifiers
from exhibition.domain.errors import N_
from exhibition.domain.preset_parts import LOCALES, LONG_TEXTS, NEEDED_TEXTS
from exhibition.domain.tasks import ON_OFFER
from exhibition.web.fields import BoxField, ChoiceField, EmailField, ParagraphField, TextField
from exhibition.web.organizer.show_fields import (
    ColourField,
    CountField,
    DateField,
    DaysField,
    MailboxesField,
    ManyField,
    MomentField,
    PhoneField,
)
from exhibition.web.organizer.show_labels import (
    SWITCHES,
    TEXT_HINTS,
    TEXTS,
    later_due_label,
    later_label,
    later_task_label,
    later_text_label,
)

LINE_MAX = 200
TEXT_MAX = 20_000
FILING_MAX = 60

BOTH_LANGUAGES = N_("Write it in both languages")


def filing_number(text: str) -> str:
    """A filing number as it is printed; raises IdentifierError."""
    return identifiers.one_line(text, FILING_MAX)


def _line(text: str) -> str:
    return identifiers.one_line(text, LINE_MAX)


class ShowInputs(FlaskForm):
    """Everything the organizer may edit; the texts are added below, two for each key."""

    version = HiddenField()
    days = DaysField(later_label("days"), optional=False)
    visitor_opens_at = MomentField(later_label("visitor_opens_at"))
    visitor_closes_at = MomentField(later_label("visitor_closes_at"))
    exhibitor_opens_at = MomentField(later_label("exhibitor_opens_at"))
    exhibitor_closes_at = MomentField(later_label("exhibitor_closes_at"))
    contact_phone = PhoneField(later_label("contact_phone"), str)
    contact_email = EmailField(later_label("contact_email"))
    notify_emails = MailboxesField(
        later_label("notify_emails"),
        str,
        hint=lazy_gettext("One address a line. While this is empty, nobody is told."),
    )
    retention_until = DateField(
        later_label("retention_until"),
        hint=lazy_gettext("Printed in the privacy notice and beside its box"),
    )
    change_until = DateField(
        later_label("change_until"),
        hint=lazy_gettext("This day included; empty: until the show is over"),
    )
    icp_no = TextField(later_label("icp_no"), filing_number)
    gongan_no = TextField(later_label("gongan_no"), filing_number)
    default_locale = ChoiceField(
        later_label("default_locale"),
        "segments",
        hint=lazy_gettext("For readers who have not chosen one"),
        missing=lazy_gettext("Choose one"),
    )
    accent = ColourField(later_label("accent"), str, optional=False)
    motif = ChoiceField(later_label("motif"), missing=lazy_gettext("Choose one"))
    pass_types = ManyField(later_label("pass_types"), optional=False)
    booth_types = ManyField(later_label("booth_types"), optional=False)
    questions = ManyField(later_label("questions"), optional=False)
    confirmed = ManyField("", optional=False)

    min_age = CountField(
        later_label("min_age"), 0, 21, hint=lazy_gettext("Empty: everybody is admitted")
    )
    id_keep_days = CountField(
        later_label("id_keep_days"), 1, 365, missing=lazy_gettext("Enter a number")
    )
    application_fee = CountField(
        later_label("application_fee"),
        0,
        1_000_000,
        hint=lazy_gettext("In yuan; 0 says on the form that it is free"),
    )
    review_days = CountField(
        later_label("review_days"),
        1,
        60,
        hint=lazy_gettext("Promised after an application; empty: not promised"),
    )
    raw_min_area = CountField(
        later_label("raw_min_area"), 1, 10_000, missing=lazy_gettext("Enter a number")
    )


def _add_texts() -> None:
    for key in TEXTS:
        for language in LOCALES:
            label = later_text_label(key, language)
            hint = lazy_gettext(TEXT_HINTS[key]) if key in TEXT_HINTS else ""
            missing = lazy_gettext(BOTH_LANGUAGES) if key in NEEDED_TEXTS else ""
            if key in LONG_TEXTS:
                field = ParagraphField(label, TEXT_MAX, hint=hint, missing=missing)
            else:
                field = TextField(label, _line, hint=hint, missing=missing)
            setattr(ShowInputs, f"text_{key}_{language}", field)


def _add_boxes() -> None:
    for key in SWITCHES:
        if not hasattr(ShowInputs, key):
            setattr(ShowInputs, key, BoxField(later_label(key)))


def _add_tasks() -> None:
    for task in ON_OFFER:
        setattr(ShowInputs, f"task_{task}", BoxField(later_task_label(task)))
        setattr(ShowInputs, f"due_{task}", DateField(later_due_label(task)))


_add_texts()
_add_boxes()
_add_tasks()
