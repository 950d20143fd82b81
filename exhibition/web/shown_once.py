"""What is shown on the next page and never again: a one-time link, recovery codes.

It travels in the reader's own cookie, sealed, so that a page answered by a redirect can show it
and nothing keeps it.
"""

from flask import current_app, session

from exhibition.adapters import sealing
from exhibition.adapters.sealing import NotOurs
from exhibition.config import Settings
from exhibition.domain import keys


def keep(kind: str, text: str) -> None:
    """Keeps it for the next page that takes this kind."""
    session[_name(kind)] = sealing.seal(_key(), text, kind)


def take(kind: str) -> str:
    """What was kept, once; empty where nothing was."""
    kept = session.pop(_name(kind), "")
    try:
        return sealing.unseal(_key(), kept, kind) if kept else ""
    except NotOurs:
        return ""


def _name(kind: str) -> str:
    return f"once_{kind}"


def _key() -> bytes:
    settings: Settings = current_app.config["SETTINGS"]
    return keys.sealing_key(settings.pass_key, "shown once")
