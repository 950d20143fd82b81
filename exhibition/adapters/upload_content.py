"""What may be uploaded, judged by content and by name; pictures are written anew.

A picture is decoded and only its pixels are kept: no place, no camera, no comment, no second file
hidden behind the first. A PDF cannot be written anew; it is kept as it is and may leave only as a
download.
"""

import re
import threading
from io import BytesIO

from PIL import ExifTags, Image

#: 40 megapixels, read from the header before a pixel is decoded.
MAX_PIXELS = 40_000_000

_FORMATS = ("JPEG", "PNG", "WEBP")
_PICTURE_ENDINGS = frozenset({"jpg", "jpeg", "png", "webp"})
_HEIC_ENDINGS = frozenset({"heic", "heif"})
# Brands of ISO/IEC 23008-12 (HEIF) in the file type box.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# A licence is legible at this side, and a decoded picture then stays small.
_MAX_SIDE = 4096
_STRIP = 256
_JPEG_QUALITY = 90
# The WebP decoder holds four copies of a picture at once, 16 bytes a pixel.
_MAX_WEBP_PIXELS = 16_000_000
# EXIF 2.32, tag 0x0112: how to turn a picture so that it stands upright.
_TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One picture at a time in a process: 40 megapixels are up to 160 MB while they are decoded.
_decoding = threading.Lock()

# A dictionary or a reference to one (ISO 32000-1, 7.6.1): nobody here could open it.
_PDF_LOCKED = re.compile(rb"/Encrypt\s*(?:<<|[0-9]+\s+[0-9]+\s+R\b)")
_PDF_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
# The trailer stands at the end; readers look for it in the last kilobyte (ISO 32000-1, H.3).
_PDF_TAIL = 1024


class FileRefused(Exception):
    """An upload that is not kept. ``code`` is ``empty``, ``too_large``, ``type``, ``heic``,
    ``damaged``, ``encrypted`` or ``too_many_pixels``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def harmless(content: bytes, ending: str) -> tuple[bytes, str]:
    """The bytes to keep and their ending: ``jpg``, ``png`` or ``pdf``.

    Name (``ending``, lower case, no dot) and content must both be of an allowed kind. Among
    pictures they may differ: phones name a PNG ``.jpg``, and a photo they made a JPEG of for
    sending keeps its ``.HEIC``; it is written anew anyway. Raises FileRefused.
    """
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise FileRefused("heic")
    if ending == "pdf" and content.startswith(b"%PDF-"):
        return _sound_pdf(content), "pdf"
    if ending in _PICTURE_ENDINGS | _HEIC_ENDINGS and _looks_like_picture(content):
        return _rewritten(content)
    if ending in _HEIC_ENDINGS:
        raise FileRefused("heic")
    raise FileRefused("type")


def _looks_like_picture(content: bytes) -> bool:
    if content[:4] == b"RIFF":
        return content[8:12] == b"WEBP"
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _sound_pdf(content: bytes) -> bytes:
    """The PDF, when it has the parts without which no reader opens it, and a page."""
    tail = content[-_PDF_TAIL:]
    if b"startxref" not in tail or b"%%EOF" not in tail or b"/Root" not in content:
        raise FileRefused("damaged")
    if _PDF_LOCKED.search(content):
        raise FileRefused("encrypted")
    # Pages inside a compressed object stream cannot be seen from outside.
    if b"/ObjStm" not in content and not _PDF_PAGE.search(content):
        raise FileRefused("empty")
    return content


def _rewritten(content: bytes) -> tuple[bytes, str]:
    with _decoding:
        try:
            return _encoded(_decoded(content))
        except FileRefused:
            raise
        # Decoders raise whatever the bytes lead them to (OSError, SyntaxError, struct.error, …).
        except Exception:
            raise FileRefused("damaged") from None


def _decoded(content: bytes) -> Image.Image:
    try:
        picture: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileRefused("too_many_pixels") from None
    limit = _MAX_WEBP_PIXELS if picture.format == "WEBP" else MAX_PIXELS
    if picture.width * picture.height > limit:
        raise FileRefused("too_many_pixels")
    # A JPEG can be decoded at a half or a quarter of its size, the others only whole.
    factor = _shrinking(picture)
    picture.draft("RGB", (picture.width // factor, picture.height // factor))
    picture.load()
    return picture


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    """The pixels alone, upright: JPEG, or PNG for what came as PNG or is partly transparent."""
    transparent = picture.has_transparency_data
    pixels = _pixels(picture, "RGBA" if transparent else "RGB")
    turn = _TURNS.get(_orientation(picture))
    if turn is not None:
        pixels = pixels.transpose(turn)
    buffer = BytesIO()
    if picture.format == "PNG" or transparent:
        pixels.save(buffer, "PNG")
        return buffer.getvalue(), "png"
    pixels.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    return buffer.getvalue(), "jpg"


def _pixels(picture: Image.Image, mode: str) -> Image.Image:
    """A new picture of at most 4096 pixels a side, copied strip by strip: a second whole copy of
    40 megapixels would be another 160 MB.
    """
    factor = _shrinking(picture)
    target = Image.new(mode, (-(-picture.width // factor), -(-picture.height // factor)))
    for top in range(0, picture.height, factor * _STRIP):
        bottom = min(top + factor * _STRIP, picture.height)
        strip = picture.crop((0, top, picture.width, bottom))
        if picture.mode.startswith("I"):
            # 16 bits of grey would be cut off at 255: a scan would turn white.
            strip = strip.point(lambda grey: grey * (1 / 256)).convert("L")
        target.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    return target


def _shrinking(picture: Image.Image) -> int:
    """By how much both sides are divided so that neither exceeds 4096."""
    return -(-max(picture.size) // _MAX_SIDE)


def _orientation(picture: Image.Image) -> object:
    try:
        return picture.getexif().get(ExifTags.Base.Orientation)
    # Editors leave broken metadata behind; the pixels are what counts, and they were read.
    except Exception:
        return None
