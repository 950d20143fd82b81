"""Fields keep what was typed, understand it, or say plainly what is wrong."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from exhibition import domain
from exhibition.adapters import file_store
from exhibition.domain import identifiers
from exhibition.domain.answers import Answer
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Choice, Question
from exhibition.web.field_sentences import SENTENCES
from exhibition.web.fields import (
    BoxField,
    ChoiceField,
    EmailField,
    MobileField,
    NumberField,
    Option,
    TextField,
)
from exhibition.web.question_fields import QuestionForm
from exhibition.web.upload_field import UploadField
from tests.web.form_stage import opened


@pytest.fixture(autouse=True)
def page() -> Any:
    """An English page."""
    with opened():
        yield


def bound(typed: Any, **fields: Any) -> BaseForm:
    meta = DefaultMeta()
    meta.locales = False
    form = BaseForm(fields, meta=meta)
    form.process(MultiDict(typed))
    return form


def said(form: BaseForm, name: str) -> str:
    form.validate()
    return " ".join(str(error) for error in form[name].errors)


def test_an_empty_field_says_its_own_sentence() -> None:
    form = bound(
        {"name": " "}, name=TextField("Name", identifiers.person_name, missing="Your name")
    )
    assert said(form, "name") == "Your name"


def test_what_was_typed_stays_apart_from_what_was_understood() -> None:
    form = bound({"mail": " ann@EXAMPLE.com "}, mail=EmailField("E-mail"))
    assert form.validate()
    assert (form["mail"].data, form["mail"].value) == (" ann@EXAMPLE.com ", "ann@example.com")


def test_characters_that_print_nothing_are_as_good_as_none() -> None:
    field = TextField("Name", identifiers.person_name, missing="Your name")
    assert said(bound({"name": "​‍"}, name=field), "name") == "Your name"


def test_a_file_under_the_name_of_a_text_is_no_text() -> None:
    field = TextField("Name", identifiers.person_name, missing="Your name")
    assert said(bound({"name": FileStorage(BytesIO(b"x"), "x.txt")}, name=field), "name")


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("１３８ 0013 8000", "CN", "+8613800138000"),
        ("0086-138-0013-8000", "US", "+8613800138000"),
        ("9123 4567", "HK", "+85291234567"),
        ("+852 9123 4567", "CN", "+85291234567"),
        ("0912 345 678", "TW", "+886912345678"),
    ],
)
def test_a_number_is_read_with_the_country_beside_it(typed: str, country: str, stored: str) -> None:
    form = mobile_form(typed, country)
    assert form.validate()
    assert form["mobile"].value == stored


@pytest.mark.parametrize(
    ("typed", "country", "sentence"),
    [
        ("1380013800", "CN", "Enter an 11-digit mainland mobile number"),
        ("12345678", "HK", "Enter an 8-digit Hong Kong mobile number"),
        ("1", "DE", "Check the country code and the number"),
    ],
)
def test_a_wrong_number_says_what_its_country_expects(
    typed: str, country: str, sentence: str
) -> None:
    assert said(mobile_form(typed, country), "mobile") == sentence


def mobile_form(typed: str, country: str) -> BaseForm:
    form = bound(
        {"mobile": typed, "mobile_country": country},
        mobile_country=ChoiceField("Country", default="CN"),
        mobile=MobileField("Mobile"),
    )
    form["mobile_country"].options = [Option(code, code) for code in ("CN", "HK", "TW", "US", "DE")]
    return form


@pytest.mark.parametrize(("typed", "value"), [("３６", 36), (" 2 ", 2), ("", None)])
def test_a_number_may_be_typed_as_it_comes(typed: str, value: int | None) -> None:
    form = bound({"area": typed}, area=NumberField("Area"))
    assert form.validate()
    assert form["area"].value == value


@pytest.mark.parametrize("typed", ["1.5", "-1", "0", "many", "1" * 30, "²", "36²"])
def test_anything_but_a_whole_number_above_zero_is_refused(typed: str) -> None:
    assert said(bound({"area": typed}, area=NumberField("Area")), "area")


def test_only_what_is_offered_can_be_chosen() -> None:
    form = bound({"type": "vip"}, type=ChoiceField("Type"))
    form["type"].options = [Option("trade", "Trade")]
    assert said(form, "type") == "Choose one of the options offered"


def test_a_choice_that_was_not_sent_keeps_its_default() -> None:
    form = bound({}, type=ChoiceField("Type", default="trade"))
    form["type"].options = [Option("trade", "Trade")]
    assert form.validate()
    assert form["type"].value == "trade"


def test_a_list_is_drawn_escaped_with_the_chosen_one_marked() -> None:
    form = bound({"type": "b"}, type=ChoiceField("Type"))
    form["type"].options = [Option("a", "<script>"), Option("b", "B")]
    drawn = str(form["type"].drawn)
    assert "&lt;script&gt;" in drawn
    assert '<option value="b" selected>B</option>' in drawn
    assert drawn.count("selected") == 1


@pytest.mark.parametrize(("sent", "ticked"), [("y", True), ("on", True), ("0", False), ("", False)])
def test_a_box_counts_when_it_was_ticked(sent: str, ticked: bool) -> None:
    form = bound({"box": sent}, box=BoxField("I agree", missing="Please agree"))
    assert form.validate() is ticked


def test_more_files_than_a_field_takes_are_refused() -> None:
    files = [("papers", FileStorage(BytesIO(b"x"), f"{n}.pdf")) for n in range(3)]
    assert said(bound(files, papers=UploadField("Papers", 2)), "papers") == "At most 2 files"


def test_a_refused_file_is_said_beside_its_field() -> None:
    form = bound({}, licence=UploadField("Licence"))
    form["licence"].refuse("too_large")
    assert form["licence"].errors == ["Larger than 10 MB"]


def test_every_code_of_the_checks_has_a_sentence() -> None:
    raised = r"(?:IdentifierError|AnswerError|FileRefused)\(\"([a-z_]+)\""
    folder = Path(domain.__file__).parent
    files = [*folder.glob("*.py"), Path(file_store.__file__)]
    codes = {code for path in files for code in re.findall(raised, path.read_text("utf-8"))}
    # An empty text is said in the field's own words.
    assert codes - {"text_missing", "mobile_missing"} <= SENTENCES.keys()


def a_question(slug: str = "wishes", **values: Any) -> Question:
    options = tuple(Choice(slug, Bilingual(slug, slug)) for slug in ("a", "b", "other"))
    given = {"kind": "choices", "choices": options, "required": True, "allow_other": True, **values}
    return Question(
        slug=slug, form="visitor", page="form", label=Bilingual("愿望", "Wishes"), **given
    )


def asked(question: Question, typed: Any) -> QuestionForm:
    return QuestionForm([question], "en", MultiDict(typed))


@pytest.mark.parametrize("slug", ["validate", "data", "errors", "process", "populate_obj"])
def test_no_slug_can_switch_validation_off(slug: str) -> None:
    form = asked(a_question(slug), {slug: "no such thing"})
    assert not form.validate()
    assert form.errors[slug] == ["Choose one of the options offered"]


def test_answers_come_in_the_order_of_the_list_with_the_text_for_other() -> None:
    form = asked(
        a_question(), [("wishes", "other"), ("wishes", "a"), ("wishes_other", " a robot ")]
    )
    assert form.validate()
    assert form.answers == {"wishes": Answer(("a", "other"), "a robot")}


def test_the_text_for_other_is_dropped_when_other_is_not_chosen() -> None:
    form = asked(a_question(), {"wishes": "a", "wishes_other": "left over"})
    assert form.validate()
    assert form.answers == {"wishes": Answer(("a",))}


def test_a_long_text_for_other_is_said_at_that_control() -> None:
    form = asked(a_question(), {"wishes": "other", "wishes_other": "x" * 101})
    assert not form.validate()
    assert form["wishes"].wrong_other


def test_every_wrong_count_has_its_words() -> None:
    none = asked(a_question(), {})
    none.validate()
    many = asked(a_question(max_choices=1), [("wishes", "a"), ("wishes", "b")])
    many.validate()
    assert none.errors["wishes"] == ["Choose at least one"]
    assert many.errors["wishes"] == ["Choose only one"]


def test_a_chip_counts_what_is_chosen_inside_its_group() -> None:
    label = Bilingual("x", "x")
    options = (
        Choice("cell", label, is_group=True),
        Choice("stem", label, group="cell"),
        Choice("immune", label, group="cell"),
    )
    form = asked(a_question(choices=options), {"wishes": "stem"})
    (group,) = form["wishes"].first
    assert [item.slug for item in group.items] == ["stem", "immune"]
    assert group.chosen_inside == 1


def test_a_question_switched_off_is_not_asked() -> None:
    assert list(asked(a_question(enabled=False), {})) == []
