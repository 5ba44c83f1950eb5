"""Heard: a portal where people in psychological therapy are heard between sessions."""

import gc
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from sqlalchemy import inspect, select

from app import extensions, instruments, security, web
from app.care import Service
from app.cli import add_commands
from config import Settings, UnsafeSettings


class Portal(Flask):
    """Flask, but an address stays out of the log: in a link it holds the token (SEC-18)."""

    jinja_environment = web.LanguageEnvironment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and asking costs at every step."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Write down what went wrong, and on which page."""
        self.logger.error("%s %s failed", request.method, request.endpoint, exc_info=exc_info)


def create_app(settings: Settings) -> Flask:
    """The portal with these settings. The one place that knows every package.

    Raises InvalidDefinition for a measure that cannot be read, or that does not say which of its
    items somebody must look at (SAF-05).
    """
    for key in instruments.keys():
        instruments.get_instrument(key)
    app = Portal("app", static_folder=None)
    app.config["HEARD"] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    security.use_keyring(
        security.Keyring(
            settings.field_keys,
            settings.field_key_id,
            lookup_key=settings.lookup_key,
            audit_key=settings.audit_key,
        )
    )
    extensions.init(app, settings)
    web.add_pages(app)
    add_commands(app)
    if settings.production:
        _refuse_demo_data(app)
    return app


def settled(app: Flask) -> Flask:
    """The app, for a process that does nothing but serve it.

    What was made up to now lives as long as the process: the garbage collector need not look at it
    again and again, which took a tenth of the time of each request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    return app


def _refuse_demo_data(app: Flask) -> None:
    """Invented people must never stand among real ones (SEC-12)."""
    engine = app.extensions["engine"]
    if not inspect(engine).has_table(Service.__tablename__):
        return
    with app.extensions["session_factory"]() as session:
        is_there = session.scalar(select(Service.id).where(Service.is_demo).limit(1))
    if is_there:
        engine.dispose()
        raise UnsafeSettings("the database holds the demo service")
