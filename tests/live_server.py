"""A real server in a process group of its own, and visitors that talk to it over HTTP."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One installation that can be killed and started again on the same data."""

    instance: Path
    database_url: str = ""
    app: str = "wsgi"
    workers: int = 1
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told; nothing of the settings of whoever runs the tests."""
        inherited = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("MAIL_", "LIMIT_", "EXHIBITION_"))
            and key not in ("DATABASE_URL", "BASE_URL")
        }
        return inherited | {
            "EXHIBITION_INSTANCE": str(self.instance),
            "DATABASE_URL": self.database_url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WORKERS": str(self.workers),
            "LIMIT_SUBMIT": "off",
            "LIMIT_LOOKUP": "off",
            **self.extra,
        }

    def run(self, *words: str, typed: str = "") -> str:
        """What ``flask WORDS`` prints on this installation; ``typed`` is its standard input."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", self.app, *words],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
        ).stdout

    def start(self) -> None:
        """Starts ``serve`` and waits until it is ready."""
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", self.app, "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get("/readyz")[0] == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError((self.instance / "server.log").read_text()[-2000:])

    def kill(self) -> None:
        """kill -9 of the whole process group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)

    def stop(self) -> None:
        """An orderly end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def get(self, path: str, cookie: str = "") -> tuple[int, str, str]:
        """Status, body and the session cookie of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            cookies = response.headers.get_all("Set-Cookie") or []
            session = "; ".join(one.split(";")[0] for one in cookies)
            return response.status, response.read().decode(), session
        finally:
            connection.close()

    def post(self, path: str, fields: list[tuple[str, str]], cookie: str) -> tuple[int, str]:
        """Status and Location of a sent form."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            connection.request("POST", path, urlencode(fields), headers)
            response = connection.getresponse()
            response.read()
            return response.status, response.headers.get("Location", "")
        finally:
            connection.close()


@dataclass
class Visitor:
    """Somebody about to register: the form is open, the words are typed."""

    fields: list[tuple[str, str]]
    cookie: str
    submission_id: str
    email: str
    location: str = ""
    status: int = 0


def visitors(server: Server, show: str, count: int) -> list[Visitor]:
    """People with the form open on their phones; every second one leaves an e-mail."""
    status, page, cookie = server.get(f"/{show}/visitor")
    assert status == 200, page[:500]
    token = unescape(_TOKEN.search(page)[1])  # type: ignore[index]
    people = []
    for number in range(count):
        submission_id = uuid.uuid4().hex
        email = f"visitor{secrets.token_hex(5)}@example.com" if number % 2 else ""
        fields = [
            ("csrf_token", token),
            ("submission_id", submission_id),
            ("name", f"访客{number}"),
            ("mobile", f"138{secrets.randbelow(10**8):08d}"),
            ("company", "某某生物有限公司"),
            ("job_title", "研发经理"),
            ("country", "CN"),
            ("province", "44"),
            ("business_nature", "biotech"),
            ("interests", "atmp_cell"),
            ("email", email),
            ("consent_notice", "y"),
            ("hp_note", ""),
        ]
        people.append(Visitor(fields, cookie, submission_id, email))
    return people


def submit_all(
    server: Server, show: str, people: list[Visitor], threads: int = 24
) -> threading.Event:
    """Starts sending everybody's form; the event is set when all have an answer or an error."""
    queue = list(people)
    lock, done = threading.Lock(), threading.Event()

    def work() -> None:
        while True:
            with lock:
                if not queue:
                    return
                visitor = queue.pop()
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, location = server.post(f"/{show}/visitor", visitor.fields, visitor.cookie)
                visitor.status, visitor.location = status, location

    def run() -> None:
        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        done.set()

    threading.Thread(target=run, daemon=True).start()
    return done


def acknowledged(people: list[Visitor]) -> list[Visitor]:
    """Those who were told that they are registered."""
    return [visitor for visitor in people if visitor.status == 303]
