"""Numbers of rows in addresses."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

#: Larger numbers fit no row, and no database takes them; JavaScript counts as far.
LARGEST = 2**53 - 1


class RowNumber(IntegerConverter):
    """What ``<int:…>`` stands for: an address with a larger number does not exist."""

    def __init__(self, *args: Any, max: int = LARGEST, **more: Any) -> None:
        super().__init__(*args, max=max, **more)


def init_app(app: Flask) -> None:
    """Makes every ``<int:…>`` one; before any address is registered."""
    app.url_map.converters["int"] = RowNumber
