"""A logo and a picture as they are cut for their places."""

from io import BytesIO

import pytest
from PIL import Image

from exhibition.adapters.show_picture import fit_logo, fit_picture
from exhibition.adapters.upload_content import FileRefused


def png(mode: str, size: tuple[int, int], colour: object) -> bytes:
    buffer = BytesIO()
    Image.new(mode, size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def logo(size: tuple[int, int], drawn: tuple[int, int, int, int], colour: object) -> bytes:
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.paste(colour, drawn)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_logo_loses_its_empty_margins_and_keeps_its_transparency() -> None:
    fitted = fit_logo(logo((1000, 1000), (100, 200, 700, 500), (10, 60, 120, 255)), "png")
    assert (fitted.width, fitted.height) == (600, 300)
    assert opened(fitted.content).mode == "RGBA"
    assert not fitted.is_pale


def test_a_large_logo_is_at_most_480_px_high() -> None:
    fitted = fit_logo(png("RGB", (2000, 1500), "navy"), "png")
    assert (fitted.width, fitted.height) == (640, 480)


def test_a_white_logo_without_a_ground_is_noticed() -> None:
    assert fit_logo(logo((400, 200), (0, 0, 400, 200), (250, 250, 250, 255)), "png").is_pale
    assert not fit_logo(png("RGB", (400, 200), "white"), "png").is_pale


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (logo((900, 900), (0, 0, 900, 40), (0, 0, 0, 255)), "too_small"),
        (png("RGBA", (400, 400), (0, 0, 0, 0)), "empty"),
    ],
)
def test_a_logo_nobody_could_see_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        fit_logo(content, "png")
    assert refused.value.code == code


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 1000), (1600, 900)])
def test_a_picture_is_the_middle_at_16_to_9(size: tuple[int, int]) -> None:
    fitted = fit_picture(png("RGB", size, "teal"), "png")
    assert fitted.width <= 1600
    assert fitted.width / fitted.height == pytest.approx(16 / 9, abs=0.01)
    assert opened(fitted.content).format == "JPEG"


def test_what_is_transparent_in_a_picture_becomes_white() -> None:
    fitted = fit_picture(png("RGBA", (1200, 675), (0, 0, 0, 0)), "png")
    assert opened(fitted.content).getpixel((10, 10)) == (255, 255, 255)


def test_a_picture_too_small_for_a_page_is_refused() -> None:
    with pytest.raises(FileRefused, match="too_small"):
        fit_picture(png("RGB", (799, 799), "teal"), "png")


def test_a_document_is_no_picture() -> None:
    for fit in (fit_logo, fit_picture):
        with pytest.raises(FileRefused, match="type"):
            fit(b"%PDF-1.7", "pdf")
