"""Our own style sheets and scripts: found by the hash of their content, kept for a year."""

import gzip
import re

import brotli
import pytest

from exhibition.web.assets import FOLDER, load
from tests.sign_up import a_preset_show

SHOW = "cell-gene-therapy"
SHEET = "css/tokens.css"
MOST_FILES = 8


@pytest.fixture
def addresses(client, session):
    """Everything the visitor form loads."""
    a_preset_show(session)
    page = client.get(f"/{SHOW}/visitor").text
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


def test_what_a_page_loads_is_there_and_kept_for_a_year(client, addresses):
    assert len(addresses) >= 3
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert re.search(r"\.[0-9a-f]{10}\.\w+$", address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_plain_name_works_for_a_while(client):
    answer = client.get(f"/static/{SHEET}")
    assert answer.data == (FOLDER / SHEET).read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("encoding", "undo"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_it_comes_as_the_browser_can_take_it(client, encoding, undo):
    answer = client.get(f"/static/{SHEET}", headers={"Accept-Encoding": encoding})
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert undo(answer.data) == (FOLDER / SHEET).read_bytes()


@pytest.mark.parametrize(
    ("name", "kind"), [("css/base.css", "text/css"), ("js/form.js", "text/javascript")]
)
def test_its_type_does_not_depend_on_the_machine(client, name, kind):
    assert client.get(f"/static/{name}").mimetype == kind


@pytest.mark.parametrize(
    "path",
    [
        "nothing.css", "../wsgi.py", "..%2fwsgi.py", "%2e%2e/wsgi.py", "css", "css/", ".", "%00",
        "css/tokens.0000000000.css", "/etc/passwd", "css/../../wsgi.py", "css\\tokens.css",
    ],
)  # fmt: skip
def test_nothing_else_is_handed_out(client, path):
    answer = client.get(f"/static/{path}", follow_redirects=True)
    assert answer.status_code == 404
    assert b"create_app" not in answer.data


def test_a_sheet_holds_what_it_imports(client):
    sheet = client.get("/static/css/public.css").text
    assert "@import" not in sheet
    assert (FOLDER / SHEET).read_text("utf-8") in sheet
    assert (FOLDER / "css/forms/fields.css").read_text("utf-8") in sheet


def test_a_script_names_its_imports_by_their_hash(tmp_path):
    scripts = tmp_path / "js"
    (scripts / "form").mkdir(parents=True)
    (scripts / "page.js").write_text('import { keep } from "./form/keep.js";\n', "utf-8")
    (scripts / "form/keep.js").write_text('import { all } from "./all.js";\n', "utf-8")
    (scripts / "form/all.js").write_text("export const all = 1;\n", "utf-8")
    assets = load(tmp_path)
    keep = assets["js/form/keep.js"]
    assert f'from "./{keep.address.removeprefix("js/")}"' in assets["js/page.js"].plain.decode()
    assert assets["js/page.js"].imports == ("js/form/all.js", "js/form/keep.js")

    before = assets["js/page.js"].address
    (scripts / "form/all.js").write_text("export const all = 2;\n", "utf-8")
    assert load(tmp_path)["js/page.js"].address != before


def test_the_first_load_of_the_visitor_form_is_light(client, addresses):
    sizes = [
        len(client.get(address, headers={"Accept-Encoding": "br"}).data)
        for address in (f"/{SHOW}/visitor", *addresses)
    ]
    assert len(sizes) <= MOST_FILES
    assert sum(sizes) <= 60_000
