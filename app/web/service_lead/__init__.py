"""The service lead's pages: figures about the service, in which nobody can be found."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.service_lead import (
    experience,
    experience_words,
    leaving,
    leaving_words,
    looked_at,
    points,
    published,
    reviews,
    views,
)
from app.web.service_lead.words import FILTERS
from app.web.ui import Place, add_place

# Once, and not for each app: a blueprint is finished when the first app has taken it.
views.bp.register_blueprint(leaving.bp)
PAGES = (views, experience, reviews, points, looked_at, published)


def init_service_lead(app: Flask) -> None:
    """Add the service lead's pages, and those that co-designers read too."""
    app.jinja_env.filters |= FILTERS | leaving_words.FILTERS | experience_words.FILTERS
    for one in PAGES:
        app.register_blueprint(one.bp)
    add_place(app, Place("service_lead.home", _l("Service figures"), Permission.READ_FIGURES))
    add_place(app, Place("experience.board", _l("What people say"), Permission.READ_EXPERIENCE))
    add_place(
        app, Place("service_lead.leaving.board", _l("How people left"), Permission.READ_EXPERIENCE)
    )
