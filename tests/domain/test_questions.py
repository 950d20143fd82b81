"""What counts as an answer to a show's question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.core_names import is_core_name
from exhibition.domain.questions import Answer, AnswerError, Choice, Kind, Question


def choice(slug: str, group: str | None = None, **marks: bool) -> Choice:
    return Choice(slug, Bilingual(f"{slug} 中文", f"{slug} English"), group, **marks)


PRODUCTS = (
    choice("sofas", is_group=True),
    choice("sofas_leather", "sofas"),
    choice("sofas_fabric", "sofas"),
    choice("lamps"),
    choice("rugs", retired=True),
    choice("other"),
)


def question(kind: Kind = "choices", **settings: object) -> Question:
    settings = {"choices": () if kind in ("text", "long_text") else PRODUCTS, **settings}
    return Question(
        slug="products",
        form="visitor",
        page="form",
        kind=kind,
        label=Bilingual("展品", "Products"),
        **settings,  # type: ignore[arg-type]
    )


def refused(asked: Question, values: list[str], other: str = "") -> AnswerError:
    with pytest.raises(AnswerError) as caught:
        asked.parse(values, other)
    return caught.value


def test_chosen_options_are_kept_once_and_in_the_order_of_the_list() -> None:
    answer = question().parse(["lamps", "sofas", "lamps"])

    assert answer == Answer(("sofas", "lamps"))


def test_a_group_is_an_answer_beside_its_items() -> None:
    assert question().parse(["sofas"]).values == ("sofas",)
    assert question().parse(["sofas_leather", "sofas"]).values == ("sofas", "sofas_leather")


def test_an_option_the_show_does_not_offer_is_refused() -> None:
    assert refused(question(), ["sofas", "boats"]).code == "unknown_choice"


def test_a_retired_option_is_refused_to_newcomers_and_kept_for_those_who_hold_it() -> None:
    held = Answer(("rugs",))

    assert refused(question(), ["rugs"]).code == "unknown_choice"
    assert question().with_held(held).parse(["rugs", "lamps"]).values == ("lamps", "rugs")


def test_a_required_question_wants_one_answer_in_the_words_of_its_kind() -> None:
    assert refused(question("choice", required=True), []).code == "choose_one"
    assert refused(question("choices", required=True), [""]).code == "choose_at_least"
    assert refused(question("text", required=True), [" \u3000 "]).code == "required_text"


def test_a_single_choice_takes_only_one() -> None:
    error = refused(question("choice"), ["sofas", "lamps"])

    assert (error.code, error.params) == ("choose_at_most", {"max": 1})


def test_the_limits_of_many_choices_are_told_with_their_number() -> None:
    few = refused(question(min_choices=2), ["lamps"])
    many = refused(question(max_choices=1), ["lamps", "sofas"])

    assert (few.code, few.params) == ("choose_at_least", {"min": 2})
    assert (many.code, many.params) == ("choose_at_most", {"max": 1})


def test_an_optional_question_may_stay_empty_whatever_its_lower_limit() -> None:
    assert not question(min_choices=2).parse([])


def test_the_text_for_other_is_kept_with_other_and_dropped_without() -> None:
    asked = question(allow_other=True)

    assert asked.parse(["lamps", "other"], " 蚊帐 ") == Answer(("lamps", "other"), "蚊帐")
    assert asked.parse(["lamps"], "蚊帐") == Answer(("lamps",))
    assert question(allow_other=False).parse(["other"], "蚊帐") == Answer(("other",))


def test_a_fault_in_the_text_for_other_is_told_apart_from_the_answer() -> None:
    error = refused(question(allow_other=True, max_length=5), ["other"], "mosquito nets")

    assert (error.code, error.params, error.in_other) == ("too_long", {"max": 5}, True)


def test_a_text_is_trimmed_and_composed() -> None:
    assert question("text").parse(["\u3000Cafe\u0301\u00a0"]) == Answer(("Caf\u00e9",))


def test_a_long_text_keeps_its_lines_and_a_short_one_has_none() -> None:
    assert question("long_text").parse(["one\r\ntwo"]).values == ("one\ntwo",)
    assert refused(question("text"), ["one\ntwo"]).code == "control_character"


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x85", "\ud800"])
@pytest.mark.parametrize("kind", ["text", "long_text"])
def test_what_cannot_be_printed_is_an_error_and_not_removed(kind: Kind, hidden: str) -> None:
    assert refused(question(kind), [f"a{hidden}b"]).code == "control_character"


def test_a_text_may_be_as_long_as_its_limit_and_no_longer() -> None:
    asked = question("text", max_length=3)

    assert asked.parse(["𠅤㛃䶮"]).values == ("𠅤㛃䶮",)
    assert refused(asked, ["𠅤㛃䶮一"]).params == {"max": 3}


def test_a_filter_on_a_group_finds_its_items_and_on_an_item_only_itself() -> None:
    assert question().expand("sofas") == {"sofas", "sofas_leather", "sofas_fabric"}
    assert question().expand("lamps") == {"lamps"}


def test_an_answer_is_shown_in_the_readers_language_with_the_text_for_other() -> None:
    answer = Answer(("lamps", "other"), "蚊帐")

    assert question().display(answer, "zh") == ["lamps 中文", "other 中文：蚊帐"]
    assert question().display(answer, "en") == ["lamps English", "other English: 蚊帐"]


def test_an_answer_is_shown_although_its_option_is_retired_or_unknown() -> None:
    assert question().display(Answer(("rugs", "boats")), "en") == ["rugs English", "boats"]


def test_the_days_of_the_show_are_the_options_of_a_question_about_days() -> None:
    asked = question(choices=(), choices_from="days")
    assert not asked.askable

    dated = asked.with_days([date(2027, 3, 19), date(2027, 3, 18)])

    assert dated.askable
    assert [day.slug for day in dated.choices] == ["2027-03-18", "2027-03-19"]
    assert dated.display(dated.parse(["2027-03-18"]), "zh") == ["3月18日（周四）"]
    assert dated.choices[1].label.en == "Fri, 19 March"


def test_days_change_nothing_in_a_question_with_options_of_its_own() -> None:
    assert question().with_days([date(2027, 3, 18)]) == question()


def test_a_question_that_is_switched_off_is_not_asked() -> None:
    assert question().askable
    assert not question(enabled=False).askable
    assert not question(choices=(choice("rugs", retired=True),)).askable


def test_frequent_options_come_first_in_their_own_order_and_none_is_lost() -> None:
    options = (*map(choice, "abcd"), choice("e", frequent=True), choice("f", frequent=True))
    asked = question(choices=options, visible_first=3)

    assert [option.slug for option in asked.shown_first] == ["a", "e", "f"]
    assert [option.slug for option in asked.shown_later] == ["b", "c", "d"]


def test_all_options_stand_there_where_nothing_is_folded_away() -> None:
    assert [option.slug for option in question().shown_first] == ["sofas", "lamps", "other"]
    assert question().shown_later == ()
    assert [option.slug for option in question().items_of("sofas")] == [
        "sofas_leather",
        "sofas_fabric",
    ]


@given(
    st.lists(st.sampled_from(["sofas", "lamps", "other", "sofas_fabric"])),
    st.text("纸a", max_size=9),
)
def test_a_stored_answer_comes_back_as_it_was(values: list[str], other: str) -> None:
    answer = question(allow_other=True).parse(values, other)

    assert Answer.from_json(answer.to_json()) == answer


@given(st.lists(st.text(max_size=8)), st.text(max_size=120))
@pytest.mark.parametrize("kind", ["choice", "choices", "text", "long_text"])
def test_whatever_is_posted_ends_in_an_answer_or_a_named_error(
    kind: Kind, values: list[str], other: str
) -> None:
    asked = question(kind, required=True, allow_other=True, max_choices=2)
    try:
        answer = asked.parse(values, other)
    except AnswerError:
        return
    assert asked.display(answer, "zh")


@pytest.mark.parametrize(
    "stored", [{}, {"values": "lamps", "other": ""}, {"values": [1], "other": ""}]
)
def test_what_is_no_stored_answer_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an answer is"):
        Answer.from_json(stored)


@pytest.mark.parametrize(
    "slug", ["mobile", "validate", "csrf_token", "consent_notice", "interests_other", "dir_logo"]
)
def test_a_name_the_forms_use_themselves_is_taken_on_both(slug: str) -> None:
    assert is_core_name(slug, "visitor")
    assert is_core_name(slug, "exhibitor")


def test_what_only_an_exhibitor_adds_later_is_free_for_visitors() -> None:
    assert is_core_name("department", "exhibitor")
    assert not is_core_name("department", "visitor")


def test_a_text_in_one_language_stands_in_for_the_other() -> None:
    assert Bilingual("展会", "").in_("en") == "展会"
    assert Bilingual("", "Show").in_("zh") == "Show"
    assert Bilingual("展会", "Show").in_("zh_Hans_CN") == "展会"


def test_a_text_nobody_wrote_is_false_and_a_written_one_survives_storage() -> None:
    text = Bilingual("展会", "Show")

    assert not Bilingual()
    assert text
    assert Bilingual.from_mapping(text.to_mapping()) == text
