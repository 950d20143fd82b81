"""SIGTERM: the server ends within seconds and leaves nothing running."""

import os
import signal
import subprocess
import time

import pytest

from tests.live_server import Server


def group_members(group):
    """The processes of a process group that still live."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,stat=", "-g", str(group)], capture_output=True, text=True, check=False
    )
    return [line for line in listed.stdout.splitlines() if " Z" not in line]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_orderly_stop_ends_server_and_relay(tmp_path, workers):
    server = Server(tmp_path, workers=workers)
    server.start()
    group = server.process.pid
    try:
        started = time.monotonic()
        os.kill(group, signal.SIGTERM)
        server.process.wait(timeout=20)
        assert time.monotonic() - started < 20
        assert group_members(group) == []
    finally:
        server.kill()
