"""What is typed into the search box, as conditions on the rows of a list.

SQLite reads the searchable texts through, from the list's own index. PostgreSQL has an index of the
trigrams in them (see ``holds``).
"""

import re
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, and_, false, func, literal, literal_column, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from exhibition.domain import codes
from exhibition.domain.search import SEPARATOR, fold
from exhibition.models import Registration

WORDS_MAX = 6
#: The last digits that a masked number shows.
SEEN_TAIL = 4

#: Digits with what people put between them; the plus and the zeros in front are dialling.
_NUMBER = re.compile(r"\+?[0-9][0-9 ()\-]{2,}")
#: Looked for where a field begins: in the middle, two letters stand everywhere.
_INITIALS = re.compile(r"[a-z]{1,2}")
_ESCAPE = "\\"

#: A text with every Chinese character three times, as migration 0012 indexes it: a word of one or
#: two characters, as most names are, then has trigrams of its own.
_TRIPLED = literal_column(
    r"regexp_replace(registration.search_text, '([^\x01-\x7f])', '\1\1\1', 'g')", Text()
)
_NOT_ASCII = re.compile(r"([^\x01-\x7f])")
_NOWHERE: ColumnElement[int] = literal_column("0")


def search(text: str, *, masked: bool) -> ColumnElement[bool]:
    """Every word somewhere in name, company, their pinyin, mobile, e-mail or reference.

    A whole reference is looked up by its index; what merely could be one is searched as well.
    ``masked`` readers find a number by all of it or by the tail they see, never digit by digit.
    """
    reference = codes.parse_reference(text)
    if reference is not None and text[1:2] == "-":
        return Registration.reference == reference
    typed = and_(*(_found(word, masked=masked) for word in _words(text)))
    return or_(Registration.reference == reference, typed) if reference else typed


class holds(FunctionElement[bool]):  # noqa: N801 -- it is written like a function of SQL
    """Whether the searchable text holds a word; ``holds(word, pattern, pattern of the tripled)``.

    On PostgreSQL the index is asked with the tripled pattern. The word itself is compared besides,
    by a function about whose yield the planner assumes nothing: it would take two patterns for
    independent of each other, expect hardly a row, and fetch a hundred thousand by the index.
    """

    type = Boolean()
    inherit_cache = True


@compiles(holds)
def _read_through(element: holds, compiler: SQLCompiler, **kw: Any) -> str:
    _, pattern, _ = element.clauses
    return compiler.process(Registration.search_text.like(pattern, escape=_ESCAPE), **kw)


@compiles(holds, "postgresql")
def _by_trigrams(element: holds, compiler: SQLCompiler, **kw: Any) -> str:
    word, _, tripled = element.clauses
    both = and_(func.strpos(Registration.search_text, word) > _NOWHERE, _TRIPLED.like(tripled))
    return f"({compiler.process(both, **kw)})"


def _words(text: str) -> list[str]:
    if _NUMBER.fullmatch(text):
        digits = "".join(sign for sign in text if sign.isdigit())
        return [digits.removeprefix("00")]
    return [folded for word in text.split()[:WORDS_MAX] if (folded := fold(word))]


def _found(word: str, *, masked: bool) -> ColumnElement[bool]:
    digits = word.removeprefix("+")
    if _INITIALS.fullmatch(word):
        return _begins_a_field(word)
    if not masked or not digits.isdigit():
        return _anywhere(word)
    tail = Registration.mobile.endswith(digits) if len(digits) <= SEEN_TAIL else false()
    seen = or_(
        Registration.mobile.in_((f"+{digits}", f"+86{digits}")),
        tail,
        Registration.company.contains(digits, autoescape=True),
        Registration.reference.contains(digits, autoescape=True),
    )
    # What holds the digits nowhere need not be read for it.
    return and_(_anywhere(digits), seen)


def _anywhere(word: str) -> ColumnElement[bool]:
    return _like(word, f"%{_escaped(word)}%")


def _begins_a_field(word: str) -> ColumnElement[bool]:
    later = SEPARATOR + word
    return or_(_like(word, f"{word}%"), _like(later, f"%{later}%"))


def _like(word: str, pattern: str) -> ColumnElement[bool]:
    tripled = _NOT_ASCII.sub(r"\1\1\1", pattern)
    return holds(literal(word), literal(pattern), literal(tripled))


def _escaped(word: str) -> str:
    for sign in (_ESCAPE, "%", "_"):
        word = word.replace(sign, _ESCAPE + sign)
    return word
