"""The last step: from now on people are asked this version."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign
from app.codesign import VersionState
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.review import needed, review_of
from app.web.ui import fresh_sign_in, requires, signed_in_user, user_names

bp = Blueprint("release", __name__, url_prefix="/forms/<uuid:form_id>/release")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.RELEASE_FORMS)
@fresh_sign_in
def page(form_id: UUID) -> ResponseReturnValue:
    """What a release does, who agreed to it, and the button (SAF-13, SEC-32)."""
    if request.method == "POST":
        return _release(form_id)
    review = review_of(form_id)
    if review.version.state is not VersionState.APPROVED:
        return redirect(url_for("codesign.review.page", form_id=form_id), 303)
    return render_template(
        "codesign/release.html",
        review=review,
        names=user_names({one.user_id for one in review.standing.approvals}),
        languages=codesign.ready_languages(db_session(), review.version),
    )


def _release(form_id: UUID) -> ResponseReturnValue:
    version = review_of(form_id).version
    by = signed_in_user().actor
    try:
        actions.release_form(db_session(), version.id, needed=needed(), by=by, at=clock.now())
    except (actions.NotInThatState, actions.NotEnoughApprovals, actions.NotAForm):
        flash(gettext("Nothing was released. This is how it stands now."))
    else:
        flash(gettext("Released. People are asked this version from now on."))
    return redirect(url_for("codesign.review.page", form_id=form_id), 303)
