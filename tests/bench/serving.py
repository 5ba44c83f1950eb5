"""A web server with some app in it, started for a measurement, and what CPU it has used."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.serve import server_command

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server, on 127.0.0.1."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU (user and system) that its processes have used up to now."""
        return cpu_of(self.pid)

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept open between requests, as a browser's is."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@contextmanager
def serving(
    app: str, *, workers: int = 1, server: str = "granian", **environment: str
) -> Iterator[Server]:
    """The WSGI app at "module:name", served until the block ends."""
    port = _free_port()
    command = _command(server, app, port, workers)
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        _wait_until_answering(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def cpu_of(pid: int) -> float:
    """Seconds of CPU of this process and of all that it started, those that ended included."""
    return sum(_cpu_of_one(process) for process in [pid, *_descendants(pid)])


def _command(server: str, app: str, port: int, workers: int) -> list[str]:
    if server == "granian":
        return server_command(port, workers, app)
    options = f"--bind 127.0.0.1:{port} --workers {workers} --no-control-socket --log-level warning"
    return [sys.executable, "-m", "gunicorn", *options.split(), app]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_answering(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended at once: {process.args!r}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/nothing-is-here")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer")


def _cpu_of_one(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    own_user, own_system, ended_user, ended_system = map(int, after_name[11:15])
    return (own_user + own_system + ended_user + ended_system) / TICKS


def _descendants(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for t in tasks for c in (t / "children").read_text().split()]
    except FileNotFoundError:
        return []
    return [process for child in children for process in [child, *_descendants(child)]]
