"""Work that the portal gave up after many tries, and trying it again. It names no client."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock
from app.extensions import db_session
from app.security import Permission
from app.web.administrator.records import failed_job_or_404, failed_jobs
from app.web.administrator.text_words import KIND_NAMES
from app.web.ui import requires, signed_in_user

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("")
@requires(Permission.MANAGE_JOBS)
def every() -> ResponseReturnValue:
    """Everything that was given up, the latest first."""
    return render_template("administrator/jobs.html", failed=failed_jobs(), kinds=KIND_NAMES)


@bp.post("/<uuid:job_id>/retry")
@requires(Permission.MANAGE_JOBS)
def retry(job_id: UUID) -> ResponseReturnValue:
    """Begin it anew, as what was wrong is put right."""
    job = failed_job_or_404(job_id)
    actions.retry_job(db_session(), job, by=signed_in_user().actor, at=clock.now())
    flash(gettext("It is tried again within a minute."))
    return redirect(url_for(".every"), 303)
