"""The option lists and questions of a preset."""

import re
from collections.abc import Iterable, Mapping

from exhibition.domain.core_names import is_core_name
from exhibition.domain.preset_table import Table
from exhibition.domain.questions import DAYS, FORMS, KINDS, OTHER, PAGES, Choice, Question

Lists = Mapping[str, tuple[Choice, ...]]

_QUESTION_SLUG = re.compile(r"[a-z][a-z0-9_]{1,39}")
_CHOICE_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SLUG_FORM = "small letters, digits and _, beginning with a letter, at most 40"


def read_lists(lists: Table) -> Lists:
    """The option lists that questions share, by name; raises PresetError."""
    return {name: read_choices(lists, name, f"list '{name}'") for name in lists.names()}


def read_choices(table: Table, key: str, place: str) -> tuple[Choice, ...]:
    """The options under ``key``, each group directly before its items; raises PresetError."""
    choices: list[Choice] = []
    for row in table.tables(key, f"{place}, choice"):
        items = row.tables("items", f"{place}, choice")
        group = _choice(row, None, bool(items))
        choices += [group, *(_choice(item, group.slug, False) for item in items)]
    slugs = [choice.slug for choice in choices]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise Table({}, place).error(f"choice '{slug}' appears twice")
    return tuple(choices)


def _choice(row: Table, group: str | None, is_group: bool) -> Choice:
    slug = row.matching("slug", _CHOICE_SLUG, _SLUG_FORM)
    choice = Choice(slug, row.pair(), group, is_group, frequent=row.flag("frequent", False))
    row.finish()
    return choice


def read_questions(rows: Iterable[Table], lists: Lists) -> tuple[Question, ...]:
    """The questions in the order they are asked; raises PresetError."""
    questions: list[Question] = []
    for position, row in enumerate(rows):
        question = _question(row, lists, position)
        if any((other.form, other.slug) == (question.form, question.slug) for other in questions):
            raise row.error(f"appears twice on the {question.form} form")
        questions.append(question)
    return tuple(questions)


def _question(row: Table, lists: Lists, position: int) -> Question:
    question = Question(
        slug=row.matching("slug", _QUESTION_SLUG, f"2 to 40 of {_SLUG_FORM}"),
        form=row.one_of("form", FORMS),
        page=row.one_of("page", PAGES, "form"),
        kind=row.one_of("kind", KINDS),
        label=row.bilingual("label"),
        hint=row.bilingual("hint", needed=False),
        required=row.flag("required", False),
        enabled=row.flag("enabled", True),
        min_choices=row.number("min_choices", 1, 100),
        max_choices=row.number("max_choices", 1, 100),
        max_length=row.number("max_length", 1, 2000),
        visible_first=row.number("visible_first", 0, 100) or 0,
        allow_other=row.flag("allow_other", False),
        choices_from=row.one_of("choices_from", ("", DAYS), ""),
        choices=_choices_of(row, lists),
        position=position,
    )
    row.finish()
    for problem in (_place_problem, _choice_problem, _count_problem):
        if what := problem(question):
            raise row.error(what)
    return question


def _choices_of(row: Table, lists: Lists) -> tuple[Choice, ...]:
    own = read_choices(row, "choices", row.place)
    name = row.text("list", "")
    if not name:
        return own
    if own:
        raise row.error("has both 'choices' and 'list'; keep one")
    if name not in lists:
        raise row.error(f"there is no list '{name}'")
    return lists[name]


def _place_problem(question: Question) -> str | None:
    if is_core_name(question.slug, question.form):
        return "this name is used by the form itself; choose another slug"
    if question.page == "success" and question.form != "visitor":
        return "the page 'success' belongs to visitors"
    if question.page == "application" and question.form != "exhibitor":
        return "the page 'application' belongs to exhibitors"
    if question.page == "success" and question.required:
        return "what is asked after the pass was given cannot be required"
    return None


def _choice_problem(question: Question) -> str | None:
    if question.takes_text:
        misplaced = question.choices or question.choices_from or question.allow_other
        return "a text has no choices" if misplaced or question.visible_first else None
    if bool(question.choices) == bool(question.choices_from):
        return "needs exactly one of 'list', 'choices' or 'choices_from'"
    if question.allow_other and all(choice.slug != OTHER for choice in question.choices):
        return f"'allow_other' needs a choice '{OTHER}'"
    return None


def _count_problem(question: Question) -> str | None:
    least, most = question.min_choices, question.max_choices
    if question.kind != "choices":
        return "only 'choices' has min_choices and max_choices" if least or most else None
    if least and most and least > most:
        return f"min_choices {least} is more than max_choices {most}"
    if question.choices and max(least or 0, most or 0) > len(question.choices):
        return f"there are only {len(question.choices)} choices"
    return None
