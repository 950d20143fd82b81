"""Typed settings, from the environment or else ``config.toml`` in the instance folder.

A production start with an unsafe setting is refused with a sentence that says what to change.
"""

import hashlib
import ipaddress
import os
import secrets
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
MIN_SECRET = 32


class SettingsError(Exception):
    """A setting that cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class MailSettings:
    """The mail server; without one every mail becomes a file in ``instance/mail/``."""

    server: str = ""
    port: int = 25
    username: str = ""
    password: str = field(default="", repr=False)
    use_tls: bool = False
    use_ssl: bool = False
    sender: str = ""

    @property
    def is_configured(self) -> bool:
        """Whether there is a server to hand mail to."""
        return bool(self.server)


@dataclass(frozen=True)
class Settings:
    """Everything the application was told by whoever runs it."""

    instance: Path
    production: bool
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    pass_key: bytes = field(repr=False)
    base_url: str
    base_url_is_set: bool
    base_url_aliases: tuple[str, ...] = ()
    host: str = "0.0.0.0"  # noqa: S104 -- a phone in the same network has to reach it
    port: int = DEFAULT_PORT
    workers: int = 1
    trusted_proxies: tuple[str, ...] = ()
    limit_submit: str = "600/10 minutes"
    limit_sign_in: str = "30/minute"
    limit_lookup: str = "300/minute"
    mail: MailSettings = MailSettings()

    @property
    def pass_key_fingerprint(self) -> str:
        """SHA-256 of the pass key, 64 hex characters."""
        return hashlib.sha256(self.pass_key).hexdigest()

    @property
    def is_https(self) -> bool:
        """Whether the public address is https."""
        return self.base_url.startswith("https://")

    @property
    def network_only(self) -> bool:
        """Whether a printed QR code would work only in this network (http, private or bare IP)."""
        host = urlsplit(self.base_url).hostname or ""
        return not self.is_https or host == "localhost" or _is_ip(host) or "." not in host

    @property
    def uploads(self) -> Path:
        """Where handed-in files lie."""
        return self.instance / "uploads"

    @property
    def mail_folder(self) -> Path:
        """Where mails are written while no server is configured."""
        return self.instance / "mail"

    @property
    def trusted_hosts(self) -> list[str]:
        """The host names this installation answers to."""
        hosts = [urlsplit(url).hostname or "" for url in (self.base_url, *self.base_url_aliases)]
        hosts += ["localhost", "127.0.0.1", "[::1]"]
        if not self.base_url_is_set:
            hosts += machine_addresses()
        return [host for host in dict.fromkeys(hosts) if host]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this start. Makes the instance folder and the two key files once.

    Raises ``SettingsError`` for a value that cannot be read or is unsafe in production.
    """
    given = os.environ if environ is None else environ
    instance = (ROOT / given.get("EXHIBITION_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    values = _with_file(given, instance / "config.toml")

    port = _whole(values, "PORT", DEFAULT_PORT)
    base_url = values.get("BASE_URL", "").rstrip("/")
    if base_url and urlsplit(base_url).scheme not in ("http", "https"):
        raise SettingsError(f"BASE_URL must start with https:// or http://, not {base_url!r}.")
    env = values.get("EXHIBITION_ENV") or (
        "production" if base_url.startswith("https://") else "local"
    )
    if env not in ("local", "production"):
        raise SettingsError(f"EXHIBITION_ENV is local or production, not {env!r}.")
    settings = Settings(
        instance=instance,
        production=env == "production",
        database_url=_database_url(values.get("DATABASE_URL", ""), instance),
        redis_url=values.get("REDIS_URL", ""),
        secret_key=values.get("SECRET_KEY") or key_file(instance / "secret.key").decode(),
        pass_key=key_file(instance / "pass.key"),
        base_url=base_url or f"http://{lan_address()}:{port}",
        base_url_is_set=bool(base_url),
        base_url_aliases=tuple(_words(values.get("BASE_URL_ALIASES", ""))),
        host=values.get("HOST", "0.0.0.0"),  # noqa: S104 -- see Settings.host
        port=port,
        workers=max(1, _whole(values, "WORKERS", 1)),
        trusted_proxies=_networks(values.get("TRUSTED_PROXIES", "")),
        limit_submit=values.get("LIMIT_SUBMIT", Settings.limit_submit),
        limit_sign_in=values.get("LIMIT_SIGN_IN", Settings.limit_sign_in),
        limit_lookup=values.get("LIMIT_LOOKUP", Settings.limit_lookup),
        mail=_mail(values),
    )
    if settings.production:
        refuse_unsafe(settings, debug=_truth(values.get("FLASK_DEBUG", "")))
    return settings


def refuse_unsafe(settings: Settings, *, debug: bool) -> None:
    """Raises ``SettingsError`` for the first setting that production must not start with."""
    if debug:
        raise SettingsError("FLASK_DEBUG shows the program's inside to visitors: unset it.")
    if len(settings.secret_key) < MIN_SECRET:
        raise SettingsError(
            f"SECRET_KEY has fewer than {MIN_SECRET} characters. Unset it (a key file is made"
            " for you) or give it a long random value."
        )
    if not settings.base_url_is_set or not settings.is_https:
        raise SettingsError(
            "BASE_URL must be the https address visitors use, for example"
            " https://expo.example.com: it is printed into every QR code."
        )
    if "off" in (settings.limit_submit, settings.limit_sign_in, settings.limit_lookup):
        raise SettingsError("A LIMIT_… setting is off: remove it, or give a number.")
    for name in ("pass.key", "secret.key"):
        path = settings.instance / name
        if path.exists() and path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others. Run: chmod 600 {path}")


def key_file(path: Path) -> bytes:
    """The key kept in ``path``; made once, readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def lan_address() -> str:
    """The address a phone in the same network reaches this machine by; loopback if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only asks the routing table.
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def machine_addresses() -> list[str]:
    """The addresses and names of this machine, as a Host header would carry them."""
    found = [lan_address(), socket.gethostname()]
    try:
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    except OSError:
        pass
    return [f"[{host}]" if ":" in host else host for host in dict.fromkeys(found)]


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _with_file(environ: Mapping[str, str], path: Path) -> dict[str, str]:
    values: dict[str, str] = {}
    if path.exists():
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path} cannot be read: {error}") from error
        values = {key: _as_text(value) for key, value in table.items()}
    return values | {key: value for key, value in environ.items() if value != ""}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    return str(value)


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'exhibition.sqlite'}"
    scheme, _, rest = given.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    return given


def _mail(values: Mapping[str, str]) -> MailSettings:
    use_ssl = _truth(values.get("MAIL_USE_SSL", ""))
    username = values.get("MAIL_USERNAME", "")
    return MailSettings(
        server=values.get("MAIL_SERVER", ""),
        port=_whole(values, "MAIL_PORT", 465 if use_ssl else 25),
        username=username,
        password=values.get("MAIL_PASSWORD", ""),
        use_tls=_truth(values.get("MAIL_USE_TLS", "")),
        use_ssl=use_ssl,
        sender=values.get("MAIL_DEFAULT_SENDER", "") or username,
    )


def _networks(text: str) -> tuple[str, ...]:
    networks = tuple(_words(text))
    for network in networks:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"TRUSTED_PROXIES: {network!r} is no network address.") from error
    return networks


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _whole(values: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(values.get(name, default))
    except ValueError as error:
        raise SettingsError(f"{name} must be a whole number, not {values[name]!r}.") from error


def _truth(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on")
