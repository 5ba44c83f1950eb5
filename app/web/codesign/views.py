"""Where the workshop begins: every form of the service, and what waits for whom."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import codesign
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.records import own_services
from app.web.ui import requires

bp = Blueprint("codesign", __name__, url_prefix="/codesign", template_folder="templates")


@bp.get("/")
@requires(Permission.READ_WORKSHOP)
def home() -> ResponseReturnValue:
    """Every form, with the version that is live and the one that is written."""
    services = own_services()
    forms = codesign.forms_of(db_session(), [service.id for service in services])
    return render_template("codesign/home.html", services=services, forms=forms)
