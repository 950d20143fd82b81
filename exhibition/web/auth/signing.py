"""Short-lived signed values of sign-in, each for one purpose: none is taken for another."""

from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

MAX_SECONDS = 5 * 60


def sign(purpose: str, value: Any) -> str:
    """The value as text that nobody else can make."""
    return _serializer(purpose).dumps(value)


def read(purpose: str, text: str) -> tuple[Any, datetime] | None:
    """The value and when it was signed; None for anything else, and after five minutes."""
    try:
        return _serializer(purpose).loads(text, max_age=MAX_SECONDS, return_timestamp=True)
    except BadData:
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"exhibition sign-in: {purpose}")
