"""The service lead's pages: figures about the service, in which nobody can be found."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.service_lead import views
from app.web.service_lead.words import FILTERS
from app.web.ui import Place, add_place


def init_service_lead(app: Flask) -> None:
    """Add the service lead's pages."""
    app.jinja_env.filters |= FILTERS
    app.register_blueprint(views.bp)
    add_place(app, Place("service_lead.home", _l("Service figures"), Permission.READ_FIGURES))
