"""What the documents list is what there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_setting_is_documented_and_no_other():
    code = (ROOT / "exhibition" / "config.py").read_text("utf-8")
    used = set(re.findall(r'"((?:[A-Z]+_)*[A-Z]+)"', code)) - {"FLASK_DEBUG", "ROOT"}
    table = (ROOT / "docs" / "settings.md").read_text("utf-8").split("# Commands")[0]
    listed = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", table))
    assert used == listed


def test_every_command_is_documented(app):
    text = (ROOT / "docs" / "settings.md").read_text("utf-8").split("# Commands")[1]
    for name, command in app.cli.commands.items():
        names = [f"{name} {sub}" for sub in getattr(command, "commands", {})] or [name]
        for full in names if name not in ("db", "export") else [name]:
            assert f"`{full}" in text, full


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert targets == described


def test_the_readme_is_one_screen_with_two_pictures():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= 60
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)
    assert len(pictures) == 2
    assert all((ROOT / picture).exists() for picture in pictures)


def test_links_between_documents_lead_somewhere():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document.name}: {link}"
