"""A small picture of an upload, to recognise it by: pixels only, never the file itself."""

import threading
from io import BytesIO

from PIL import Image

#: Pixels of its longer side.
LONGEST = 480
_QUALITY = 80
# What is kept has at most 4096 pixels a side; decoded, that is up to 67 MB.
_decoding = threading.Lock()


def preview(content: bytes) -> bytes:
    """A JPEG of at most 480 pixels a side of a picture that the file store gave, on white."""
    with _decoding:
        picture: Image.Image = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
        # A JPEG is decoded at an eighth of its size at best, which takes milliseconds.
        picture.draft("RGB", (LONGEST, LONGEST))
        picture.thumbnail((LONGEST, LONGEST))
        small = Image.new("RGB", picture.size, "white")
        transparent = picture.has_transparency_data
        pixels = picture.convert("RGBA" if transparent else "RGB")
        small.paste(pixels, mask=pixels if transparent else None)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
