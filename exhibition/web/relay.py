"""The relay: takes due mails from the outbox, writes them, hands them over, marks them.

It belongs to ``serve`` and ``outbox run`` alone. Nothing is sent inside a transaction: a mail is
claimed in one, written in a read, sent outside, and marked in another. A server that hangs holds
one of a few threads for its timeout while the others go on.
"""

import logging
import os
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from exhibition.adapters.mailer import (
    Carrier,
    Delivered,
    EmlFolder,
    Envelope,
    Refused,
    SmtpServer,
)
from exhibition.config import Settings
from exhibition.database import db, transaction
from exhibition.models import OutboxMail
from exhibition.services import outbox
from exhibition.web import mail_views
from exhibition.web.housekeeper import Housekeeper
from exhibition.web.mail_views import NotToBeSent

log = logging.getLogger("exhibition.relay")

POLL_SECONDS = 1.0
#: How long the relay rests after the database did not answer.
TROUBLE_SECONDS = 5.0
#: Between the attempts to mark a mail that went out.
MARK_PAUSES = (1.0, 5.0, 15.0)
THREADS = 4
BATCH = 20
#: Longer than a server that answers each step at the last moment takes for one mail.
LEASE_SECONDS = 150
PARENT = "EXHIBITION_RELAY_PARENT"


def carrier(app: Flask) -> Carrier:
    """What takes mails away: the configured server, else the folder of ``.eml`` files."""
    settings: Settings = app.config["SETTINGS"]
    if settings.mail.is_configured:
        return SmtpServer(app.extensions["mail"])
    return EmlFolder(settings.mail_folder)


class Relay:
    """Sends what is due until it is told to stop."""

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        self._app = app
        self._stop = stop
        self._settings: Settings = app.config["SETTINGS"]
        self._carrier = carrier(app)
        self._under_way: dict[Future[None], int] = {}
        self._house = Housekeeper(app)
        parent = os.environ.get(PARENT, "")
        self._parent = int(parent) if parent.isdigit() else None

    def run(self) -> None:
        """Works until the event is set, or until the process that started it is gone."""
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        try:
            while not self._stop.is_set() and self._parent_lives():
                self._house.look_after()
                self._rest(self._try_to_start(pool))
        finally:
            # What nobody began goes back at once, what is on its way is waited for.
            pool.shutdown(wait=False, cancel_futures=True)
            self._give_back()
            pool.shutdown(wait=True)

    def run_once(self) -> int:
        """Sends everything that is due, and gives how many mails were tried."""
        tried = 0
        with ThreadPoolExecutor(THREADS, thread_name_prefix="mail") as pool:
            while started := self._start(pool):
                tried += started
                wait(self._under_way)
        return tried

    def _try_to_start(self, pool: ThreadPoolExecutor) -> int | None:
        """Like ``_start``; None where something went wrong, for the relay outlives everything."""
        try:
            return self._start(pool)
        except Exception as error:
            log.error("the outbox cannot be read: %s", type(error).__name__)
            return None

    def _start(self, pool: ThreadPoolExecutor) -> int:
        """Claims what is due, as far as there is room, and puts threads to it; gives how many."""
        for done in [future for future in self._under_way if future.done()]:
            del self._under_way[done]
        # A mail of ours whose lease ran out while a server dawdles is still ours.
        ours = set(self._under_way.values())
        fresh = [mail_id for mail_id in self._claim(BATCH - len(ours)) if mail_id not in ours]
        for mail_id in fresh:
            self._under_way[pool.submit(self._handle, mail_id)] = mail_id
        return len(fresh)

    def _claim(self, most: int) -> list[int]:
        with self._app.app_context():
            # Read first: asking every second must not take the write lock from who registers.
            if most <= 0 or not outbox.has_work(db.session()):
                return []
            with transaction() as session:
                outbox.release_held(session)
                return outbox.claim(session, most, LEASE_SECONDS)

    def _rest(self, started: int | None) -> None:
        if started is None:
            self._stop.wait(TROUBLE_SECONDS)
        elif len(self._under_way) >= BATCH:
            wait(self._under_way, POLL_SECONDS, FIRST_COMPLETED)
        elif started == 0:
            self._stop.wait(POLL_SECONDS)

    def _handle(self, mail_id: int) -> None:
        """One mail from its row to its mark; whatever happens, the others go on."""
        try:
            with self._app.app_context():
                outcome = self._outcome(mail_id)
                if outcome is not None:
                    self._mark(mail_id, outcome)
        except Exception as error:
            # Its lease runs out, and it is tried again.
            log.error("mail %s was left: %s", mail_id, type(error).__name__)

    def _outcome(self, mail_id: int) -> Delivered | Refused | None:
        """What became of the mail; None where its row is gone."""
        try:
            envelope = self._written(mail_id)
            return self._carrier.send(envelope) if envelope else None
        except NotToBeSent as reason:
            return Refused(permanent=True, reason=str(reason))
        except DBAPIError:
            raise
        except Exception as error:
            # One mail that cannot be written is shown to the staff and never holds the rest.
            log.error("mail %s cannot be written: %s", mail_id, type(error).__name__)
            return Refused(permanent=True, reason=f"unwritable: {type(error).__name__}")

    def _written(self, mail_id: int) -> Envelope | None:
        """The mail in words, read in a transaction that ends before anything is sent."""
        session = db.session()
        try:
            mail = session.get(OutboxMail, mail_id)
            if mail is None:
                return None
            rendered = mail_views.render(session, mail, self._settings)
            recipient, message_id = mail.recipient, mail.message_id
        finally:
            session.rollback()
        return mail_views.address(rendered, recipient, message_id, self._settings)

    def _mark(self, mail_id: int, outcome: Delivered | Refused) -> None:
        for pause in MARK_PAUSES:
            try:
                with transaction() as session:
                    _write_outcome(session, mail_id, outcome)
                return
            except DBAPIError:
                # Unmarked it would go out a second time.
                time.sleep(pause)
        log.error("mail %s is unmarked and will be sent again", mail_id)

    def _give_back(self) -> None:
        unbegun = [mail_id for future, mail_id in self._under_way.items() if future.cancelled()]
        if not unbegun:
            return
        try:
            with self._app.app_context(), transaction() as session:
                outbox.release(session, unbegun)
        except DBAPIError:
            log.warning("%s mails wait until their lease runs out", len(unbegun))

    def _parent_lives(self) -> bool:
        return self._parent is None or os.getppid() == self._parent


def _write_outcome(session: Session, mail_id: int, outcome: Delivered | Refused) -> None:
    if isinstance(outcome, Delivered):
        outbox.mark_sent(session, mail_id)
        return
    # The first word is a code; the rest may name the mailbox and stays out of the log.
    log.warning("mail %s: %s", mail_id, outcome.reason.split(maxsplit=1)[0].rstrip(":"))
    if outcome.permanent:
        outbox.mark_failed(session, mail_id, outcome.reason)
    else:
        outbox.mark_retry(session, mail_id, outcome.reason)
