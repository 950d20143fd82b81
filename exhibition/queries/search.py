"""What is typed into the search box, as conditions on the rows of a list.

SQLite reads the searchable texts through, from the list's own index. PostgreSQL has an index of the
trigrams in them, and one for words of two Chinese characters, which have no trigram.
"""

import re
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, false, func, literal, literal_column, or_
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
#: Digits enough to be a part of a number.
_RUN = re.compile(r"(?!@)[^@]*[0-9]{3}")
#: Looked for where a field begins: in the middle, two letters stand everywhere.
_INITIALS = re.compile(r"[a-z]{1,2}")
_ESCAPE = "\\"

#: Two characters none of which is ASCII: most Chinese names.
_PAIR = re.compile(r"[^\x00-\x7f]{2}")
#: The pairs in a text, as migration 0012 indexes them: what is not ASCII stands twice, and without
#: the first one every two belong together.
_PAIRS: ColumnElement[Any] = literal_column(
    "string_to_array(regexp_replace(substr(regexp_replace(registration.search_text,"
    r" '([^\x01-\x7f])|[\x01-\x7f]+', '\1\1', 'g'), 2), '(..)', '\1 ', 'g'), ' ')"
)
_NONE: ColumnElement[Any] = literal_column("ARRAY[]::text[]")
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


class holds_pair(FunctionElement[bool]):  # noqa: N801 -- it is written like a function of SQL
    """Whether the searchable text holds a pair of characters; ``holds_pair(pair, pattern)``.

    PostgreSQL asks the index of pairs, in which the last of one field and the first of the next are
    a pair too. So the text itself is compared besides, in words about whose yield the planner
    assumes nothing: from two it would expect hardly a row.
    """

    type = Boolean()
    inherit_cache = True


@compiles(holds_pair)
def _read_through(element: holds_pair, compiler: SQLCompiler, **kw: Any) -> str:
    _, pattern = element.clauses
    return compiler.process(Registration.search_text.like(pattern, escape=_ESCAPE), **kw)


@compiles(holds_pair, "postgresql")
def _by_index(element: holds_pair, compiler: SQLCompiler, **kw: Any) -> str:
    pair, _ = element.clauses
    indexed = _PAIRS.op("@>", is_comparison=True)(func.array_append(_NONE, pair))
    there = func.strpos(Registration.search_text, pair) != _NOWHERE
    return f"({compiler.process(and_(indexed, there), **kw)})"


def _words(text: str) -> list[str]:
    if _NUMBER.fullmatch(text):
        digits = "".join(sign for sign in text if sign.isdigit())
        return [digits.removeprefix("00")]
    return [folded for word in text.split()[:WORDS_MAX] if (folded := fold(word))]


def _found(word: str, *, masked: bool) -> ColumnElement[bool]:
    digits = word.removeprefix("+")
    text = Registration.search_text
    if _INITIALS.fullmatch(word):
        return or_(text.like(f"{word}%"), text.like(f"%{SEPARATOR}{word}%"))
    if not masked or not (digits.isdigit() or _RUN.match(word)):
        return _anywhere(word)
    if not digits.isdigit():
        return and_(_anywhere(word), _whole(word))
    tail = Registration.mobile.endswith(digits) if len(digits) <= SEEN_TAIL else false()
    seen = or_(
        Registration.mobile.in_((f"+{digits}", f"+86{digits}")),
        tail,
        Registration.company.contains(digits, autoescape=True),
        Registration.reference.contains(digits, autoescape=True),
    )
    # What holds the digits nowhere need not be read for it.
    return and_(_anywhere(digits), seen)


def _whole(word: str) -> ColumnElement[bool]:
    """A mailbox as a whole, else only where no number is masked: people use their number as a
    mailbox, and with its domain beside it a few digits at a time would spell it out.
    """
    return or_(
        func.lower(Registration.email) == word,
        func.lower(Registration.company).contains(word, autoescape=True),
    )


def _anywhere(word: str) -> ColumnElement[bool]:
    if _PAIR.fullmatch(word):
        return holds_pair(literal(word), literal(f"%{word}%"))
    for sign in (_ESCAPE, "%", "_"):
        word = word.replace(sign, _ESCAPE + sign)
    return Registration.search_text.like(f"%{word}%", escape=_ESCAPE)
