"""What the design sheets show: real fields in every state, filled with invented words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Choice, Kind, Question
from exhibition.web import formats
from exhibition.web.fields import BoxField, ChoiceField, Option, OwnField, ParagraphField, TextField
from exhibition.web.organizer.show_form import Problem
from exhibition.web.question_fields import QuestionForm

ROOT = Path(__file__).resolve().parent.parent
#: The house's own accent, one that has to be darkened, one that has to be lightened.
MOTIFS = tuple(
    (motif, accent)
    for motif in ("dots", "grid", "lines")
    for accent in ("#A81E50", "#FFCC00", "#102A6B")
)
CHIPS = (
    ("pharma", "制药企业", "Pharmaceutical company"),
    ("biotech", "生物技术企业", "Biotech"),
    ("cro", "CRO/SMO", "CRO/SMO"),
    ("hospital", "医院/临床机构", "Hospital / clinic"),
    ("academia", "高校/科研院所", "University / institute"),
    ("other", "其他", "Other"),
)


LABEL = Bilingual("姓名", "Full name")
HINT = Bilingual("将印在入场证上", "Printed on your pass")
QUESTION = Bilingual("想咨询的问题", "Your questions")
INTERESTS = Bilingual("感兴趣的展品", "Product interests")
CONSENT = Bilingual("我已获本单位授权，所填信息真实有效。", "I am authorised by my company.")
MAINLAND = Bilingual("中国大陆", "Mainland China")
NAME = "司马琳"


@dataclass(frozen=True)
class Specimens:
    """Fields by the name of their state."""

    fields: Mapping[str, OwnField]
    choices: Mapping[str, Any]
    problems: tuple[Problem, ...]
    motifs: tuple[tuple[str, str], ...] = MOTIFS


def all_of_them() -> Specimens:
    """Every specimen, in the language of the page."""
    return Specimens(fields(), choices(), problems())


def fields() -> dict[str, OwnField]:
    """A text field in each state, and the other controls to type into."""
    words = formats.localized(LABEL)
    plain = TextField(words, _as_typed)
    required = TextField(words, _as_typed, missing=words)
    hinted = TextField(words, _as_typed, hint=formats.localized(HINT), missing=words)
    return {
        "rest": bound("rest", hinted),
        "focus": bound("focus", required),
        "filled": bound("filled", required, NAME),
        "error": bound("error", required, error=gettext("Enter your name")),
        "disabled": bound("off", TextField(words, _as_typed, attrs={"disabled": True}), NAME),
        "read-only": bound("read", TextField(words, _as_typed, attrs={"readonly": True}), NAME),
        "optional": bound("optional", plain),
        "select": _select(),
        "paragraph": bound("paragraph", ParagraphField(formats.localized(QUESTION), _as_typed)),
    }


def choices() -> dict[str, Any]:
    """Chips with none, some and all of them chosen, one of several, a box."""
    every = [slug for slug, _, _ in CHIPS]
    box = BoxField(formats.localized(CONSENT))
    return {
        "chips: none": chips("none", []),
        "chips: some": chips("some", every[1:3]),
        "chips: all": chips("all", every),
        "one of several": chips("one", every[:1], kind="choice"),
        "error": chips("wrong", [], error=gettext("Choose at least one")),
        "box": bound("box", box),
        "box, ticked": bound("ticked", box, True),
    }


def problems() -> tuple[Problem, ...]:
    """Two lines of an error summary."""
    label = formats.localized(LABEL)
    return (
        Problem("f-error", label, gettext("Enter your name")),
        Problem("f-wrong", formats.localized(INTERESTS), gettext("Choose at least one")),
    )


def chips(name: str, chosen: list[str], kind: Kind = "choices", error: str = "") -> Any:
    """A question of the organizer with these options chosen."""
    question = Question(
        slug=name,
        form="visitor",
        page="form",
        kind=kind,
        label=INTERESTS,
        required=True,
        choices=tuple(Choice(slug, Bilingual(zh, en)) for slug, zh, en in CHIPS),
    )
    sent = MultiDict([(name, slug) for slug in chosen])
    field = QuestionForm([question], formats.locale(), sent)[name]
    field.errors = [error] if error else []
    return field


def bound(name: str, field: Any, value: Any = None, error: str = "") -> Any:
    """The field on a form of its own, with a value, with an error."""
    form = BaseForm({name: field})
    form.process(data={name: value})
    made = form[name]
    made.errors = [error] if error else []
    return made


def _select() -> Any:
    field = bound("select", ChoiceField(gettext("Country or region")), "CN")
    field.options = [Option("CN", formats.localized(MAINLAND))]
    return field


def _as_typed(text: str) -> str:
    return text


def colours() -> list[str]:
    """The names of the colour tokens, in the order of the style sheet."""
    css = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
    named = re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css)
    return list(dict.fromkeys(name for name, _ in named))


def signs() -> list[str]:
    """The names of the signs of the house."""
    sprite = (ROOT / "templates" / "components" / "icons.html").read_text("utf-8")
    return re.findall(r'symbol id="i-([a-z]+)"', sprite)
