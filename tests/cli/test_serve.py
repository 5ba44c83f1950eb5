"""`flask serve`, as `make run` calls it: from nothing to a page that opens."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPResponse

import config
from app import create_app
from app.cli.instance import create
from app.cli.serve import prepare


def test_an_empty_folder_becomes_a_page_that_opens(tmp_path):
    with _served(tmp_path) as page:
        assert page.status == 200
        assert "<h1" in page.read().decode()

    assert (tmp_path / "heard.sqlite3").stat().st_mode & 0o077 == 0


def test_messages_link_to_where_the_demo_was_served_last(make, settings, tmp_path):
    make.service(is_demo=True)
    make.session.commit()
    create(tmp_path / "settings.env")
    app = create_app(replace(settings, demo=True, base_url="http://127.0.0.1:9000"))

    with app.app_context():
        prepare("http://127.0.0.1:9000", tmp_path / "settings.env")

    later = config.load(config.environment(tmp_path / "settings.env"))
    assert later.base_url == "http://127.0.0.1:9000"


def _environment(folder) -> dict[str, str]:
    create(folder / "settings.env")
    chosen = {
        "HEARD_DEMO": "no",
        "HEARD_DATABASE_URL": f"sqlite:///{folder}/heard.sqlite3",
        "PYTHONWARNINGS": "default",
    }
    return config.environment(folder / "settings.env") | chosen


@contextmanager
def _served(folder) -> Iterator[HTTPResponse]:
    """The first page of a portal that was just started, and is stopped again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    flask = os.path.join(os.path.dirname(sys.executable), "flask")
    command = [flask, "serve", "--port", port, "--workers", "1"]
    running = subprocess.Popen(command, env=_environment(folder), cwd=config.INSTANCE.parent)
    try:
        yield _first_page(f"http://127.0.0.1:{port}/", running)
    finally:
        running.terminate()
        running.wait(20)


def _first_page(address: str, running: subprocess.Popen) -> HTTPResponse:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=10)
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The portal did not start")
