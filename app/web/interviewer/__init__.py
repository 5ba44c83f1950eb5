"""The pages of interviewers: whom to call, how, and what was said. Nothing else of any record."""

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.interviewer import views
from app.web.interviewer.words import FILTERS
from app.web.ui import Place, add_place

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.context_processor(lambda: {"settings": current_app.config["HEARD"]})


def init_interviewer(app: Flask) -> None:
    """Add the interviewers' pages."""
    app.jinja_env.filters |= FILTERS
    app.register_blueprint(views.bp)
    add_place(app, Place("interviewer.home", _l("Interviews"), Permission.HOLD_INTERVIEWS))
