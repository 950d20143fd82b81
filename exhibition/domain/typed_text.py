"""Names, lines, paragraphs and web addresses as typed: mended where that is safe, else refused.

Every character that a name may need is welcome (rare characters, emoji, ``=1+1``). Refused is what
changes the lines around it in a mail or a list: control characters, bidirectional overrides, links;
and a person whose name holds no letter and no digit of any script, since nobody is called 🎉.
"""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

# Left behind by copying; they print nothing. The joiners U+200C and U+200D stay: Persian names
# and joined emoji need them.
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))
# Embeddings, overrides and isolates: they reorder whatever is printed after them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# C0, C1, line and paragraph separator, lone surrogates, noncharacters.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Letters and symbols by their category that are drawn as nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Letters and digits; private use too, where older Chinese systems keep rare characters.
_WRITTEN = ("L", "N", "Co")
# Dots between the parts of a name: 买买提·吐尔逊 is typed with any of them, or with none.
_NAME_DOTS = dict.fromkeys(map(ord, ".\u00b7\u2022\u2027\u22c5\u30fb"))

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9])", re.IGNORECASE)
_NOT_IN_WEBSITE = re.compile(r"""[\s\\<>"'`{}|^\x00-\x1f\x7f]""")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]+)")
_WEBSITE_MAX = 255

_WECHAT_ID = re.compile(r"[A-Za-z][-_A-Za-z0-9]{5,19}")


class IdentifierError(ValueError):
    """What was typed cannot be taken. ``code`` names the reason, ``params`` holds limits for its
    sentence (``min``, ``max``); the text itself is never carried along.
    """

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def fold_width(text: str) -> str:
    """The text with full-width letters, digits and signs made narrow (NFKC), without invisible
    characters and outer spaces.
    """
    return unicodedata.normalize("NFKC", _BIDI.sub("", text).translate(_INVISIBLE)).strip()


def plain_letters(text: str) -> str:
    """The text with the accents of its letters taken off: Müller is muller."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def one_line(text: str, max: int) -> str:
    """The text in NFC, trimmed, inner spaces single; empty when nothing was typed.

    Raises IdentifierError ``text_control`` (control or direction-changing characters) and
    ``text_long`` (over ``max`` characters).
    """
    line = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()
    if _CONTROL.search(line) or _BIDI.search(line):
        raise IdentifierError("text_control")
    return _at_most(" ".join(line.split()), max)


def paragraph(text: str, max: int) -> str:
    """A remark: as ``one_line``, but line breaks stay, as LF, and inner spaces as they were.

    Direction marks are dropped, since numbers copied from an address book bring them along.
    """
    plain = _BIDI.sub("", unicodedata.normalize("NFC", text).translate(_INVISIBLE))
    plain = re.sub("\r\n?|[\u2028\u2029]", "\n", plain).replace("\t", " ").strip()
    if _CONTROL.search(plain.replace("\n", "")):
        raise IdentifierError("text_control")
    return _at_most(plain, max)


def person_name(text: str, max: int = 60) -> str:
    """A full name of 1 to ``max`` characters of any script, in NFC.

    Raises IdentifierError ``text_missing``, ``text_long``, ``text_control``, ``text_link`` or
    ``name_letters`` where it holds signs alone.
    """
    name = _name(text, 1, max)
    if not any(unicodedata.category(character).startswith(_WRITTEN) for character in name):
        raise IdentifierError("name_letters")
    return name


def company_name(text: str, min: int = 2, max: int = 100) -> str:
    """The name of a company or institution, ``min`` to ``max`` characters, kept as typed for print.

    Raises as ``person_name``, and IdentifierError ``text_short``.
    """
    return _name(text, min, max)


def fold_name(name: str) -> str:
    """The form in which two spellings of one person's name are equal: width, case, spaces and the
    dots between its parts do not count.
    """
    return "".join(fold_width(name).casefold().translate(_NAME_DOTS).split())


def fold_company(name: str) -> str:
    """The form in which two spellings of one company's name are equal: width (brackets too), case
    and spaces do not count.
    """
    return "".join(fold_width(name).casefold().split())


def website(text: str) -> str:
    """An http or https address with its scheme, or the empty string when nothing was typed.

    ``https://`` is added where no scheme was typed; scheme and host come back in lower case.
    Raises IdentifierError ``website`` for anything else: another scheme, a path, credentials.
    """
    address = fold_width(text)
    if not address:
        return ""
    if len(address) > _WEBSITE_MAX or _NOT_IN_WEBSITE.search(address) or address[0] == "/":
        raise IdentifierError("website")
    if not _SCHEME.match(address):
        address = f"https://{address}"
    parts = _split(address)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise IdentifierError("website")
    if not _HOST.fullmatch(parts.hostname or ""):
        raise IdentifierError("website")
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def is_wechat_id(text: str) -> bool:
    """Whether this has the shape of a WeChat ID. Reason for a warning, never for a refusal: the
    rule is common knowledge, not published, and many people give their number instead.
    """
    return _WECHAT_ID.fullmatch(fold_width(text)) is not None


def _at_most(text: str, max: int) -> str:
    if len(text) > max:
        raise IdentifierError("text_long", max=max)
    return text


def _name(text: str, min: int, max: int) -> str:
    name = one_line(text, max)
    if not any(_has_ink(character) for character in name):
        raise IdentifierError("text_missing")
    if len(name) < min:
        raise IdentifierError("text_short", min=min)
    folded = fold_width(name).casefold()
    if "://" in folded or "www." in folded:
        raise IdentifierError("text_link")
    return name


def _has_ink(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise IdentifierError("website") from None
    return parts
