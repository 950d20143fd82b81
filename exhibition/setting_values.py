"""Where settings come from and what their texts mean; each refusal says what to change."""

import ipaddress
import os
import secrets
import time
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import click
from limits import parse_many
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

#: Every setting besides the instance folder, which is where ``config.toml`` lies.
NAMES = frozenset(
    {
        "EXHIBITION_ENV", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL",
        "BASE_URL_ALIASES", "HOST", "PORT", "WORKERS", "TRUSTED_PROXIES",
        "LIMIT_SUBMIT", "LIMIT_SIGN_IN", "LIMIT_LOOKUP",
        "MAIL_SERVER", "MAIL_PORT", "MAIL_USERNAME", "MAIL_PASSWORD", "MAIL_USE_TLS",
        "MAIL_USE_SSL", "MAIL_DEFAULT_SENDER",
    }
)  # fmt: skip
KEY_LENGTH = 32
HIGHEST_PORT = 65_535
GROWN = "python -m pip install -r tests/requirements-grown.txt"


class SettingsError(click.ClickException):
    """A setting that cannot be used; the message says which and what to do.

    On the command line it is printed as a sentence, without a traceback.
    """


def read(environ: Mapping[str, str], path: Path) -> dict[str, str]:
    """The settings of ``config.toml`` at ``path``, and over them those of the environment.

    An empty variable counts as unset. Raises ``SettingsError`` for a file that cannot be read.
    """
    values: dict[str, str] = {}
    if path.exists():
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be read: {error}") from error
        if unknown := sorted(table.keys() - NAMES):
            raise SettingsError(f"{path}: there is no setting {unknown[0]!r}. Check its spelling.")
        values = {key: _as_text(value) for key, value in table.items()}
    return values | {key: value for key, value in environ.items() if value != ""}


def key_file(path: Path) -> bytes:
    """The key kept in ``path``; made once, readable by its owner only.

    Raises ``SettingsError`` for a file too short to be one.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _existing_key(path)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(KEY_LENGTH).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def _existing_key(path: Path) -> bytes:
    for _ in range(20):
        if len(key := path.read_bytes().strip()) >= KEY_LENGTH:
            return key
        # Another process may have made the file this very moment and be about to fill it.
        time.sleep(0.05)
    raise SettingsError(
        f"{path} is damaged: it has fewer than {KEY_LENGTH} characters. Put the copy from your"
        " backup back; delete the file only in an installation that nobody uses yet."
    )


def base_address(text: str) -> str:
    """An address visitors use, without a slash at its end; empty for an empty text."""
    address = text.strip().rstrip("/")
    parts = urlsplit(address)
    if not address:
        return ""
    if parts.scheme not in ("http", "https"):
        raise SettingsError(f"BASE_URL must start with https:// or http://, not {text!r}.")
    if not parts.hostname or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingsError(
            f"BASE_URL is scheme and host only, such as https://expo.example.com, not {text!r}."
        )
    return address


def hosts(text: str) -> tuple[str, ...]:
    """The host names in a list of hosts or addresses."""
    addresses = (word if "://" in word else f"//{word}" for word in words(text))
    return tuple(urlsplit(address).hostname or "" for address in addresses)


def database_address(given: str, default: Path) -> str:
    """The address of the database as SQLAlchemy takes it; SQLite in ``default`` where unset."""
    if not given:
        return f"sqlite:///{default}"
    scheme, _, rest = given.partition("://")
    if scheme in ("postgres", "postgresql"):
        given = f"postgresql+psycopg://{rest}"
    try:
        parsed = make_url(given)
    except ArgumentError as error:
        raise SettingsError("DATABASE_URL cannot be read as an address.") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingsError("DATABASE_URL must start with postgresql:// or sqlite:///.")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL names no file: what visitors send would be forgotten.")
    if parsed.drivername == "postgresql+psycopg" and find_spec("psycopg") is None:
        raise SettingsError(f"DATABASE_URL: PostgreSQL needs psycopg. Run: {GROWN}")
    return given


def redis_address(text: str) -> str:
    """The address of Redis; empty where there is none."""
    if text and urlsplit(text).scheme not in ("redis", "rediss", "unix"):
        raise SettingsError("REDIS_URL must start with redis:// or rediss://.")
    if text and find_spec("redis") is None:
        raise SettingsError(f"REDIS_URL: the package redis is missing. Run: {GROWN}")
    return f"redis+{text}" if text.startswith("unix:") else text


def networks(text: str) -> tuple[str, ...]:
    """The networks of ``TRUSTED_PROXIES``."""
    found = tuple(words(text))
    for network in found:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"TRUSTED_PROXIES: {network!r} is no network address.") from error
    return found


def limit(values: Mapping[str, str], name: str, default: str) -> str:
    """A rate limit in Flask-Limiter's notation, or "off"."""
    text = values.get(name, default).strip()
    if text.lower() == "off":
        return "off"
    try:
        parse_many(text)
    except ValueError as error:
        raise SettingsError(f"{name} must look like {default!r}, not {text!r}.") from error
    return text


def port(values: Mapping[str, str], name: str, default: int) -> int:
    """A port number."""
    number = whole(values, name, default)
    if not 1 <= number <= HIGHEST_PORT:
        raise SettingsError(f"{name} must be between 1 and {HIGHEST_PORT}, not {number}.")
    return number


def whole(values: Mapping[str, str], name: str, default: int) -> int:
    """A whole number."""
    try:
        return int(values.get(name, default))
    except ValueError as error:
        raise SettingsError(f"{name} must be a whole number, not {values[name]!r}.") from error


def truth(values: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on."""
    return values.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def words(text: str) -> list[str]:
    """The parts of a list, separated by spaces or commas."""
    return text.replace(",", " ").split()


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    return str(value)
