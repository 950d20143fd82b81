"""The two servers: waitress for one machine, gunicorn for one that has grown."""

import errno
import logging
import resource
import socket
import threading
from typing import Any

import click
from flask import Flask

from exhibition.config import Settings
from exhibition.database import db
from exhibition.web.relay import Relay

WAITRESS: dict[str, Any] = {
    "threads": 8,
    "ident": None,
    # web/client.py decides whom to believe; waitress would take the header away first.
    "clear_untrusted_proxy_headers": False,
    # A phone keeps its connections open after the page has come. With waitress's own hundred, the
    # readers of one article would shut everybody else out for two minutes.
    "connection_limit": 1000,
    "channel_timeout": 60,
    "cleanup_interval": 10,
    # select() cannot watch as many.
    "asyncore_use_poll": True,
}
#: Open files of the process: every connection is one, and a large upload another.
OPEN_FILES = 4096
WORKER_THREADS = 4


def refuse_used_port(settings: Settings) -> None:
    """Raises ``click.ClickException`` where the server could not listen, before anything is done.

    Otherwise a second start would migrate the database under the first one.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the servers do: a port whose last connections are still closing can be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:
            raise click.ClickException(_why_not(settings, error)) from error


def _why_not(settings: Settings, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is in use: perhaps this program runs already. Stop the other"
            " one, or set PORT to another number."
        )
    if code == errno.EACCES:
        return f"Port {settings.port} may only be opened by root: set PORT to 8000, for example."
    return f"HOST {settings.host!r} is no address of this machine: unset it, or correct it."


def run_waitress(app: Flask, settings: Settings) -> None:
    """Serves with one process and eight threads, the mail relay beside them, until stopped."""
    import waitress  # only the serving process needs it

    logging.getLogger("waitress").setLevel(logging.ERROR)
    _allow_open_files()
    stop = threading.Event()
    relay = threading.Thread(target=Relay(app, stop).run, name="relay", daemon=True)
    relay.start()
    try:
        waitress.serve(app, host=settings.host, port=settings.port, _quiet=True, **WAITRESS)
    finally:
        stop.set()
        relay.join(timeout=20)


def _allow_open_files() -> None:
    """Lets the process open as many files as all connections need; a Mac begins with 256."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < OPEN_FILES:
        most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def run_gunicorn(app: Flask, settings: Settings) -> None:
    """Serves with several processes of four threads each until stopped."""
    from gunicorn.app.base import BaseApplication  # only when grown

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            self.cfg.set("bind", f"{settings.host}:{settings.port}")
            self.cfg.set("workers", settings.workers)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", WORKER_THREADS)
            self.cfg.set("timeout", 60)
            self.cfg.set("graceful_timeout", 30)
            self.cfg.set("loglevel", "warning")

        def load(self) -> Flask:
            return app

    with app.app_context():
        # A connection opened before the fork must not be shared by the workers.
        db.engine.dispose()
    Server().run()
