"""Where an administrator starts: what there is to do, and what is missing."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app import safety, scheduling
from app.extensions import db_session
from app.security import Permission
from app.web.administrator.records import failed_jobs, own_services, pathways_of
from app.web.ui import requires

bp = Blueprint("administrator", __name__, url_prefix="/admin", template_folder="templates")


@bp.get("/")
@requires(Permission.MANAGE_PLANS)
def home() -> ResponseReturnValue:
    """What an administrator can do here, and how many pathways ask nothing yet."""
    services = own_services()
    pathways = pathways_of(services)
    plans = scheduling.newest_plans(db_session(), [pathway.id for pathway in pathways])
    return render_template(
        "administrator/home.html",
        services=services,
        pathways=len(pathways),
        without_plan=len(pathways) - len(plans),
        failed=len(failed_jobs()),
        reports=safety.count_unread(db_session()),
    )
