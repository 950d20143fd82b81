"""docs/design.md says what the style sheet does, and shows it."""

import re
from pathlib import Path

import pytest

from exhibition.domain.colour import READABLE, contrast

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = (ROOT / "docs" / "design.md").read_text("utf-8")
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
PICTURES = ROOT / "docs" / "pictures" / "design"
#: WCAG 2.2, 1.4.11: what a control is told by.
SEEN = 3.0
_ROW = re.compile(r"^\| `--([a-z0-9-]+)` \| `(#\w+)` \| `(#\w+)` \|[^|]*\| ([^|]*) \|$", re.M)


def colours() -> dict[str, tuple[str, str]]:
    """Each colour token of the document, in light and in dark mode."""
    return {name: (light, dark) for name, light, dark, _ in _ROW.findall(DOCUMENT)}


def declared() -> list[tuple[str, str]]:
    """Every token of the style sheet with its value, once for each mode or width."""
    plain = re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.S)
    found = re.findall(r"--([a-z0-9-]+):\s*([^;]+);", plain)
    return [(name, " ".join(value.split())) for name, value in found]


@pytest.mark.parametrize(("name", "value"), declared())
def test_the_document_names_every_token_with_its_value(name: str, value: str) -> None:
    if name in colours():
        assert value in colours()[name]
    else:
        assert f"--{name}" in DOCUMENT
        assert value in DOCUMENT


def test_no_colour_is_told_that_is_none() -> None:
    present = dict(declared())
    assert [name for name in colours() if name not in present] == []


@pytest.mark.parametrize(("name", "measured"), [(row[0], row[3]) for row in _ROW.findall(DOCUMENT)])
def test_a_measured_ratio_is_that_of_the_colours(name: str, measured: str) -> None:
    least = SEEN if name in ("control", "focus") else READABLE
    for ground, *told in re.findall(r"on ([a-z0-9-]+) ([\d.]+) / ([\d.]+)", measured):
        for mode, ratio in enumerate(told):
            real = contrast(colours()[name][mode], colours()[ground][mode])
            assert float(ratio) == pytest.approx(real, abs=0.051)
            assert real >= least


def test_every_picture_is_there_and_none_is_left_over() -> None:
    shown = re.findall(r"\]\(pictures/design/([^)]+)\)", DOCUMENT)
    assert sorted(shown) == sorted(path.name for path in PICTURES.glob("*.png"))
    assert sum(path.stat().st_size for path in PICTURES.glob("*.png")) <= 1_500_000
