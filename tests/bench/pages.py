"""The organizer's list with filters and search, server time at 50,000 and 100,000 visitors."""

import time

from flask.testing import FlaskClient
from sqlalchemy import event

from exhibition.database import db, transaction
from exhibition.models import Role
from exhibition.services import staff
from tests.bench.installation import filled
from tests.bench.report import Row, median
from tests.cast import PASSWORD, sign_in

ROUNDS = 7
ADDRESSES = {
    "newest first": "",
    "search a name": "?q=王伟",
    "search a number's tail": "?q=5678",
    "a province and a channel's absence": "?province=44",
    "an option": "?interests=atmp_cell",
    "sorted by company": "?sort=company",
    "page 200": "?page=200",
}


def measure() -> list[Row]:
    """The slowest of the lists for each size, named."""
    found = []
    for size in (50_000, 100_000):
        with filled(size) as app:
            with app.app_context(), transaction() as session:
                staff.add(session, "bench@example.com", Role.OWNER, PASSWORD)
            client = app.test_client()
            assert sign_in(client, "bench@example.com").status_code == 303
            times = {
                name: median([_milliseconds(client, address) for _ in range(ROUNDS)])
                for name, address in ADDRESSES.items()
            }
            with app.app_context():
                queries = max(_queries(client, address) for address in ADDRESSES.values())
        slowest = max(times, key=lambda name: times[name])
        found.append(
            Row(
                f"visitor list at {size:,}, the slowest of {len(times)} filters ({slowest})",
                f"{times[slowest]:.0f} ms, {queries} queries",
                "–",
                "–",
                "< 100 ms at 50,000, ≤ 6 queries",
            )
        )
    return found


def _milliseconds(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(f"/organizer/demo/visitors{address}")
    assert answer.status_code == 200, answer.status_code
    return (time.perf_counter() - started) * 1000


def _queries(client: FlaskClient, address: str) -> int:
    count = 0

    def add(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal count
        count += not statement.startswith("BEGIN")

    event.listen(db.engine, "before_cursor_execute", add)
    try:
        _milliseconds(client, address)
    finally:
        event.remove(db.engine, "before_cursor_execute", add)
    return count
