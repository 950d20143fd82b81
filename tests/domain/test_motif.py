"""The show's sign is the same wherever it is drawn."""

import hashlib
from itertools import chain
from xml.etree import ElementTree

import pytest

from exhibition.domain import motif

MOTIFS_DRAWN = ("dots", "grid", "lines")


def _fingerprint(slug: str) -> str:
    rounded = [(f"{d.x:.6f}", f"{d.y:.6f}", d.r, d.population) for d in motif.plot(slug)]
    return hashlib.sha256(repr(rounded).encode()).hexdigest()[:16]


def test_a_slug_gives_the_same_plot_on_every_machine() -> None:
    assert _fingerprint("cgt-2026") == "c187392dab0f4460"


def test_two_shows_have_different_plots() -> None:
    assert motif.plot("cgt-2026") != motif.plot("furniture-2026")


@pytest.mark.parametrize("name", MOTIFS_DRAWN)
@pytest.mark.parametrize("slug", ["cgt-2026", "demo", "a-show-with-a-name-of-forty-characters-x"])
def test_a_plot_has_at_most_120_dots_inside_its_frame_and_both_populations(
    slug: str, name: str
) -> None:
    dots = motif.plot(slug, name)
    assert 0 < len(dots) <= 120
    assert all(0 <= dot.x <= 1 and 0 <= dot.y <= 1 and 0 < dot.r < 0.05 for dot in dots)
    assert {dot.population for dot in dots} == {"visitor", "exhibitor"}


def test_the_two_clouds_stand_apart() -> None:
    for slug in ("cgt-2026", "furniture-2026", "demo"):
        middle = {}
        for population in ("visitor", "exhibitor"):
            dots = [dot for dot in motif.plot(slug) if dot.population == population]
            middle[population] = (
                sum(dot.x for dot in dots) / len(dots),
                sum(dot.y for dot in dots) / len(dots),
            )
        assert middle["exhibitor"][0] - middle["visitor"][0] > 0.2
        assert middle["visitor"][1] - middle["exhibitor"][1] > 0.1


@pytest.mark.parametrize("name", MOTIFS_DRAWN)
def test_the_inline_drawing_is_small_hidden_from_readers_and_free_of_styles(name: str) -> None:
    drawing = motif.svg("cgt-2026", name)
    assert len(drawing.encode()) <= 3 * 1024
    root = ElementTree.fromstring(drawing)
    assert root.get("aria-hidden") == "true"
    assert root.get("viewBox")
    assert {path.get("class") for path in root} == {"plot-visitor", "plot-exhibitor"}
    assert not any("style" in element.attrib for element in root.iter())


def test_the_drawing_holds_every_dot() -> None:
    root = ElementTree.fromstring(motif.svg("cgt-2026"))
    points = chain.from_iterable(path.get("d", "").split("M")[1:] for path in root)
    assert len(list(points)) == len(motif.plot("cgt-2026"))


def test_no_motif_draws_nothing() -> None:
    assert motif.plot("cgt-2026", "none") == ()
    assert motif.svg("cgt-2026", "none") == ""


def test_an_unknown_motif_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="helix"):
        motif.plot("cgt-2026", "helix")
