"""The two servers: waitress for one machine, gunicorn for one that has grown."""

import logging
import threading

from flask import Flask

from exhibition.config import Settings
from exhibition.web.relay import Relay

THREADS = 8
WORKER_THREADS = 4


def run_waitress(app: Flask, settings: Settings) -> None:
    """Serves with one process and eight threads, the mail relay beside them, until stopped."""
    import waitress  # noqa: PLC0415 -- only the serving process needs it

    logging.getLogger("waitress").setLevel(logging.ERROR)
    stop = threading.Event()
    relay = threading.Thread(target=Relay(app, stop).run, name="relay", daemon=True)
    relay.start()
    try:
        waitress.serve(
            app, host=settings.host, port=settings.port, threads=THREADS, ident=None, _quiet=True
        )
    finally:
        stop.set()
        relay.join(timeout=20)


def run_gunicorn(app: Flask, settings: Settings) -> None:
    """Serves with several processes of four threads each until stopped."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 -- only when grown

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
        from exhibition.database import db  # noqa: PLC0415 -- see below

        # A connection opened before the fork must not be shared by the workers.
        db.engine.dispose()
    Server().run()
