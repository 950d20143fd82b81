"""Codes that an independent reader reads."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from exhibition.adapters import qr

PASS = "https://reg.example.com/p/1ABCDEFGHJKMNPQRSTVWXYZ2345Q7"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("text", [PASS, "http://192.168.1.20:8000/q/wechat", "参展 é"])
@pytest.mark.parametrize("ecc", ["L", "M", "Q", "H"])
def test_a_reader_gets_the_text_back(text: str, ecc: str) -> None:
    codes = zxingcpp.read_barcodes(Image.open(BytesIO(qr.png(text, plate_px=480, ecc=ecc))))
    assert [code.text for code in codes] == [text]
    assert codes[0].ec_level == ecc


def test_the_default_error_correction_is_m() -> None:
    codes = zxingcpp.read_barcodes(Image.open(BytesIO(qr.png(PASS, plate_px=480))))
    assert codes[0].ec_level == "M"


def test_a_picture_has_one_bit_a_pixel_and_the_size_asked_for() -> None:
    picture = Image.open(BytesIO(qr.png(PASS, plate_px=740)))
    assert (picture.mode, picture.size) == ("1", (740, 740))


def test_four_modules_around_the_code_stay_white() -> None:
    modules = len(qr.matrix(PASS)) + 8
    quiet = 740 // modules * 4
    picture = qr.plate(PASS, plate_px=740)
    inside = (quiet, quiet, 740 - quiet, 740 - quiet)
    picture.paste(255, inside)
    assert picture.getextrema() == (255, 255)


def test_modules_are_whole_pixels_on_a_pass() -> None:
    side = 740 // (len(qr.matrix(PASS)) + 8)
    row = qr.plate(PASS, plate_px=740).crop((0, 370, 740, 371)).tobytes()
    edges = [at for at in range(1, 740) if row[at] != row[at - 1]]
    assert len({at % side for at in edges}) == 1


def test_a_small_plate_is_filled_even_with_uneven_modules() -> None:
    modules = len(qr.matrix(PASS)) + 8
    plate = qr.plate(PASS, plate_px=modules * 2 - 3)
    assert zxingcpp.read_barcodes(plate)[0].text == PASS


def test_a_plate_too_small_for_its_code_is_refused() -> None:
    with pytest.raises(ValueError, match="30 px"):
        qr.plate(PASS, plate_px=30)


def test_text_too_long_for_any_code_is_refused() -> None:
    with pytest.raises(ValueError, match="4000 characters"):
        qr.matrix("x" * 4000)


def test_an_unknown_error_correction_is_refused() -> None:
    with pytest.raises(ValueError, match="'X'"):
        qr.matrix(PASS, "X")


def test_the_drawing_shows_the_same_modules() -> None:
    root = ElementTree.fromstring(qr.svg(PASS))
    side = int(root.get("viewBox", "").split()[2])
    path = root.findall(f"{SVG}path")[1].get("d", "")
    picture = Image.new("L", (side, side), 255)
    canvas = ImageDraw.Draw(picture)
    for step in path.removesuffix("z").split("z"):
        place, length = step.removeprefix("M").split("v")[0].split("h")
        x, y = map(int, place.split())
        canvas.rectangle((x, y, x + int(length) - 1, y), fill=0)
    scaled = picture.resize((side * 8, side * 8), Image.Resampling.NEAREST)
    assert zxingcpp.read_barcodes(scaled)[0].text == PASS
