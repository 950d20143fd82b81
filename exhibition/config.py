"""Typed settings, from the environment or else ``config.toml`` in the instance folder.

A production start with an unsafe setting is refused with a sentence that says what to change.
"""

import hashlib
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from exhibition import setting_values as take
from exhibition.own_addresses import lan_address, machine_hosts
from exhibition.setting_values import SettingsError

__all__ = ["ROOT", "MailSettings", "Settings", "SettingsError", "load_settings"]

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
MIN_SECRET = 32
KEY_FILES = ("pass.key", "secret.key")


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
    #: Host names, without scheme and port.
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
        hosts = [urlsplit(self.base_url).hostname or "", *self.base_url_aliases]
        hosts += ["localhost", "127.0.0.1"]
        if not self.base_url_is_set:
            hosts += machine_hosts()
        return [host for host in dict.fromkeys(hosts) if host]


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this start. Makes the instance folder and the two key files once.

    Raises ``SettingsError`` for a value that cannot be read or is unsafe in production.
    """
    given = os.environ if environ is None else environ
    instance = (ROOT / (given.get("EXHIBITION_INSTANCE") or "instance")).resolve()
    # Personal data will lie in it.
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = take.read(given, instance / "config.toml")
    port = take.port(values, "PORT", DEFAULT_PORT)
    base_url = take.base_address(values.get("BASE_URL", ""))
    settings = Settings(
        instance=instance,
        production=_is_production(values, base_url),
        database_url=take.database_address(
            values.get("DATABASE_URL", ""), instance / "exhibition.sqlite"
        ),
        redis_url=take.redis_address(values.get("REDIS_URL", "")),
        secret_key=values.get("SECRET_KEY") or take.key_file(instance / "secret.key").decode(),
        pass_key=take.key_file(instance / "pass.key"),
        base_url=base_url or f"http://{lan_address()}:{port}",
        base_url_is_set=bool(base_url),
        base_url_aliases=take.hosts(values.get("BASE_URL_ALIASES", "")),
        host=values.get("HOST", Settings.host),
        port=port,
        workers=max(1, take.whole(values, "WORKERS", 1)),
        trusted_proxies=take.networks(values.get("TRUSTED_PROXIES", "")),
        limit_submit=take.limit(values, "LIMIT_SUBMIT", Settings.limit_submit),
        limit_sign_in=take.limit(values, "LIMIT_SIGN_IN", Settings.limit_sign_in),
        limit_lookup=take.limit(values, "LIMIT_LOOKUP", Settings.limit_lookup),
        mail=_mail(values),
    )
    if settings.production:
        refuse_unsafe(settings, debug=take.truth(values, "FLASK_DEBUG"))
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
    for name in KEY_FILES:
        path = settings.instance / name
        if path.exists() and path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others. Run: chmod 600 {path}")


def _is_production(values: Mapping[str, str], base_url: str) -> bool:
    default = "production" if base_url.startswith("https://") else "local"
    env = values.get("EXHIBITION_ENV", default)
    if env not in ("local", "production"):
        raise SettingsError(f"EXHIBITION_ENV is local or production, not {env!r}.")
    return env == "production"


def _mail(values: Mapping[str, str]) -> MailSettings:
    use_ssl, use_tls = take.truth(values, "MAIL_USE_SSL"), take.truth(values, "MAIL_USE_TLS")
    if use_ssl and use_tls:
        raise SettingsError(
            "MAIL_USE_SSL (port 465) and MAIL_USE_TLS (port 587) exclude each other: unset one."
        )
    username = values.get("MAIL_USERNAME", "")
    mail = MailSettings(
        server=values.get("MAIL_SERVER", ""),
        port=take.port(values, "MAIL_PORT", 465 if use_ssl else 587 if use_tls else 25),
        username=username,
        password=values.get("MAIL_PASSWORD", ""),
        use_tls=use_tls,
        use_ssl=use_ssl,
        sender=values.get("MAIL_DEFAULT_SENDER") or username,
    )
    if mail.is_configured and not mail.sender:
        raise SettingsError("MAIL_DEFAULT_SENDER is missing: the address your mails come from.")
    return mail


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
