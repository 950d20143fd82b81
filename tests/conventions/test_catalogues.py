"""Every sentence a person reads exists in both languages."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from exhibition.web import CATALOGUES

ROOT = Path(__file__).resolve().parent.parent.parent
CHINESE = ROOT / "exhibition" / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
METHODS = [("exhibition/**.py", "python"), ("templates/**.*", "jinja2.ext.babel_extract")]


def sentences():
    """Every (context, English sentence) in the code and the templates, with where it stands."""
    found = {}
    for file, line, message, _, context in extract_from_dir(
        ROOT, METHODS, keywords=KEYWORDS, options_map={"templates/**.*": {"silent": "false"}},
        directory_filter=lambda path: ".venv" not in str(path) and "node_modules" not in str(path),
    ):  # fmt: skip
        singular = message[0] if isinstance(message, tuple) else message
        found[(context, singular)] = f"{file}:{line}"
    return found


def chinese():
    """(context, English) -> Chinese, over all catalogues."""
    known = {}
    for name in CATALOGUES:
        with (CHINESE / f"{name}.po").open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN"):
                if message.id:
                    english = message.id[0] if message.pluralizable else message.id
                    text = message.string[0] if message.pluralizable else message.string
                    known[(message.context, english)] = (text, message.fuzzy, message)
    return known


def test_every_sentence_has_its_chinese():
    known = chinese()
    lacking = [
        f"{where}: {english!r}"
        for (context, english), where in sentences().items()
        if english and not known.get((context, english), ("", False, None))[0]
    ]
    assert lacking == []


def test_no_translation_is_a_guess():
    assert [english for (_, english), (_, fuzzy, _) in chinese().items() if fuzzy] == []


def test_no_catalogue_keeps_a_sentence_nobody_says():
    said = sentences().keys()
    assert [key for key in chinese() if key not in said] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_placeholders_are_the_same_in_both_languages(name):
    with (CHINESE / f"{name}.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN")
    # Chinese has one form for one and for many: it may say the number where English says "once".
    wrong = [
        (message.id, [str(error) for error in errors])
        for message, errors in catalogue.check()
        if not (message.pluralizable and "%(num)" in message.id[1])
    ]
    assert wrong == []


def test_product_sentences_carry_no_exclamation_mark():
    # The article's two calls are texts of the show, not sentences of the product.
    assert [text for text, _, _ in chinese().values() if "！" in text or "!" in text] == []
