"""The consent boxes: their sentences, filled from the show, and what ticking them means.

None is ever ticked beforehand, and each is kept with the exact words that stood beside it (PIPL
art. 14 to 16).
"""

from dataclasses import dataclass

from flask_babel import gettext

from exhibition.domain.details import ConsentGiven
from exhibition.domain.errors import N_
from exhibition.domain.identity import KEPT_DAYS
from exhibition.domain.placeholders import fill
from exhibition.domain.status import Kind
from exhibition.models.show import Show
from exhibition.web import formats

_NOTICE = {
    Kind.VISITOR: N_(
        "I have read and accept the privacy notice: %(organizer)s collects the details above only"
        " to handle my registration, admission and notices of this show, and keeps them %(until)s."
    ),
    Kind.EXHIBITOR: N_(
        "I have read and accept the privacy notice: %(organizer)s collects the details above only"
        " to handle my application, admission and notices of this show, and keeps them %(until)s."
    ),
}
_MARKETING = N_(
    "Send me news of future shows and events by SMS and e-mail. I can unsubscribe at any time."
    " Not needed to register."
)
_SHARING = N_(
    "Share my name, organization, job title and interests with the exhibitors on the exhibitor"
    " list, for invitations before the show. Mobile and e-mail are not included. Not needed for"
    " admission."
)
_DECLARATION = N_(
    "I am authorised by my company, the information is true, and I understand that applying is not"
    " a booth confirmation."
)
_ID_NUMBER = N_(
    "Separate consent: for %(reason)s I provide the number of my identity document for identity"
    " checks, stored encrypted and deleted %(days)s days after the show."
)
_ID_NUMBER_MISSING = N_("Without this consent the number cannot be stored")
_NOTICE_MISSING = N_("Please read and accept the privacy notice")
_DECLARATION_MISSING = N_("Please confirm the declaration")


@dataclass(frozen=True)
class ConsentBox:
    """One box as it stands on the page. ``missing`` is empty where ticking it is optional."""

    kind: str
    sentence: str
    version: str
    missing: str = ""
    #: The privacy notice in full, shown under its box.
    full_text: str = ""

    @property
    def field_name(self) -> str:
        """The name of its control."""
        return f"consent_{self.kind}"

    def given(self, ticked: bool) -> ConsentGiven:
        """What was agreed to, or not, with all the words the person could read."""
        text = "\n\n".join(part for part in (self.sentence, self.full_text) if part)
        return ConsentGiven(self.kind, ticked, text, self.version)


def boxes(show: Show, kind: Kind) -> tuple[ConsentBox, ...]:
    """The boxes of one of the two forms in the language of the page, in their order."""
    found = [_notice_box(show, kind)]
    if kind is Kind.EXHIBITOR:
        found.append(_box(show, "declaration", _DECLARATION, _DECLARATION_MISSING))
    if kind is Kind.VISITOR and show.switch("id_number"):
        found.append(_id_box(show))
    found.append(_box(show, "marketing", _MARKETING))
    if kind is Kind.VISITOR and show.switch("sharing_consent"):
        found.append(_box(show, "exhibitors", _SHARING))
    return tuple(found)


def notice_text(show: Show) -> str:
    """The show's privacy notice in full, in the language of the page."""
    return fill(
        formats.localized(show.text("notice")),
        {
            "organizer": _organizer(show),
            "contact": " / ".join(
                part for part in (show.contact_phone, show.contact_email) if part
            ),
            "retention": _retention_date(show) or gettext("180 days after the show"),
        },
    )


def _notice_box(show: Show, kind: Kind) -> ConsentBox:
    date = _retention_date(show)
    until = (
        gettext("until %(date)s", date=date) if date else gettext("until 180 days after the show")
    )
    return ConsentBox(
        "notice",
        gettext(_NOTICE[kind], organizer=_organizer(show), until=until),
        show.notice_version,
        gettext(_NOTICE_MISSING),
        notice_text(show),
    )


def _box(show: Show, kind: str, sentence: str, missing: str = "") -> ConsentBox:
    # Flask-Babel leaves a sentence without values as it is.
    # Only the Chinese sentence about news names the organizer; the others ignore the value.
    words = gettext(sentence, organizer=_organizer(show))
    return ConsentBox(kind, words, show.notice_version, gettext(missing) if missing else "")


def _id_box(show: Show) -> ConsentBox:
    words = gettext(
        _ID_NUMBER,
        reason=formats.localized(show.text("id_reason")),
        days=show.switch("id_keep_days") or KEPT_DAYS,
    )
    return ConsentBox("id", words, show.notice_version, gettext(_ID_NUMBER_MISSING))


def _organizer(show: Show) -> str:
    return formats.localized(show.text("organizer"))


def _retention_date(show: Show) -> str:
    """The day until which data are kept, in the language of the page; empty where it is unset."""
    return formats.day(show.retention_until) if show.retention_until else ""
