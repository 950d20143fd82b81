"""What is said about the accent somebody chose: which colours the pages use, how well they read."""

from dataclasses import dataclass

from flask_babel import gettext

from exhibition.domain import colour
from exhibition.domain.colour import DESIGNED


@dataclass(frozen=True)
class AccentUsed:
    """The accent in one mode: its name, its colours as ``#rrggbb``, its ratio in words."""

    mode: str
    ground: str
    colour: str
    ink: str
    contrast: str


def accent_note(accent: str) -> str:
    """What was done to a colour in which text cannot be read; empty where nothing was."""
    try:
        pair = colour.accent_pair(accent)
    except ValueError:
        return ""
    if not pair.changed:
        return ""
    return gettext(
        "White text cannot be read on %(chosen)s. The pages use the darker %(used)s.",
        chosen=accent,
        used=pair.light.upper(),
    )


def accents_used(accent: str) -> list[AccentUsed]:
    """The accent in light and in dark mode; the house's own where ``accent`` is no colour."""
    try:
        pair = colour.accent_pair(accent)
    except ValueError:
        pair = DESIGNED
    light, dark = colour.lowest_contrasts(pair)
    darkened, lightened = pair.light != accent.lower(), pair.dark != accent.lower()
    return [
        AccentUsed(
            gettext("Light mode, darkened") if darkened else gettext("Light mode"),
            "#f4f7f6",
            pair.light,
            "#ffffff",
            _ratio(light),
        ),
        AccentUsed(
            gettext("Dark mode, lightened") if lightened else gettext("Dark mode"),
            "#0b1617",
            pair.dark,
            "#061a1a",
            _ratio(dark),
        ),
    ]


def _ratio(contrast: float) -> str:
    # Cut, not rounded: 4.49 is not readable and must not be shown as 4.5.
    return gettext("contrast %(ratio)s : 1", ratio=f"{int(contrast * 10) / 10:.1f}")
