"""Rules of the house that a machine can check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT, capture_output=True, text=True, check=True,
).stdout.split("\n")  # fmt: skip
FILES = [ROOT / name for name in LISTED if name and (ROOT / name).is_file()]
TEMPLATES = [
    path for path in FILES if path.suffix == ".html" and path.is_relative_to(ROOT / "templates")
]


def run(*command):
    """Runs one of the house's tools on the whole tree."""
    result = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_imports_run_one_way():
    run("tools/contracts.py")


def test_lint_is_clean():
    run("-m", "ruff", "check", ".")


def test_formatting_is_settled():
    run("-m", "ruff", "format", "--check", ".")


def test_types_hold():
    run("-m", "mypy")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_carry_no_inline_style_or_handler(path):
    if path.is_relative_to(ROOT / "templates" / "email"):
        pytest.skip("mail readers know no style sheets")
    text = path.read_text("utf-8")
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)
    assert "javascript:" not in text
    assert not re.search(r"\|\s*safe\b", text)


def test_no_page_names_a_foreign_host():
    # The registers of ministry and police are links in a footer; nothing is loaded from them.
    allowed = ("beian.miit.gov.cn", "beian.mps.gov.cn", "www.w3.org")
    for path in FILES:
        if path.suffix in (".html", ".css", ".js") and "tests" not in path.parts:
            for host in re.findall(r"https?://([a-z0-9.-]+)", path.read_text("utf-8")):
                assert host in allowed or host.endswith("example.com"), f"{path.name}: {host}"


def test_no_module_is_a_drawer_for_everything():
    names = {path.stem for path in FILES if path.suffix == ".py"}
    assert names.isdisjoint({"utils", "util", "helpers", "common", "misc", "manager"})


def test_no_key_or_database_is_committed():
    tracked = [name for name in LISTED if name.endswith((".key", ".sqlite", ".eml", ".mo"))]
    assert tracked == []
