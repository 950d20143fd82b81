"""Whether words are written in the language of whoever will read them."""

import re
from collections.abc import Iterable

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
#: Fewer English words are a name or a term of the trade, not a sentence.
_PHRASE = 4


def reads_otherwise(language: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts is plainly in another language than ``language`` ("zh" or "en"):
    Chinese without an English phrase around it, or English without any Chinese.
    """
    return any(_is_otherwise(language, text) for text in texts)


def _is_otherwise(language: str, text: str) -> bool:
    has_han = _HAN.search(text) is not None
    is_english = len(_WORD.findall(text)) >= _PHRASE
    return is_english and not has_han if language == "zh" else has_han and not is_english
