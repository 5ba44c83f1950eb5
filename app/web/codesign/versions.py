"""Every version that there was, and what people saw in each language."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import codesign
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.difference_words import told
from app.web.codesign.records import form_or_404
from app.web.ui import requires, user_names

bp = Blueprint("versions", __name__, url_prefix="/forms/<uuid:form_id>/versions")


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def every(form_id: UUID) -> ResponseReturnValue:
    """Every version with who agreed and why there was one, the newest first."""
    form = form_or_404(form_id)
    versions = codesign.versions_of(db_session(), form.id)
    approvals = {one.id: codesign.approvals_of(db_session(), one.id) for one in versions}
    people = {one.user_id for given in approvals.values() for one in given}
    return render_template(
        "codesign/versions.html",
        form=form,
        versions=versions,
        approvals=approvals,
        names=user_names(people | {one.released_by for one in versions}),
    )


@bp.get("/<int:number>")
@requires(Permission.READ_WORKSHOP)
def version(form_id: UUID, number: int) -> ResponseReturnValue:
    """What people saw, or will see: all of it, in one language."""
    form = form_or_404(form_id)
    versions = codesign.versions_of(db_session(), form.id)
    found = next((one for one in versions if one.version == number), None) or abort(404)
    before = next((one for one in versions if one.version < number and one.released_at), None)
    wanted = request.args.get("lang", "en")
    content, language = codesign.content_in(db_session(), found, wanted)
    return render_template(
        "codesign/version.html",
        form=form,
        version=found,
        content=content,
        language=language,
        languages=codesign.languages_of(db_session(), found.id),
        before=before,
        changes=told(before.content, found.content) if before else [],
    )
