"""The accent colour of a show: checked, and moved until text in it can be read.

Contrast is the ratio of WCAG 2.2 (§1.4.3 and the definition of relative luminance): 4.5 at least.
The accent is text on the page and on its own soft ground, and a button with white (in dark mode:
nearly black) words on it; all of these must hold at once.
"""

import re
from collections.abc import Callable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

_Rgb = tuple[int, int, int]

#: WCAG 2.2, 1.4.3 (AA), text of ordinary size.
READABLE = 4.5

_WHITE: _Rgb = (255, 255, 255)
_BLACK: _Rgb = (0, 0, 0)
#: What stands on an accent button in dark mode, and the grounds of ``static/css/tokens.css``.
_DARK_INK: _Rgb = (0x06, 0x1A, 0x1A)
_LIGHT_PAGE: _Rgb = (0xF4, 0xF7, 0xF6)
_DARK_SURFACE: _Rgb = (0x13, 0x21, 0x23)

_SOFT_IN_LIGHT, _SOFT_IN_DARK = 0.10, 0.20
_HOVER_STEP = 0.20
#: Lightness is moved by hundredths; hue and saturation stay, so that brown does not turn grey.
_STEPS = 100

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class AccentPair:
    """An accent for light and for dark mode, with its soft ground and its hover, as ``#rrggbb``."""

    light: str
    dark: str
    soft_light: str
    soft_dark: str
    hover_light: str
    hover_dark: str
    #: The chosen colour could not be read in light mode and was darkened: tell who chose it.
    changed: bool


#: The accent of the house, drawn by hand.
DESIGNED = AccentPair(
    light="#a81e50",
    dark="#ff8fb3",
    soft_light="#fbe5ed",
    soft_dark="#41172a",
    hover_light="#86153e",
    hover_dark="#ffb3cb",
    changed=False,
)


def accent_pair(chosen: str) -> AccentPair:
    """The accent to use where ``chosen`` (``#rrggbb``) was asked for; raises ValueError.

    Light mode gets the colour itself or the first darker one that is readable; dark mode the first
    lighter one.
    """
    if chosen.lower() == DESIGNED.light:
        return DESIGNED
    colour = _parse(chosen)
    light = _first_readable(colour, 0.0, _reads_in_light)
    dark = _first_readable(colour, 1.0, _reads_in_dark)
    return AccentPair(
        light=_hex(light),
        dark=_hex(dark),
        soft_light=_hex(_soft_in_light(light)),
        soft_dark=_hex(_soft_in_dark(dark)),
        hover_light=_hex(_mix(light, _BLACK, _HOVER_STEP)),
        hover_dark=_hex(_mix(dark, _WHITE, _HOVER_STEP)),
        changed=light != colour,
    )


def lowest_contrasts(pair: AccentPair) -> tuple[float, float]:
    """The weakest ratio the accent has on any of its grounds, in light and in dark mode."""
    light, dark = _parse(pair.light), _parse(pair.dark)
    return (
        min(_contrast(light, ground) for ground in (_WHITE, _LIGHT_PAGE, _parse(pair.soft_light))),
        min(
            _contrast(dark, ground) for ground in (_DARK_INK, _DARK_SURFACE, _parse(pair.soft_dark))
        ),
    )


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21; raises ValueError."""
    return _contrast(_parse(one), _parse(other))


def _first_readable(colour: _Rgb, goal: float, reads: Callable[[_Rgb], bool]) -> _Rgb:
    """The colour, or the first of its shades on the way to the lightness ``goal`` (0 to 1)."""
    if reads(colour):
        return colour
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in colour))
    shades = (lightness + (goal - lightness) * step / _STEPS for step in range(1, _STEPS + 1))
    moved = (_from_unit(hls_to_rgb(hue, shade, saturation)) for shade in shades)
    return next(shade for shade in moved if reads(shade))


def _reads_in_light(colour: _Rgb) -> bool:
    grounds = (_WHITE, _LIGHT_PAGE, _soft_in_light(colour))
    return all(_contrast(colour, ground) >= READABLE for ground in grounds)


def _reads_in_dark(colour: _Rgb) -> bool:
    # Ink on the colour is as strong as the colour on a ground of that ink, the darkest there is.
    grounds = (_DARK_INK, _DARK_SURFACE, _soft_in_dark(colour))
    return all(_contrast(colour, ground) >= READABLE for ground in grounds)


def _soft_in_light(colour: _Rgb) -> _Rgb:
    return _mix(_WHITE, colour, _SOFT_IN_LIGHT)


def _soft_in_dark(colour: _Rgb) -> _Rgb:
    return _mix(_DARK_SURFACE, colour, _SOFT_IN_DARK)


def _mix(start: _Rgb, end: _Rgb, share: float) -> _Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


def _from_unit(colour: tuple[float, float, float]) -> _Rgb:
    red, green, blue = (round(channel * 255) for channel in colour)
    return red, green, blue


def _contrast(one: _Rgb, other: _Rgb) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: _Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _parse(text: str) -> _Rgb:
    if not _HEX.fullmatch(text):
        raise ValueError(f"a colour is written #rrggbb, not {text!r}")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: _Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
