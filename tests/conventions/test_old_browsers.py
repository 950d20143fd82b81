"""What Chrome 78 and iOS 13 do not know is not relied on: WeChat still brings such old engines.

Every entry says since when it is known, by the compatibility data of MDN. What an old engine passes
over without harm (``text-wrap``, ``accent-color``, ``loading="lazy"``) is not on the lists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHEETS = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not path.is_relative_to(ROOT / "templates" / "email")
)

#: A property or at-rule without which the page falls apart.
PROPERTIES = {
    r"inset(-.+)?": "Chrome 87, iOS 14.5: top, right, bottom and left",
    r"aspect-ratio": "Chrome 88, iOS 15: a padding in per cent, or width and height of a picture",
    r"(margin|padding)-(inline|block)": "Chrome 87, iOS 14.5: the two sides one by one",
    r"border-(start|end)-.+-radius": "Chrome 89, iOS 15",
    r"(translate|rotate|scale)": "Chrome 104, iOS 14.5: transform",
    r"content-visibility": "what it hides until later is missing from a screen reader's lists",
}
VALUES = {
    r"\d[sld]v[hwib]\b": "Chrome 108, iOS 15.4: vh",
    r"\d(cq[whib]|r?lh|cap)\b": "Chrome 105, iOS 16",
    r"\b(color-mix|oklch|oklab|lab|lch|light-dark|hwb)\(": "Chrome 101, iOS 15 and later",
    r"\b(image-set|cross-fade)\(": "Chrome 113, iOS 14",
    r"^clip$": "Chrome 90, iOS 16: hidden",
    r"^subgrid": "Chrome 117, iOS 16",
    r"\.(avif|webp)\b": "iOS 14 knows no WebP, no AVIF before 16",
}
AT_RULES = {
    r"@layer|@scope|@property|@starting-style|@position-try": "Chrome 85 to 125",
    r"@media[^{]*[<>]=?": "Chrome 104, iOS 16.4: min-width and max-width",
    r"@media[^{]*\(scripting": "Chrome 120, iOS 17",
}
SELECTORS = {
    r":(is|where|has|modal|open|popover-open|user-invalid|user-valid)\b": "Chrome 86 to 119",
    r":not\([^()]*(,|\s[>+~]?\s*\S)[^()]*\)": "a list inside :not(): Chrome 88",
    r"(^|\s)&": "nesting: Chrome 112, iOS 16.5",
    r":focus-visible(?!\))": "Chrome 86, iOS 15.4: :focus, taken back in :not(:focus-visible)",
}
#: One of these makes an old engine drop the whole rule, with whatever else it was for.
ALONE = (r"::backdrop", r"::file-selector-button", r"::marker", r":focus-visible", r"::part\(")
#: Properties that need the older name before them.
PREFIXED = {
    "appearance": "-webkit-appearance",
    "user-select": "-webkit-user-select",
    "backdrop-filter": "-webkit-backdrop-filter",
    "mask-image": "-webkit-mask-image",
    "clip-path": "-webkit-clip-path",
    "print-color-adjust": "-webkit-print-color-adjust",
    "hyphens": "-webkit-hyphens",
}
_GAP = re.compile(r"(row-|column-)?gap")
_MATHS = re.compile(r"\b(min|max|clamp)\(")

#: Syntax: one of these, and no line of the file runs.
SYNTAX = {
    r"\?\.(?!\d)": "optional chaining: Chrome 80, iOS 13.4",
    r"\?\?": "Chrome 80, iOS 13.4",
    r"(\|\||&&)=": "Chrome 85, iOS 14",
    r"\(\?<[=!]": "lookbehind: iOS 16.4",
    r"/[a-z]*[dv][a-z]*\.(test|exec)\b": "flags d and v of an expression: Chrome 90, iOS 15",
    r"^await\b|^\S.*= await\b": "await outside of a function: Chrome 89, iOS 15",
    r"\bstatic\s*\{": "Chrome 94, iOS 16.4",
    r"(\bthis\.|^\s+)#\w": "private members: iOS 14.5",
    r"\b\d+_\d": "Chrome 75, iOS 13.4",
    r"\b\d+n\b": "iOS 14",
    r"export \* as": "iOS 14.5",
    r"import .* (with|assert) \{": "Chrome 91, iOS 17",
}
#: Things that are there or not; a file that asks first (``if (…)``, ``&&``, ``in``) may use them.
NAMES = {
    r"\.at\(": "Chrome 92, iOS 15.4",
    r"\.replaceAll\(": "Chrome 85, iOS 13.4",
    r"\.(findLast|findLastIndex|toSorted|toReversed|toSpliced)\(": "Chrome 97, iOS 15.4",
    r"\bstructuredClone\(": "Chrome 98, iOS 15.4",
    r"\bPromise\.(any|withResolvers|try)\b": "Chrome 85, iOS 14",
    r"\bObject\.(hasOwn|groupBy)\(": "Chrome 93, iOS 15.4",
    r"\bIntl\.(ListFormat|DisplayNames|RelativeTimeFormat|Segmenter)\b": "iOS 14 and later",
    r"\brandomUUID\b": "Chrome 92, iOS 15.4",
    r"\bAbortSignal\.(timeout|any)\b": "Chrome 103, iOS 16",
    r"\.replaceChildren\(": "Chrome 86, iOS 14",
    r"\bResizeObserver\b": "iOS 13.4",
    r"\brequestIdleCallback\b": "not on iOS",
    r"\brequestSubmit\b": "iOS 16",
    r"\bsubmitter\b": "Chrome 81, iOS 15.4",
    r"\bBroadcastChannel\b": "iOS 15.4",
    r"\bcreateImageBitmap\b": "iOS 15",
    r"\bshowModal\b": "iOS 15.4",
    r"\bwakeLock\b": "Chrome 84, iOS 16.4",
    r"\bnavigator\.clipboard\b": "iOS 13.4",
    r"\bcanShare\b": "Chrome 89, iOS 14",
    r"\bcheckVisibility\b": "Chrome 105, iOS 17.4",
    r"\bstartViewTransition\b": "Chrome 111, iOS 18",
    r"\bshowPicker\b": "Chrome 99, iOS 16",
    r"\bOffscreenCanvas\b": "iOS 16.4",
    r"\bgetEntriesByType\(": "navigation entries: iOS 15",
}
#: Never, not even after a question: there is another way.
NEVER = {r"matchMedia\([^)]*\)\.addEventListener": "iOS 14: addListener"}
MARKUP = {
    r"\spopover\b(?!-)": "Chrome 114, iOS 17",
    r"<[a-z][^>]*\sinert\b": "Chrome 102, iOS 15.5",
    r"<details[^>]*\sname=": "Chrome 120, iOS 17.2: all of them open at once",
    r"<search\b": "Chrome 118, iOS 17: <form role=search>",
    r"\scommand(for)?=": "Chrome 135",
    r'(src|href)="[^"]*\.(avif|webp)"': "iOS 14 knows no WebP, no AVIF before 16",
    r'<input[^>]*type="(week|month)"': "not on every engine: plain text there",
}


@dataclass(frozen=True)
class Block:
    """The declarations of one rule, and what stands around it, outermost first."""

    around: tuple[str, ...]
    selector: str
    declarations: tuple[tuple[str, str], ...]


def blocks(sheet: str) -> Iterator[Block]:
    """Every rule of a style sheet."""
    around: list[str] = []
    for words, end in re.findall(
        r"([^{}]*)([{}])", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    ):
        if end == "{":
            around.append(words.rsplit(";", 1)[-1].strip())
            continue
        if around and words.strip():
            pairs = [one.split(":", 1) for one in words.split(";") if ":" in one]
            told = tuple((name.strip(), value.strip()) for name, value in pairs)
            yield Block(tuple(around[:-1]), around[-1], told)
        around.pop()


def _last(selector: str) -> str:
    return re.split(r"[\s>+~]+", selector.split(",")[-1].strip())[-1]


def _faults(block: Block) -> Iterator[str]:
    asked = any(one.startswith(("@supports", "@container")) for one in block.around)
    for rule, why in SELECTORS.items():
        if re.search(rule, block.selector) and not asked:
            yield why
    if "," in block.selector and re.search("|".join(ALONE), block.selector):
        yield "an old engine drops the whole rule: give it one of its own"
    seen: list[str] = []
    for name, value in block.declarations:
        if not asked:
            yield from _declaration_faults(name, value, seen)
        seen.append(name)


def _declaration_faults(name: str, value: str, seen: list[str]) -> Iterator[str]:
    for rule, why in PROPERTIES.items():
        if re.fullmatch(rule, name):
            yield f"{name}: {why}"
    for rule, why in VALUES.items():
        if re.search(rule, value) and name not in seen:
            yield f"{name}: {value}: {why}"
    if (older := PREFIXED.get(name)) and older not in seen:
        yield f"{name} without {older} before it"
    if _MATHS.search(value):
        if name not in seen:
            yield f"{name}: {value}: Chrome 79; say it without before"
        elif "var(" in value:
            yield f"{name}: {value}: Chrome 78 takes it and drops the line before; use @supports"


GRIDS = {
    _last(block.selector)
    for path in SHEETS
    for block in blocks(path.read_text("utf-8"))
    if ("display", "grid") in block.declarations
}


def sheet_faults(sheet: str) -> list[str]:
    """What in a style sheet an old engine would stumble over."""
    found = [f"{rule}: {why}" for rule, why in AT_RULES.items() if re.search(rule, sheet)]
    for block in blocks(sheet):
        found += [f"{block.selector}: {fault}" for fault in _faults(block)]
        if any(_GAP.fullmatch(name) for name, _ in block.declarations) and not _is_grid(block):
            found.append(f"{block.selector}: a gap outside of a grid: Chrome 84, iOS 14.5")
    return found


def _is_grid(block: Block) -> bool:
    """Whether it is laid out as a grid, here or by its class anywhere."""
    return _last(block.selector) in GRIDS or any(
        name.startswith("grid-") or value == "grid" for name, value in block.declarations
    )


def script_faults(script: str) -> list[str]:
    """What in a script an old engine would stumble over."""
    code = re.sub(r"/\*[\s\S]*?\*/|(?<![:\\])//.*", "", script)
    found = [f"{rule}: {why}" for rule, why in (SYNTAX | NEVER).items() if _meets(rule, code)]
    found += [
        f"{rule}: {why}; ask first"
        for rule, why in NAMES.items()
        if _meets(rule, code) and not _asked(rule, code)
    ]
    return found


def _meets(rule: str, code: str) -> bool:
    return re.search(rule, code, re.MULTILINE) is not None


def _asked(rule: str, code: str) -> bool:
    """Whether some line asks for it: ``if (x)``, ``x && …``, ``x || …``, ``"x" in window``."""
    name = rule.replace(r"\b", "").replace(r"\(", "")
    question = rf"(if \(|&&|typeof|!).*({name})|({name})( &&| \|\||[\"'] in )"
    return re.search(question, code) is not None


def _named(paths: list[Path]) -> object:
    return pytest.mark.parametrize(
        "path", paths, ids=lambda path: path.relative_to(ROOT).as_posix()
    )


def test_what_an_old_engine_lacks_is_found():
    assert sheet_faults(".a { display: flex; gap: 4px } .b { inset: 0 }")
    assert sheet_faults(".a { width: 9px; width: min(var(--x), 9px) }")
    assert sheet_faults(".a:focus-visible { outline: 0 } .b::backdrop, .c { color: red }")
    assert not sheet_faults("@supports (width: min(1px, 1vw)) { .a { width: min(1px, 1vw) } }")
    assert not sheet_faults(
        ".a { display: grid; gap: 4px } .b { width: 1px; width: min(1px, 1vw) }"
    )
    assert script_faults("const a = b?.c;") == [r"\?\.(?!\d): " + SYNTAX[r"\?\.(?!\d)"]]
    assert script_faults("navigator.clipboard.writeText(words);")
    assert not script_faults("if (navigator.clipboard) navigator.clipboard.writeText(words);")
    assert not script_faults("// a?.b in words only\nconst a = b ? .5 : 1;")


@_named(SHEETS)
def test_an_old_engine_lays_a_page_out(path):
    assert sheet_faults(path.read_text("utf-8")) == []


@_named(SCRIPTS)
def test_an_old_engine_runs_a_script(path):
    assert script_faults(path.read_text("utf-8")) == []


def test_an_old_engine_shows_what_a_page_is_made_of():
    faults = [
        f"{path.relative_to(ROOT)}: {rule}: {why}"
        for path in TEMPLATES
        for rule, why in MARKUP.items()
        if re.search(rule, path.read_text("utf-8"))
    ]
    assert faults == []
