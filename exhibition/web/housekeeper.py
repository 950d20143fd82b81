"""What is due by the clock rather than by somebody's request: the relay asks once a minute."""

import logging
import time

from flask import Flask

from exhibition.config import Settings
from exhibition.database import transaction
from exhibition.services import booths, identity
from exhibition.web import export_runner, scheduler

log = logging.getLogger("exhibition.housekeeper")

EVERY_SECONDS = 60.0


class Housekeeper:
    """Clears exported files away whose time is over; ends what was held until yesterday; deletes
    numbers of identity documents in time; makes the exports that repeat.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.config["SETTINGS"]
        self._next = 0.0

    def look_after(self) -> None:
        """Does what is due, at most once a minute. Never raises: mails go out whatever happens."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        for chore in (self._files, self._booths, self._identity, self._schedules):
            try:
                with self._app.app_context():
                    chore()
            except Exception as error:
                log.error("what was due was left: %s", type(error).__name__)

    def _files(self) -> None:
        export_runner.sweep(self._settings)

    def _booths(self) -> None:
        with transaction() as session:
            booths.expire(session)

    def _identity(self) -> None:
        with transaction() as session:
            identity.delete_due(session)

    def _schedules(self) -> None:
        scheduler.look_after(self._settings)
