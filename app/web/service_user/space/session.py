"""Being signed in to one's own space: for minutes, in one browser, and apart from every visit."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, current_app, render_template, request, session
from flask.typing import ResponseReturnValue

from app import clock
from app.care import Client
from app.extensions import db_session
from app.web.ui import NoSpace, browser_session

KEY = "space"


def enter(client_id: UUID, *, keep_visit: bool) -> None:
    """Be signed in from now on, under a new id (SEC-23). One's own visit may go on."""
    browser_session().rotate(keep=("visit",) if keep_visit else ())
    now = clock.now().isoformat()
    session[KEY] = {"client": str(client_id), "since": now, "seen": now}


def get_client() -> Client:
    """Who is signed in. Raises NoSpace when it is too long ago, or nothing happened for a while."""
    space, now = session.get(KEY), clock.now()
    client = db_session().get(Client, UUID(space["client"])) if space else None
    if not space or client is None or client.died_on or _is_over(space, now):
        session.pop(KEY, None)
        raise NoSpace
    _note(space, now)
    return client


def _is_over(space: dict[str, str], now: datetime) -> bool:
    settings = current_app.config["HEARD"]
    since, seen = (datetime.fromisoformat(space[name]) for name in ("since", "seen"))
    is_idle = now - seen >= timedelta(minutes=settings.space_idle_minutes)
    return is_idle or now - since >= timedelta(minutes=settings.longest_space_minutes)


def _note(space: dict[str, str], now: datetime) -> None:
    """Only what a person does keeps the page open, and only on these pages (SEC-24)."""
    if "X-Background" not in request.headers:
        session[KEY] = space | {"seen": now.isoformat()}


def init_space_session(app: Flask) -> None:
    """Say kindly that one is signed out."""
    app.register_error_handler(NoSpace, _closed)


def _closed(_error: NoSpace) -> ResponseReturnValue:
    return render_template("service_user/space/closed.html"), 403
