"""The feedback readers' pages: what people wrote, before anybody else may read it (EQ-08)."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.feedback_reader import comments, responses
from app.web.feedback_reader.words import FILTERS
from app.web.ui import Place, add_place


def init_feedback_reader(app: Flask) -> None:
    """Add the feedback readers' pages."""
    app.jinja_env.filters |= FILTERS
    app.register_blueprint(comments.bp)
    app.register_blueprint(responses.bp)
    add_place(app, Place("feedback_reader.home", _l("Comments to read"), Permission.READ_FEEDBACK))
