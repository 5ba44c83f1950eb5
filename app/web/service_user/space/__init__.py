"""Somebody's own space: signed in with a code, they see their messages and choose about them."""

from flask import Flask

from app.web.service_user.space.choices import bp as choices
from app.web.service_user.space.home import bp as home
from app.web.service_user.space.messages import bp as messages
from app.web.service_user.space.said import bp as said
from app.web.service_user.space.session import init_space_session
from app.web.service_user.space.sign_in import bp as sign_in

__all__ = ["init_space"]


def init_space(app: Flask) -> None:
    """Add the pages of people's own space, and the way in."""
    for pages in (sign_in, home, messages, choices, said):
        app.register_blueprint(pages)
    init_space_session(app)
