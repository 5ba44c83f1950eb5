"""Which server: CPU of one bare request and of one durable commit, in granian and in gunicorn."""

import time
from contextlib import ExitStack
from statistics import median

from tests.bench.databases import place_for
from tests.bench.report import Figure, show
from tests.bench.serving import Server, serving

ROUNDS = 5
REQUESTS = 800


def measure() -> None:
    """Take turns, so that whatever else the machine does falls on both."""
    with place_for("SQLite") as place, ExitStack() as running:
        servers = {
            name: running.enter_context(
                serving(
                    "tests.bench.floor:app",
                    server=name,
                    FLOOR_DATABASE=place.new_floor_database(name),
                )
            )
            for name in ("granian", "gunicorn")
        }
        figures = [
            Figure(f"{name}: {what}", median(taken) * 1000, "ms CPU")
            for path, what in {"/bare": "bare request", "/page": "page and durable commit"}.items()
            for name, taken in _taken_in_turn(servers, path).items()
        ]
    show(
        "Server, one worker, SQLite",
        figures,
        under=f"medians of {ROUNDS} rounds of {REQUESTS} requests, one connection each",
    )


def _taken_in_turn(servers: dict[str, Server], path: str) -> dict[str, list[float]]:
    for server in servers.values():
        _cpu_of_requests(server, path)
    taken: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            taken[name].append(_cpu_of_requests(server, path))
    return taken


def _cpu_of_requests(server: Server, path: str) -> float:
    """Seconds of the server's CPU for one request."""
    before = server.cpu()
    connection = server.connect()
    for _ in range(REQUESTS):
        connection.request("GET", path)
        connection.getresponse().read()
    connection.close()
    time.sleep(0.05)
    return (server.cpu() - before) / REQUESTS
