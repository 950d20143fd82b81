"""Forms of the back office as a browser would send them: everything as it stands on the page."""

from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


def as_it_stands(page: TestResponse, action: str, **typed: Any) -> "MultiDict[str, str]":
    """What the form with this address would send; ``typed`` replaces values, a list several.

    ``None`` unticks a box or leaves a control out.
    """
    reader = _Reader(action)
    reader.feed(page.text)
    assert reader.found, f"no form for {action}"
    for name, value in typed.items():
        reader.sent.poplist(name)
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                reader.sent.add(name, one)
    return reader.sent


class _Reader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.sent: MultiDict[str, str] = MultiDict()
        self.found = self.inside = False
        self.select = self.textarea = ""
        self.first_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = said.get("action") == self.action and said.get("method") == "post"
            self.found |= self.inside
        if not self.inside or "disabled" in said:
            return
        if tag == "select":
            self.select, self.first_option = said["name"], True
        elif tag == "option" and ("selected" in said or self.first_option):
            self.sent[self.select] = said.get("value", "")
            self.first_option = False
        elif tag == "textarea":
            self.textarea = said["name"]
            self.sent[self.textarea] = ""
        elif tag == "input" and said.get("name"):
            self._input(said)

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.sent[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea:
            # A browser drops the line break behind the tag and sends CRLF.
            words = self.sent[self.textarea].removeprefix("\n")
            self.sent[self.textarea] = words.replace("\n", "\r\n")
            self.textarea = ""

    def _input(self, said: dict[str, str]) -> None:
        if said.get("type") in ("checkbox", "radio") and "checked" not in said:
            return
        self.sent.add(said["name"], said.get("value", ""))
