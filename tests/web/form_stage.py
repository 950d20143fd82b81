"""A stage for the public forms: a show from a preset, a request, no database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel

from exhibition.domain import preset as presets
from exhibition.domain.preset_parts import ShowPreset
from exhibition.domain.questions import Question
from exhibition.models import BoothType, PassType, Show
from exhibition.services.shows import days_as_items
from exhibition.web import formats
from exhibition.web.language import choose_locale

PRESETS = Path(presets.__file__).parent.parent / "presets"
TRANSLATIONS = PRESETS.parent / "translations"


@cache
def stage() -> Flask:
    """An application that translates and nothing else; forms carry no token on it."""
    app = Flask("exhibition")
    app.config.update(
        SECRET_KEY="a key for tests, long enough for everybody",
        WTF_CSRF_ENABLED=False,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DOMAIN="public",
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    Babel(app, locale_selector=choose_locale)
    formats.init_app(app)
    return app


@contextmanager
def opened(query: str = "", lang: str = "en") -> Iterator[None]:
    """Somebody opens a form."""
    with stage().test_request_context(f"/show/form?lang={lang}&{query}"):
        yield


@contextmanager
def sent(body: Mapping[str, Any], lang: str = "en") -> Iterator[None]:
    """Somebody sends a form."""
    with stage().test_request_context(f"/show/form?lang={lang}", method="POST", data=dict(body)):
        yield


@cache
def preset(name: str) -> ShowPreset:
    """One of the shows that come with the product."""
    return presets.parse((PRESETS / f"{name}.toml").read_text("utf-8"))


def questions(form: str, page: str = "form", show: str = "cell-gene-therapy") -> list[Question]:
    """What a show asks on one page."""
    asked = preset(show).questions
    return [question for question in asked if (question.form, question.page) == (form, page)]


def a_show(name: str = "cell-gene-therapy", /, **columns: Any) -> Show:
    """The show of a preset; ``columns`` change it, ``switches`` are added to its own."""
    given = preset(name)
    switches = {**vars(given.switches), **columns.pop("switches", {})}
    return Show(
        **{
            "slug": given.slug,
            "timezone": given.timezone,
            "texts": {key: text.to_mapping() for key, text in given.texts.items()},
            "notice_version": given.notice_version,
            "contact_phone": given.contact.phone,
            "contact_email": given.contact.email,
            "days": days_as_items(given.days),
            "retention_until": given.retention_until,
            "switches": switches,
            "pass_types": [a_pass_type(kind.slug, kind.on_offer) for kind in given.pass_types],
            "booth_types": [
                BoothType(
                    slug=kind.slug,
                    label_zh=kind.label.zh,
                    label_en=kind.label.en,
                    unit=kind.unit,
                    on_offer=kind.on_offer,
                )
                for kind in given.booth_types
            ],
            **columns,
        }
    )


def a_pass_type(slug: str, on_offer: bool = True, *, needs_review: bool = False) -> PassType:
    """A kind of pass called like its slug."""
    return PassType(
        slug=slug, label_zh=slug, label_en=slug, on_offer=on_offer, needs_review=needs_review
    )
