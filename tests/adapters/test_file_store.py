"""Uploads: real licences kept, everything that only looks like one refused."""

import hashlib
import resource
import stat
import struct
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageOps
from PIL.PngImagePlugin import PngInfo

from exhibition.adapters.file_store import MAX_BYTES, FileRefused, FileStore, clean_name

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n158\n%%EOF\n"
)
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n96\n%%EOF\n"
)
SCRIPT = b"<script>alert(1)</script>"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "uploads")


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **extra: object
) -> bytes:
    buffer = BytesIO()
    drawn = Image.new(mode, size, "white" if mode != "RGBA" else (255, 255, 255, 0))
    ImageDraw.Draw(drawn).rectangle(
        (0, 0, 9, 9), fill="black" if mode != "RGBA" else (0, 0, 0, 255)
    )
    drawn.save(buffer, kind, **extra)
    return buffer.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises a size in its header and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 40_000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def refusal(store: FileStore, content: bytes, filename: str) -> str:
    with pytest.raises(FileRefused) as refused:
        store.accept(BytesIO(content), filename)
    return refused.value.code


def kept(store: FileStore, content: bytes, filename: str) -> bytes:
    stored = store.accept(BytesIO(content), filename)
    with store.open(stored.stored_name) as file:
        return file.read()


@pytest.mark.parametrize(
    ("kind", "filename", "media_type", "ending"),
    [
        ("JPEG", "营业执照.jpg", "image/jpeg", ".jpg"),
        ("JPEG", "IMG_0001.JPEG", "image/jpeg", ".jpg"),
        ("PNG", "licence.png", "image/png", ".png"),
        ("WEBP", "licence.webp", "image/jpeg", ".jpg"),
        ("PNG", "saved-by-a-phone.jpg", "image/png", ".png"),
    ],
)
def test_a_picture_of_a_licence_is_kept(
    store: FileStore, kind: str, filename: str, media_type: str, ending: str
) -> None:
    stored = store.accept(BytesIO(picture(kind)), filename)
    assert (stored.original_name, stored.media_type) == (filename, media_type)
    assert stored.stored_name.endswith(ending)
    with store.open(stored.stored_name) as file:
        content = file.read()
    assert stored.size == len(content)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with Image.open(BytesIO(content)) as read:
        assert read.size == (60, 40)
        assert read.convert("L").getpixel((5, 5)) < 60
        assert read.convert("L").getpixel((50, 30)) > 200


def test_a_pdf_is_kept_as_it_is(store: FileStore) -> None:
    stored = store.accept(BytesIO(PDF), "执照.PDF")
    assert stored.media_type == "application/pdf"
    with store.open(stored.stored_name) as file:
        assert file.read() == PDF


def test_a_pdf_with_compressed_objects_is_kept(store: FileStore) -> None:
    compressed = PDF.replace(b"/Type/Page/Parent", b"/Type/ObjStm/Parent")
    assert kept(store, compressed, "a.pdf") == compressed


def test_the_stored_name_is_random_and_the_file_is_for_its_owner_only(
    store: FileStore, tmp_path: Path
) -> None:
    names = {store.accept(BytesIO(PDF), "a.pdf").stored_name for _ in range(20)}
    assert len(names) == 20
    folder = tmp_path / "uploads"
    assert {path.name for path in folder.iterdir()} == names
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_metadata_and_hidden_scripts_are_gone(store: FileStore) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 23.1291 N 113.2644 E"
    content = picture("JPEG", exif=exif, comment=SCRIPT) + b"PK\x03\x04 archive " + SCRIPT
    clean = kept(store, content, "a.jpg")
    assert b"script" not in clean
    assert b"23.1291" not in clean
    assert b"PK\x03\x04" not in clean
    with Image.open(BytesIO(clean)) as read:
        assert not read.getexif()


def test_text_in_a_png_is_gone(store: FileStore) -> None:
    info = PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    assert b"script" not in kept(store, picture("PNG", pnginfo=info), "a.png")


def test_a_picture_taken_sideways_is_kept_upright(store: FileStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(BytesIO(kept(store, picture("JPEG", exif=exif), "a.jpg"))) as read:
        assert read.size == (40, 60)
        assert read.convert("L").getpixel((35, 5)) < 60


def test_transparency_is_kept(store: FileStore) -> None:
    for kind in ("PNG", "WEBP"):
        content = kept(store, picture(kind, mode="RGBA"), f"a.{kind.lower()}")
        with Image.open(BytesIO(content)) as read:
            assert (read.format, read.mode) == ("PNG", "RGBA")
            assert read.getpixel((50, 30))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_kind_of_colour_is_accepted(store: FileStore, mode: str) -> None:
    buffer = BytesIO()
    Image.new(mode, (20, 20)).save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    assert kept(store, buffer.getvalue(), "a.png")


def test_a_scan_of_sixteen_bit_grey_does_not_turn_white(store: FileStore) -> None:
    buffer = BytesIO()
    Image.new("I;16", (20, 20), 32_768).save(buffer, "PNG")
    with Image.open(BytesIO(kept(store, buffer.getvalue(), "scan.png"))) as read:
        assert read.convert("L").getpixel((10, 10)) == 128


def test_the_first_of_several_pictures_in_one_file_is_kept(store: FileStore) -> None:
    buffer = BytesIO()
    first, second = Image.new("RGB", (30, 20), "white"), Image.new("RGB", (30, 20), "black")
    first.save(buffer, "MPO", save_all=True, append_images=[second])
    content = kept(store, buffer.getvalue(), "portrait.jpg")
    with Image.open(BytesIO(content)) as read:
        assert (read.format, getattr(read, "n_frames", 1)) == ("JPEG", 1)
        assert read.convert("L").getpixel((10, 10)) > 200


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_turned_as_its_reader_would_turn_it(store: FileStore, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    content = picture("PNG", exif=exif)
    with Image.open(BytesIO(content)) as given:
        expected = ImageOps.exif_transpose(given)
    with Image.open(BytesIO(kept(store, content, "a.png"))) as read:
        assert read.tobytes() == expected.tobytes()


def test_a_picture_with_broken_metadata_is_kept(store: FileStore) -> None:
    content = picture("JPEG", exif=b"Exif\0\0not a TIFF header at all")
    assert kept(store, content, "a.jpg")


def test_a_large_picture_is_whole_when_it_was_made_smaller(store: FileStore) -> None:
    buffer = BytesIO()
    large = Image.linear_gradient("L").resize((5_001, 4_999)).convert("RGB")
    large.save(buffer, "PNG")
    with Image.open(BytesIO(kept(store, buffer.getvalue(), "a.png"))) as read:
        small = read.convert("L")
    assert small.size == (2_501, 2_500)
    column = [small.getpixel((1_000, row)) for row in range(0, 2_500, 50)]
    assert column == sorted(column)
    assert (column[0], small.getpixel((2_500, 2_499))) == (0, 255)


def test_a_huge_picture_is_kept_smaller(store: FileStore) -> None:
    with Image.open(BytesIO(kept(store, picture("JPEG", (6000, 4500)), "a.jpg"))) as read:
        assert max(read.size) <= 4096
        assert abs(read.width / read.height - 6000 / 4500) < 0.01


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(
    store: FileStore,
) -> None:
    started = time.process_time()
    assert refusal(store, png_of(50_000, 50_000), "bomb.png") == "too_many_pixels"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("width", "height"), [(8_001, 5_000), (10_000, 10_000), (40_000_001, 1)])
def test_more_than_forty_megapixels_are_refused(store: FileStore, width: int, height: int) -> None:
    assert refusal(store, png_of(width, height), "a.png") == "too_many_pixels"


def test_a_jpeg_under_the_name_a_phone_gave_the_photo_is_kept(store: FileStore) -> None:
    assert kept(store, picture(), "IMG_0001.HEIC")


def test_a_webp_over_sixteen_megapixels_is_refused(store: FileStore) -> None:
    large = picture("WEBP", (4_001, 4_000), quality=1, method=0)
    assert refusal(store, large, "a.webp") == "too_many_pixels"


def test_a_file_over_ten_megabytes_is_refused(store: FileStore) -> None:
    assert refusal(store, picture() + b"\0" * MAX_BYTES, "a.jpg") == "too_large"


def test_a_file_of_exactly_ten_megabytes_is_kept(store: FileStore) -> None:
    content = picture()
    assert kept(store, content + b"\0" * (MAX_BYTES - len(content)), "a.jpg")


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.pdf", "empty"),
        (EMPTY_PDF, "a.pdf", "empty"),
        (b"%PDF-1.4\n%%EOF", "a.pdf", "damaged"),
        (PDF[:-40], "a.pdf", "damaged"),
        (PDF + b"\0" * 5_000, "a.pdf", "damaged"),
        (b"<html>" + SCRIPT, "a.pdf", "type"),
        (SCRIPT + PDF, "a.pdf", "type"),
        (PDF, "a.pdf%00.html", "type"),
        (PDF, "a.pdf\x00.html", "type"),
        (PDF, "a.html", "type"),
        (PDF, "a.jpg", "type"),
        (picture(), "a.pdf", "type"),
        (picture(), "a.svg", "type"),
        (picture(), "a", "type"),
        (picture(), "..%2f..%2fetc%2fpasswd", "type"),
        (picture(), "licence\u202egpj.exe", "type"),
        (picture(), "", "type"),
        (picture("GIF", mode="P"), "a.gif", "type"),
        (picture("GIF", mode="P"), "a.jpg", "type"),
        (b"GIF89a" + picture(), "a.jpg", "type"),
        (picture("TIFF"), "a.jpg", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png", "type"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.jpg", "type"),
        (b"PK\x03\x04", "a.webp", "type"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.webp", "type"),
        (b"\xff\xd8\xff\xe0" + b"x" * 100, "a.jpg", "damaged"),
        (picture()[:300], "a.jpg", "damaged"),
        (png_of(1_000, 1_000), "a.png", "damaged"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00abcd", "a.webp", "damaged"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_0001.HEIC", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "IMG_0001.jpg", "heic"),
        (b"whatever", "a.heif", "heic"),
    ],
)
def test_what_is_no_sound_picture_or_pdf_is_refused(
    store: FileStore, tmp_path: Path, content: bytes, filename: str, code: str
) -> None:
    assert refusal(store, content, filename) == code
    assert not (tmp_path / "uploads").exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("营业执照（副本）.jpg", "营业执照（副本）.jpg"),
        ("C:\\Users\\li\\licence.pdf", "licence.pdf"),
        ("../../etc/a.pdf", "a.pdf"),
        ("licence\u202egpj.pdf", "licencegpj.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("", "file"),
        ("名" * 300 + ".jpeg", "名" * 115 + ".jpeg"),
        ("a." + "b" * 300, "a." + "b" * 59),
    ],
)
def test_a_name_is_shown_without_its_tricks(given: str, shown: str) -> None:
    assert clean_name(given) == shown
    assert len(clean_name(given)) <= 120


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "../pass.key",
        "/etc/passwd",
        "a.pdf",
        f"{'0' * 32}.html",
        f"{'0' * 32}.pdf\n",
        f"x/{'0' * 32}.pdf",
    ],
)
def test_a_path_that_the_store_did_not_give_is_not_found(store: FileStore, name: str) -> None:
    for look_up in (store.open, store.discard):
        with pytest.raises(FileNotFoundError):
            look_up(name)


def test_a_link_in_the_folder_is_not_followed(store: FileStore, tmp_path: Path) -> None:
    stored = store.accept(BytesIO(PDF), "a.pdf")
    secret = tmp_path / "pass.key"
    secret.write_text("secret")
    place = tmp_path / "uploads" / stored.stored_name
    place.unlink()
    place.symlink_to(secret)
    with pytest.raises(OSError, match="symbolic"):
        store.open(stored.stored_name)


def test_a_file_is_gone_after_its_transaction_rolled_back(store: FileStore) -> None:
    stored = store.accept(BytesIO(PDF), "a.pdf")
    store.discard(stored.stored_name)
    store.discard(stored.stored_name)
    with pytest.raises(FileNotFoundError):
        store.open(stored.stored_name)


def test_a_folder_that_cannot_take_the_file_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "uploads"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="exists"):
        FileStore(blocked).accept(BytesIO(PDF), "a.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["uploads"]


def test_a_disk_that_takes_only_half_the_file_is_an_error_and_leaves_nothing(
    store: FileStore, tmp_path: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PDF) // 2, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            store.accept(BytesIO(PDF), "a.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "uploads").iterdir()) == []
