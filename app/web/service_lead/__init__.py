"""The service lead's pages: figures about the service, in which nobody can be found."""

from flask import Flask

from app.security import Permission
from app.web.service_lead import views
from app.web.service_lead.words import FILTERS
from app.web.ui import signed_in_user

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.context_processor(
    lambda: {
        "has_caseload": lambda: signed_in_user().may(Permission.READ_CASELOAD),
        "has_alerts": lambda: signed_in_user().may(Permission.READ_ALERTS),
        "is_administrator": lambda: signed_in_user().may(Permission.MANAGE_PLANS),
    }
)


def init_service_lead(app: Flask) -> None:
    """Add the service lead's pages."""
    app.jinja_env.filters |= FILTERS
    app.register_blueprint(views.bp)
