"""What the two forms that register somebody share: repeated sends, channel, trap, consents."""

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms.fields import HiddenField

from exhibition.domain import identifiers, places
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.details import ConsentGiven
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models.show import Show
from exhibition.web.fields import BoxField, ChoiceField, Option
from exhibition.web.public import consents
from exhibition.web.public.public_form import Problem as Problem
from exhibition.web.public.public_form import PublicForm

#: Ours have 32 characters; what holds less than 128 random bits counts as none.
_SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")
_CHANNEL = re.compile(r"[a-z0-9-]{1,40}")
_MAINLAND = Bilingual("中国大陆", "Mainland China")
_MACHINERY = ("csrf_token", "submission_id", "hp_note")
#: What somebody declares is said when the form is sent, and the number of a document is kept
#: sealed or not at all: neither is ever put aside.
_NOT_PUT_ASIDE = ("consent_", "age_ok", "id_")


class SignUpForm(PublicForm):
    """One of the two forms that register somebody."""

    submission_id = HiddenField()
    ch = HiddenField(default=lambda: request.args.get("ch", ""))
    hp_note = HiddenField()

    def __init__(self, show: Show, kind: Kind, questions: Sequence[Question], **kw: Any) -> None:
        self.show = show
        self.boxes = consents.boxes(show, kind)
        days = [day.date for day in show.show_days]
        super().__init__((question.with_days(days) for question in questions), **kw)
        self._keep_boxes()
        self.trapped = bool(self.hp_note.data)
        self.hp_note.data = ""
        if not _SUBMISSION_ID.fullmatch(_text(self.submission_id.data)):
            self.submission_id.data = ""

    @property
    def sent_id(self) -> str:
        """The submission's id as it was sent; empty where there was none worth the name."""
        return str(self.submission_id.data)

    @property
    def next_id(self) -> str:
        """The id that the page carries: the one that was sent, else a fresh one (192 bit)."""
        return self.sent_id or secrets.token_urlsafe(24)

    @property
    def channel(self) -> str:
        """The short address of the entry QR code, or empty."""
        slug = _text(self.ch.data)
        return slug if _CHANNEL.fullmatch(slug) else ""

    @property
    def notices(self) -> list[str]:
        """Sentences about the form as a whole, for the top of the page."""
        if self.trapped:
            # A helpful browser filled the hidden field: it is empty now, the next try goes through.
            return [gettext("Please check your entries and send the form once more.")]
        return super().notices

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether everything is right and no robot filled the field that nobody sees."""
        return super().validate(extra_validators) and not self.trapped

    def consents_given(self) -> tuple[ConsentGiven, ...]:
        """Every box, ticked or not, with its exact words."""
        return tuple(box.given(self[box.field_name].value) for box in self.boxes)

    def body_hash(self) -> str:
        """SHA-256 (hex) of what was sent in the fields of this form, to tell one body from another.

        Spaces around words, the order of the fields and empty fields make no difference.
        """
        sent = {
            name: sorted(filter(None, map(_plain, request.form.getlist(name))))
            for name in self._control_names()
            # Whoever holds the hash and all the rest could try the few numbers that are possible.
            if name != "id_number"
        }
        body = sorted((name, values) for name, values in sent.items() if values)
        return hashlib.sha256(json.dumps(body).encode()).hexdigest()

    def entries(self) -> list[tuple[str, str]]:
        """What was typed and chosen as it was sent, right or wrong, to be put aside as a draft."""
        return [
            (name, value)
            for name in self._control_names()
            if not name.startswith(_NOT_PUT_ASIDE)
            for value in request.form.getlist(name)
            if value
        ]

    def _control_names(self) -> list[str]:
        core = [name for name in self._fields if name not in _MACHINERY]
        return [*core, *self.asked.control_names]

    def _keep_boxes(self) -> None:
        """Gives each box its sentence and takes away the boxes this show does not use."""
        by_name = {box.field_name: box for box in self.boxes}
        for name in [name for name in self._fields if name.startswith("consent_")]:
            if name not in by_name:
                del self[name]
                continue
            self[name].label.text = by_name[name].sentence
            self[name].missing = by_name[name].missing
            self[name].full_text = by_name[name].full_text


class ConsentField(BoxField):
    """A consent box; its sentence comes from the show."""

    kind = "consent"
    full_text = ""

    def __init__(self, **bound: Any) -> None:
        super().__init__("", **bound)


def mobile_country_field() -> Any:
    """The field for the country of a number typed without its code; China where none is sent."""
    return ChoiceField(
        lazy_gettext("Country code"), default="CN", attrs={"autocomplete": "tel-country-code"}
    )


@lru_cache(maxsize=2)
def country_options(language: str) -> tuple[Option, ...]:
    """Every country of ISO 3166-1, those most people come from first."""
    return tuple(
        Option(place.code, _country_name(place.code, language))
        for place in places.countries(language)
    )


@lru_cache(maxsize=2)
def dial_options(language: str) -> tuple[Option, ...]:
    """Every country with its code in front, such as ``+86 中国大陆``."""
    return tuple(
        Option(country, f"{code} {_country_name(country, language)}")
        for country, code in identifiers.dial_codes(language)
    )


@lru_cache(maxsize=2)
def province_options(language: str) -> tuple[Option, ...]:
    """The provinces of GB/T 2260."""
    return tuple(Option(place.code, place.label(language)) for place in places.provinces())


def _country_name(code: str, language: str) -> str:
    # Beside Hong Kong, Macau and Taiwan the mainland is called by its own name.
    return _MAINLAND.in_(language) if code == "CN" else places.country_label(code, language)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(value: str) -> str:
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
