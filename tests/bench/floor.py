"""The floor: the smallest Flask app that answers the same requests as one completed PHQ-9.

Every request commits one row, durably; every page is one Jinja template, as long as the portal's
page in the same place; a saved answer is answered with a few bytes of JSON. Nothing is checked,
nobody is recognised, nothing is compressed: what is above this is what Heard does for people.

A server imports this, and finds in the environment: FLOOR_DATABASE, where rows go; FLOOR_WITH,
how ("core": plain SQLAlchemy Core, "driver": the database's own driver on one open connection);
FLOOR_SIZES, how long each page is.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import create_engine, event, insert

from tests.bench.databases import KEPT

PAGE = "<!DOCTYPE html><html lang=en><title>{{ name }}</title><main>{{ text }}</main></html>"
Keep = Callable[[str, int], None]


def keep_with_core(url: str) -> Keep:
    """Keep rows through SQLAlchemy Core, with a statement that is built once."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: _make_durable(connection))
    add = insert(KEPT)

    def keep(item: str, value: int) -> None:
        with engine.begin() as connection:
            connection.execute(add, {"item": item, "value": value})

    return keep


def keep_with_driver(url: str) -> Keep:
    """Keep rows with the driver alone: one open connection, one text."""
    connection: Any
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
        _make_durable(connection)
        add = "INSERT INTO kept (item, value) VALUES (?, ?)"
    else:
        connection = psycopg.connect(url)
        add = "INSERT INTO kept (item, value) VALUES (%s, %s)"

    def keep(item: str, value: int) -> None:
        connection.execute(add, (item, value))
        connection.commit()

    return keep


def create_floor(keep: Keep, sizes: dict[str, int]) -> Flask:
    """The floor, with pages of these lengths."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    texts = {name: "x" * size for name, size in sizes.items()}

    @app.get("/<name>")
    def page(name: str) -> ResponseReturnValue:
        keep(name, 0)
        return render_template("page.html", name=name, text=texts.get(name, ""))

    @app.post("/<name>")
    def go_on(name: str) -> ResponseReturnValue:
        keep(name, 0)
        return redirect(request.form["next"])

    @app.post("/answer")
    def answer() -> ResponseReturnValue:
        keep(request.form["item"], int(request.form["value"]))
        return {"saved": True}

    @app.get("/bare")
    def bare() -> ResponseReturnValue:
        return "ok"

    return app


def _make_durable(connection: Any) -> None:
    """The portal's own promise: what is acknowledged outlives a power cut."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


_ways = {"core": keep_with_core, "driver": keep_with_driver}
app = create_floor(
    _ways[os.environ.get("FLOOR_WITH", "core")](os.environ["FLOOR_DATABASE"]),
    json.loads(os.environ.get("FLOOR_SIZES", "{}")),
)
