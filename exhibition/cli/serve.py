"""``flask serve``: everything from an empty machine to an open door."""

import os
import signal
import subprocess
import sys
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from exhibition.cli import server
from exhibition.cli.prepare import prepare
from exhibition.config import Settings

#: A relay finishes the mail it is sending before it ends.
RELAY_STOP_SECONDS = 30


@click.command()
@with_appcontext
def serve() -> None:
    """Make or migrate the database, print the addresses, start the mail relay and the server."""
    settings: Settings = current_app.config["SETTINGS"]
    server.refuse_used_port(settings)
    prepare(settings)
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _stop)
    if settings.workers == 1:
        server.run_waitress(current_app._get_current_object(), settings)  # type: ignore[attr-defined]
        return
    relay = relay_process()
    try:
        server.run_gunicorn(current_app._get_current_object(), settings)  # type: ignore[attr-defined]
    finally:
        relay.terminate()
        relay.wait(timeout=RELAY_STOP_SECONDS)


def relay_process() -> subprocess.Popen[bytes]:
    """The mail relay as a process of its own; it ends when this one does."""
    environment = os.environ | {"EXHIBITION_RELAY_PARENT": str(os.getpid())}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "run"]
    return subprocess.Popen(command, env=environment)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
