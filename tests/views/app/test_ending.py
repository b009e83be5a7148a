"""However the dashboard is ended, no process of it goes on computing for nobody."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import sim


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_nothing_is_left_behind(tmp_path, how, status):
    log = tmp_path / "log"
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port = str(trying.getsockname()[1])
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "sim.cli.main", "app", "--port", port],
            stdout=output, stderr=output, cwd=tmp_path, env=environment,
        )  # fmt: skip
    until = time.monotonic() + 90
    while b"The dashboard is at" not in log.read_bytes():
        assert server.poll() is None and time.monotonic() < until, log.read_text()
        time.sleep(0.1)
    time.sleep(0.5)  # until it serves, and hears signals as a server does
    children = psutil.Process(server.pid).children(recursive=True)
    assert len(children) >= 3
    server.send_signal(how)
    assert server.wait(30) == status
    gone, left = psutil.wait_procs(children, timeout=30)
    assert not left
