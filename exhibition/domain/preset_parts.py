"""What a preset holds, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.identity import KEPT_DAYS
from exhibition.domain.questions import Choice, Question
from exhibition.domain.show import ShowDay, Window

Motif = Literal["dots", "grid", "lines", "none"]
Unit = Literal["count", "area", "none"]
Locale = Literal["zh", "en"]

MOTIFS: tuple[Motif, ...] = get_args(Motif)
UNITS: tuple[Unit, ...] = get_args(Unit)
LOCALES: tuple[Locale, ...] = get_args(Locale)

#: Texts every show has, and those it may leave empty: a line without a value is not shown.
NEEDED_TEXTS = (
    *("name", "organizer", "exhibit_heading", "exhibit_line", "exhibit_button", "exhibit_call"),
    *("visit_heading", "visit_line", "visit_button", "visit_call", "notice"),
)
OPTIONAL_TEXTS = (
    *("edition", "city", "venue", "address", "audience", "intro", "hours_note", "desk"),
    *("transport", "company_hint", "job_title_hint", "id_reason"),
)
TEXT_KEYS = frozenset({*NEEDED_TEXTS, *OPTIONAL_TEXTS})
#: Texts of several paragraphs, with an empty line between two.
LONG_TEXTS = frozenset({"notice", "intro", "transport"})

#: What besides a text can be a sample still.
SAMPLE_SETTINGS = frozenset({"days", "contact", "booth_types", "pass_types", "questions"})

#: The pass type of every exhibitor application.
EXHIBITOR_TYPE = "exhibitor"
#: The booth type for those who do not know yet; every show offers it.
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Contact:
    """How the organizer is reached, and who hears of a new application."""

    phone: str
    email: str
    notify_emails: tuple[str, ...]


@dataclass(frozen=True)
class Switches:
    """What a show uses. None is unset: the sentence that needs the value is not shown."""

    walk_in: bool = False
    badge_exchange: bool = False
    id_check: bool = False
    #: Visitors name the document they will show; ``id_reason`` says why (PIPL art. 28 to 30).
    id_number: bool = False
    #: Days after the show for which those numbers are kept.
    id_keep_days: int = KEPT_DAYS
    sharing_consent: bool = False
    visitor_open: bool = True
    exhibitor_open: bool = True
    #: One reviewer recommends on applications, another has the last word.
    second_review: bool = False
    #: Staff get in with more than a password only; set in the back office, never by a file.
    second_factor: bool = False
    #: Years; 0 admits everybody.
    min_age: int = 0
    #: Whole units of the show's currency.
    application_fee: int | None = None
    #: Working days.
    review_days: int | None = None
    #: Square metres.
    raw_min_area: int = 36


@dataclass(frozen=True)
class PassTypePreset:
    """A kind of entry pass; ``word`` and the colour ``band`` are what the card shows."""

    slug: str
    label: Bilingual
    word: Bilingual
    band: str
    needs_review: bool
    #: Whether a visitor can ask for it on the form.
    on_offer: bool


@dataclass(frozen=True)
class BoothTypePreset:
    """A kind of booth, ordered by number (``count``), by square metre (``area``) or not yet."""

    slug: str
    label: Bilingual
    unit: Unit
    on_offer: bool


@dataclass(frozen=True)
class ShowPreset:
    """Everything a show is made of before anybody has registered."""

    slug: str
    timezone: str
    default_locale: Locale
    motif: Motif
    accent: str
    #: Keys of texts and settings that hold sample values.
    samples: tuple[str, ...]
    texts: Mapping[str, Bilingual]
    notice_version: str
    contact: Contact
    visitor_window: Window
    exhibitor_window: Window
    #: Earliest first; empty while the dates are not announced.
    days: tuple[ShowDay, ...]
    #: Until when personal data are kept; part of the privacy notice.
    retention_until: date | None
    #: Last day on which registrants may change their own data; unset: until the show is over.
    change_until: date | None
    icp_no: str
    gongan_no: str
    switches: Switches
    pass_types: tuple[PassTypePreset, ...]
    booth_types: tuple[BoothTypePreset, ...]
    #: Documents a visitor may show where identities are checked.
    id_types: tuple[Choice, ...]
    questions: tuple[Question, ...]
