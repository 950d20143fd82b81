"""The small picture an upload is recognised by."""

from io import BytesIO

import pytest
from PIL import Image

from exhibition.adapters.upload_preview import preview
from tests.adapters.test_file_store import picture


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture("JPEG", (1200, 800)), (480, 320)),
        (picture("PNG", (300, 4000)), (36, 480)),
        (picture("PNG", (100, 50)), (100, 50)),
    ],
)
def test_it_is_at_most_480_pixels_a_side(content: bytes, size: tuple[int, int]) -> None:
    with Image.open(BytesIO(preview(content))) as small:
        assert (small.format, small.size) == ("JPEG", size)


def test_what_is_transparent_is_white() -> None:
    with Image.open(BytesIO(preview(picture("PNG", mode="RGBA")))) as small:
        assert min(small.getpixel((50, 30))) > 250
