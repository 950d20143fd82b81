"""Visitor registrations a second: our three requests, against the two of the bare form."""

import contextlib
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.report import Row, median
from tests.live_server import ROOT, Server, free_port, visitors

CLIENTS = 8
SECONDS = 6.0
ROUNDS = 3
SHOW = "cell-gene-therapy"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def measure() -> list[Row]:
    """Rounds in turn: ours on 2 workers of 4 threads, then the bare form on the same."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Server(Path(folder), workers=2), free_port()
        (Path(folder) / "bare").mkdir()
        floor = _start_floor(bare, Path(folder) / "bare")
        ours.start()
        try:
            found = [
                (_rate(lambda: _register(ours)), _rate(lambda: _bare(bare))) for _ in range(ROUNDS)
            ]
        finally:
            ours.stop()
            floor.terminate()
            floor.wait()
    mine, least = median([one for one, _ in found]), median([other for _, other in found])
    ratio = median([one / other for one, other in found])
    return [
        Row(
            "visitor registration: form, POST, own page (SQLite FULL, 8 clients, 2 × 4 threads)",
            f"{mine:.0f}/s",
            f"{least:.0f}/s (form, POST)",
            f"{ratio:.2f}",
            "≥ 0.60",
        )
    ]


def _register(server: Server) -> None:
    person = visitors(server, SHOW, 1)[0]
    status, location = server.post(f"/{SHOW}/visitor", person.fields, person.cookie)
    assert status == 303, status
    assert server.get(location, person.cookie)[0] == 200


def _bare(port: int) -> None:
    page, cookie = _bare_request(port, "GET")
    token = unescape(_TOKEN.search(page)[1])  # type: ignore[index]
    fields = {"csrf_token": token, "name": "访客", "mobile": "13812345678"}
    _bare_request(
        port, "POST", urlencode(fields | {"company": uuid.uuid4().hex, "job_title": "x"}), cookie
    )


def _bare_request(port: int, method: str, body: str = "", cookie: str = "") -> tuple[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, "/", body or None, headers if body else {})
        response = connection.getresponse()
        cookies = response.headers.get_all("Set-Cookie") or []
        assert response.status in (200, 303), response.status
        return response.read().decode(), "; ".join(one.split(";")[0] for one in cookies)
    finally:
        connection.close()


def _rate(job: Callable[[], None]) -> float:
    """How often a second the job gets done by all clients together."""
    deadline, counts = time.monotonic() + SECONDS, [0] * CLIENTS

    def work(client: int) -> None:
        while time.monotonic() < deadline:
            job()
            counts[client] += 1

    started = time.monotonic()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - started)


def _start_floor(port: int, folder: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4", f"--bind=127.0.0.1:{port}",
        "--log-level=error", "tests.bench.baseline:create_app()",
    ]  # fmt: skip
    environment = os.environ | {"BENCH_DATABASE_URL": f"sqlite:///{folder}/floor.sqlite"}
    tables = "from tests.bench.baseline import make_tables; make_tables()"
    subprocess.run([sys.executable, "-c", tables], cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(200):
        with contextlib.suppress(OSError):
            _bare_request(port, "GET")
            return process
        time.sleep(0.05)
    raise RuntimeError("the floor did not start")
