"""What a service has made of what people said, for everybody to read."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app import feedback
from app.care import Service
from app.extensions import db_session
from app.web.ui import language, public

bp = Blueprint("published", __name__, url_prefix="/you-said")


@bp.get("/<uuid:service_id>")
@public("What a service tells everybody who answers its form: it names nobody")
def every(service_id: UUID) -> ResponseReturnValue:
    """You said, we did, we could not."""
    service = db_session().get(Service, service_id) or abort(404)
    points = feedback.published_points(db_session(), service.id, language())
    return render_template("service_lead/you_said.html", service=service, points=points)
