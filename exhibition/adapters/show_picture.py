"""Cuts and scales what an organizer uploads into the two places a show has for pictures."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageStat

from exhibition.adapters.upload_content import FileRefused

#: A logo may be drawn large one day (a poster); on the page it is 40 px high.
LOGO_MOST_HIGH, LOGO_MOST_WIDE = 480, 1600
LOGO_LEAST_HIGH = 64
#: The picture fills the right half of a desktop page at twice its pixels.
PICTURE_WIDE, PICTURE_HIGH = 1600, 900
#: What WeChat leaves of a photo is 1080 wide or so; under 800 it looks like a mistake.
PICTURE_ASKED_WIDE, PICTURE_LEAST_WIDE = 1200, 800

_QUALITY = 82
# Mean lightness (0 to 255) above which a logo can hardly be seen on white paper.
_PALE = 205


@dataclass(frozen=True)
class FittedPicture:
    """A picture as it is kept; ``ending`` is ``jpg`` or ``png``, sizes are pixels."""

    content: bytes
    ending: str
    width: int
    height: int
    #: Transparent, and so light that it is lost on a light page: tell who chose it.
    is_pale: bool = False


def fit_logo(content: bytes, ending: str) -> FittedPicture:
    """A logo without its transparent margins, at most 480 px high, transparency kept.

    Takes what ``upload_content.harmless`` gives. Raises FileRefused: ``type`` for a PDF,
    ``empty`` for a picture that is all transparent, ``too_small`` under 64 px.
    """
    picture = _without_margins(_open(content, ending))
    if picture.height < LOGO_LEAST_HIGH:
        raise FileRefused("too_small")
    picture.thumbnail((LOGO_MOST_WIDE, LOGO_MOST_HIGH), Image.Resampling.LANCZOS)
    return _encoded(picture, ending, is_pale=_is_pale(picture))


def fit_picture(content: bytes, ending: str) -> FittedPicture:
    """The middle of a picture at 16:9, at most 1600 × 900, as JPEG on white.

    Takes what ``upload_content.harmless`` gives. Raises FileRefused: ``type`` for a PDF,
    ``too_small`` where less than 800 px of width are left.
    """
    picture = _open(content, ending)
    width = min(picture.width, picture.height * PICTURE_WIDE // PICTURE_HIGH)
    height = width * PICTURE_HIGH // PICTURE_WIDE
    if width < PICTURE_LEAST_WIDE:
        raise FileRefused("too_small")
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    picture = picture.crop((left, top, left + width, top + height))
    picture.thumbnail((PICTURE_WIDE, PICTURE_HIGH), Image.Resampling.LANCZOS)
    return _encoded(_on_white(picture), "jpg")


def _open(content: bytes, ending: str) -> Image.Image:
    if ending == "pdf":
        raise FileRefused("type")
    picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _without_margins(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    box = picture.getchannel("A").getbbox()
    if box is None:
        raise FileRefused("empty")
    return picture.crop(box)


def _is_pale(picture: Image.Image) -> bool:
    if picture.mode != "RGBA":
        return False
    seen = picture.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    if seen.getbbox() is None:
        return False
    return bool(ImageStat.Stat(picture.convert("L"), seen).mean[0] > _PALE)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encoded(picture: Image.Image, ending: str, *, is_pale: bool = False) -> FittedPicture:
    buffer = BytesIO()
    if ending == "png":
        picture.save(buffer, "PNG", optimize=True)
    else:
        picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return FittedPicture(buffer.getvalue(), ending, *picture.size, is_pale)
