"""The workshop: where people with lived experience write what the service asks and says."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.codesign import views
from app.web.codesign.words import FILTERS
from app.web.ui import Place, add_place, signed_in_user

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.context_processor(
    lambda: {"may_write": lambda: signed_in_user().may(Permission.WRITE_FORMS)}
)


def init_codesign(app: Flask) -> None:
    """Add the workshop."""
    app.jinja_env.filters |= FILTERS
    app.register_blueprint(views.bp)
    add_place(app, Place("codesign.home", _l("Workshop"), Permission.READ_WORKSHOP))
