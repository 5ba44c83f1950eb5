"""Somebody who left agrees, by word of mouth, to be called by somebody with lived experience."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from app import actions, care, clock
from app.actions import InterviewRefused, NoInterview
from app.care import Episode
from app.codesign import LONGEST_SHORT_TEXT
from app.extensions import db_session
from app.feedback import InterviewEnd, InterviewRequest
from app.security import Permission
from app.web.clinician.records import client_or_404, open_record
from app.web.ui import requires, signed_in_user

bp = Blueprint(
    "interviews", __name__, url_prefix="/clients/<uuid:client_id>/courses/<uuid:episode_id>"
)

REFUSALS = {
    NoInterview.NO_FORM: _l("Your service has no leaving form yet, so nobody can be called."),
    NoInterview.NOT_ENDED: _l("This course has not ended."),
    NoInterview.LONG_AGO: _l("This course ended too long ago."),
    NoInterview.MAY_NOT: _l("This client must not be called. See “Contact”."),
    NoInterview.OFFERED: _l("A call was agreed already."),
}
ENDS = {
    InterviewEnd.HELD: _l("A call by an interviewer was held."),
    InterviewEnd.NO_ANSWER: _l("An interviewer called three times in vain."),
    InterviewEnd.DECLINED: _l("When the interviewer called, they did not want to talk."),
    InterviewEnd.WITHDRAWN: _l("They took back that they may be called."),
    InterviewEnd.TOO_LATE: _l("They agreed to a call, and nobody called in time."),
}


class AgreedForm(FlaskForm):
    """What the client said."""

    agreed = BooleanField(
        _l("The client said to me that somebody with lived experience may call them"),
        validators=[InputRequired(_l("Tick this only if they said so; otherwise go back"))],
    )
    when = StringField(
        _l("When does a call suit them?"),
        description=_l("The interviewer reads this, their first name, number and language."),
        validators=[
            Length(
                max=LONGEST_SHORT_TEXT,
                message=_l("Write %(number)s letters at most", number=LONGEST_SHORT_TEXT),
            )
        ],
    )


@bp.route("/interview", methods=["GET", "POST"])
@requires(Permission.KEEP_COURSES)
def offer(client_id: UUID, episode_id: UUID) -> ResponseReturnValue:
    """Write down that they agreed: who to, and when, are kept with it."""
    _clinician, client = client_or_404(client_id)
    episode = care.find_episode(db_session(), client, episode_id) or abort(404)
    form, why = AgreedForm(), actions.why_not_offer(db_session(), episode, at=clock.now())
    if why is None and form.validate_on_submit():
        why = _offer(episode, form)
        if why is None:
            flash(gettext("Written down. An interviewer will call them."))
            return redirect(url_for("clinician.courses.everything", client_id=client.id), 303)
    open_record(client, "interview_offer")
    return render_template(
        "clinician/courses_interview.html",
        client=client,
        episode=episode,
        form=form,
        why_not=REFUSALS[why] if why else None,
        address=request.path,
        now=clock.now(),
    )


def _offer(episode: Episode, form: AgreedForm) -> NoInterview | None:
    by, at, when = signed_in_user().actor, clock.now(), form.when.data or ""
    try:
        actions.offer_interview(db_session(), episode, when_suits=when, by=by, at=at)
    except InterviewRefused as refused:
        return refused.why
    return None


def _state(asked: InterviewRequest) -> str:
    """What staff may know of a call: whether there was one, and never who said what."""
    if asked.ended_how is None:
        return gettext("They agreed to a call by an interviewer.")
    return str(ENDS.get(asked.ended_how, gettext("No call: they must not be called.")))


FILTERS = {"interview_state": _state}
