"""Files in every state on the page where an exhibitor hands them in."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Page

LICENCE = "#f-licence_file"
#: So slow that a file of this size is under way for some seconds.
SLOW = {"offline": False, "latency": 0, "downloadThroughput": 200_000, "uploadThroughput": 60_000}
HALF_A_MEGABYTE = 500_000
HALF_WAY = 40


def at_the_files(page: Page) -> None:
    """The page from the first field for files on."""
    page.locator(LICENCE).evaluate(
        "control => scrollTo(0, control.closest('.field').getBoundingClientRect().top - 24)"
    )


def sending(page: Page) -> None:
    """A file is half way."""
    at_the_files(page)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.set_input_files(LICENCE, _document(HALF_A_MEGABYTE))
    bar = page.locator(".file-sending progress")
    while bar.evaluate("bar => bar.value") < HALF_WAY:
        page.wait_for_timeout(100)


def handed_in(page: Page) -> None:
    """A photo has arrived."""
    at_the_files(page)
    page.set_input_files(LICENCE, _photo())
    page.wait_for_selector(".file:not(.file-sending) .file-name")
    page.wait_for_load_state("networkidle")


def refused(page: Page) -> None:
    """A file of a kind that is not taken."""
    at_the_files(page)
    page.set_input_files(
        LICENCE, {"name": "营业执照.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}
    )
    page.wait_for_selector(".file-refused")


def _document(size: int) -> FilePayload:
    content = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\ntrailer<</Root 1 0 R>>\n"
    filler = b"%" + b"0" * size + b"\n"
    content += filler + b"startxref\n0\n%%EOF\n"
    return {"name": "营业执照.pdf", "mimeType": "application/pdf", "buffer": content}


def _photo() -> FilePayload:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).save(buffer, "JPEG")
    return {"name": "营业执照.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}
