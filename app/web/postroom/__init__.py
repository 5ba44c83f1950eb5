"""Where messages end up: letters to post, what carriers tell us, and the inbox of a demo."""

from flask import Flask

from app.extensions import csrf
from app.web.postroom.callbacks import bp as callbacks
from app.web.postroom.health import bp as health
from app.web.postroom.inbox import bp as inbox
from app.web.postroom.letters import FILTERS
from app.web.postroom.letters import bp as letters

__all__ = ["init_postroom"]


def init_postroom(app: Flask) -> None:
    """Add the pages of the post room."""
    # Another computer has no form and no cookie of ours: it proves who it is with a token.
    csrf.exempt(callbacks)
    app.register_blueprint(callbacks)
    app.register_blueprint(health)
    app.register_blueprint(inbox)
    app.jinja_env.filters |= FILTERS
    app.register_blueprint(letters)
