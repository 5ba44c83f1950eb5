"""Caseload and client pages. They read; all that they write is that somebody looked."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import care, caseload, clock, feedback
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.chart import drawing
from app.web.clinician.kept import forget_search, keep_search, kept_search
from app.web.clinician.records import client_or_404, current_clinician, open_record
from app.web.ui import form_tongue, requires, said_rows

bp = Blueprint("clinician", __name__, url_prefix="/clinic", template_folder="templates")

LONGEST_SEARCH = 100
# So many clients' new answers stand above the list in full; any others are marked in it.
MOST_SHOWN = 10


@bp.get("/")
@requires(Permission.READ_CASELOAD)
def home() -> ResponseReturnValue:
    """The whole caseload. What was searched for before is forgotten."""
    forget_search()
    return _listed("")


@bp.post("/found")
@requires(Permission.READ_CASELOAD)
def search() -> ResponseReturnValue:
    """Look for somebody. The words are posted and kept on the server: addresses name nobody."""
    words = request.form.get("search", "").strip()[:LONGEST_SEARCH]
    keep_search(words)
    return redirect(url_for(".found" if words else ".home"), 303)


@bp.get("/found")
@requires(Permission.READ_CASELOAD)
def found() -> ResponseReturnValue:
    """Those of the caseload who were searched for."""
    words = kept_search()
    return _listed(words) if words else redirect(url_for(".home"), 303)


def _listed(search: str) -> ResponseReturnValue:
    clinician = current_clinician()
    if clinician is None:
        return render_template("clinician/no_clients.html"), 403
    session, at = db_session(), clock.now()
    found = caseload.caseload_of(session, clinician, at=at, search=search)
    open_record(clinician, "caseload")
    return render_template(
        "clinician/home.html",
        caseload=found,
        search=search,
        most_shown=MOST_SHOWN,
        has_groups=bool(care.groups_of(session, clinician, on=clock.today())),
        lost=len(caseload.lost_messages(session, clinician, at=at)),
    )


@bp.get("/clients/<uuid:client_id>")
@requires(Permission.READ_ANSWERS)
def client(client_id: UUID) -> ResponseReturnValue:
    """One client: what changed, what somebody must look at, what is missing, then every measure."""
    clinician, client = client_or_404(client_id)
    record = caseload.record_of(db_session(), clinician, client, at=clock.now())
    everything = "everything" in request.args
    open_record(client, "client")
    if everything:
        open_record(client, "client_to_print")
    moves = caseload.told_moves(db_session(), clinician, client, at=clock.now())
    charts = {m.course.instrument.key: drawing(m.course, m.parts) for m in record.measures}
    said = [
        (one, said_rows(one.content, one.answers), form_tongue(one.language))
        for one in feedback.named_responses_of(db_session(), client.id)
    ]
    return render_template(
        "clinician/client.html",
        record=record,
        charts=charts,
        everything=everything,
        moves=moves,
        said=said,
    )


@bp.get("/clients/<uuid:client_id>/submissions/<uuid:submission_id>")
@requires(Permission.READ_ANSWERS)
def submission(client_id: UUID, submission_id: UUID) -> ResponseReturnValue:
    """One questionnaire as it was sent."""
    _clinician, client = client_or_404(client_id)
    sheet = caseload.find_sheet(db_session(), client, submission_id) or abort(404)
    open_record(client, "submission")
    return render_template("clinician/submission.html", client=client, sheet=sheet, now=clock.now())
