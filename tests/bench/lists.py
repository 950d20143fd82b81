"""The organizer's list under every kind of filter, by size and database.

``python -m tests.bench.lists [VISITORS …]`` prints the table of docs/decisions/0011; to fill in a
million takes about twenty minutes and 3 GB of disk for each database. ``make bench`` measures
50,000 and 100,000. Nothing here fails on time.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from exhibition.database import db, transaction
from exhibition.models import Role
from exhibition.services import staff
from tests.bench.installation import filled
from tests.bench.report import Row, median
from tests.cast import PASSWORD, sign_in
from tests.conftest import LOCAL_SERVER

ROUNDS = 5
SIZES = (50_000, 100_000)
FILTERS = {
    "newest first": "",
    "page 500": "?page=500",
    "today": "?quick=today",
    "two characters: 王伟": "?q=王伟",
    "one character: 涛": "?q=涛",
    "common word: 广州": "?q=广州",
    "common word: qq.com": "?q=qq.com",
    "no hit": "?q=nobodyatall",
    "pinyin: zhangwei": "?q=zhangwei",
    "initials: zw": "?q=zw",
    "end of a number: 5678": "?q=5678",
    "part of an e-mail: demo1234": "?q=demo1234",
    "two words: 王 基因": "?q=王+基因",
    "province": "?place=44",
    "country": "?place=DE",
    "without e-mail": "?quick=no_email",
    "an option": "?interests=atmp_cell",
    "word and province: 伟": "?q=伟&place=44",
    "withdrawn": "?status=withdrawn",
    "look-alikes": "?quick=duplicates",
    "by name": "?sort=name",
    "by company, falling": "?sort=-company",
    "by state": "?sort=status",
    "common word by company": "?q=生物&sort=company",
    "surname by name: 赵": "?q=赵&sort=name",
    "everything counted: qq.com": "?q=qq.com&count=all",
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor and clock for one page, and its statements."""

    cpu: float
    clock: float
    queries: int


def measure() -> list[Row]:
    """The slowest filter for each database and size, named."""
    found = []
    for size in SIZES:
        for name, costs in costs_at(size).items():
            slowest = max(costs, key=lambda asked: costs[asked].cpu)
            worst = costs[slowest]
            most = max(cost.queries for cost in costs.values())
            found.append(
                Row(
                    f"visitor list at {size:,} on {name}, the slowest of {len(costs)} filters"
                    f" ({slowest})",
                    f"{worst.cpu:.0f} ms of processor, {most} queries",
                    "–",
                    "–",
                    "< 100 ms at 50,000, ≤ 6 queries",
                )
            )
    return found


def costs_at(size: int) -> dict[str, dict[str, Cost]]:
    """What each filter costs, by database; without a server only SQLite."""
    found = {}
    with filled(size) as app:
        found["SQLite"] = _costs(app)
    with _postgresql() as url:
        if url:
            with filled(size, url) as app:
                found["PostgreSQL"] = _costs(app)
    return found


def _costs(app: Flask) -> dict[str, Cost]:
    with app.app_context(), transaction() as session:
        staff.add(session, "bench@example.com", Role.OWNER, PASSWORD)
    client = app.test_client()
    assert sign_in(client, "bench@example.com").status_code == 303
    with app.app_context():
        engine = db.engine
    return {name: _cost(engine, client, address) for name, address in FILTERS.items()}


def _cost(engine: Engine, client: FlaskClient, address: str) -> Cost:
    pids: set[int] = set()
    count = 0

    def add(connection: object, cursor: object, statement: str, *_: object) -> None:
        nonlocal count
        count += not statement.startswith("BEGIN")
        info = getattr(getattr(cursor, "connection", None), "info", None)
        if (pid := getattr(info, "backend_pid", None)) is not None:
            pids.add(pid)

    event.listen(engine, "before_cursor_execute", add)
    try:
        # The first page after signing in notes that somebody was here.
        _open(client, address)
        before = count
        _open(client, address)
        queries, rounds = count - before, []
        for _ in range(ROUNDS):
            began, cpu = time.perf_counter(), time.process_time() + _of_backends(pids)
            _open(client, address)
            used = time.process_time() + _of_backends(pids) - cpu
            rounds.append((used * 1000, (time.perf_counter() - began) * 1000))
    finally:
        event.remove(engine, "before_cursor_execute", add)
    return Cost(median([cpu for cpu, _ in rounds]), median([clock for _, clock in rounds]), queries)


def _open(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/organizer/demo/visitors{address}")
    assert answer.status_code == 200, answer.status_code


def _of_backends(pids: set[int]) -> float:
    """Processor seconds of the database's processes, where they run on this machine."""
    found = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return found


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    """The address of a database of our own, dropped at the end; empty where no server answers."""
    server = make_url(os.environ.get("TEST_DATABASE_URL") or LOCAL_SERVER)
    server = server.set(drivername="postgresql+psycopg")
    name = f"exhibition_bench_{os.getpid()}"
    engine = create_engine(
        server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        yield ""
        return
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def main(sizes: list[int]) -> None:
    """Prints the table for these numbers of visitors."""
    columns = {
        f"{name} {size:,}": costs for size in sizes for name, costs in costs_at(size).items()
    }
    lines = [f"| filter | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name in FILTERS:
        cells = (f"{one[name].cpu:.0f} / {one[name].clock:.0f}" for one in columns.values())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or list(SIZES))
