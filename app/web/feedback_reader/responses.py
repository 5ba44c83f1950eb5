"""What people said who can be known: answers given in confidence, and who wants to hear back."""

import json
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign, feedback
from app.codesign import DECLINED, FormContent, Question
from app.extensions import db_session
from app.feedback import FeedbackResponse
from app.security import Permission
from app.web.feedback_reader.drafts import LONGEST_NOTE, flag_faults, kind_in, typed
from app.web.feedback_reader.records import own_service_ids, response_or_404
from app.web.ui import refuse, requires, signed_in_user, user_names

bp = Blueprint("feedback_responses", __name__, url_prefix="/comments")


@dataclass(frozen=True)
class Line:
    """One question as it was read, and what was answered: words, or None for "rather not say"."""

    question: Question
    words: list[str] | None


@bp.get("/responses")
@requires(Permission.READ_FEEDBACK)
def every() -> ResponseReturnValue:
    """Everybody's answers that were given in confidence: when, and to which form."""
    found = feedback.responses_for(db_session(), signed_in_user(), own_service_ids())
    return render_template("feedback_reader/responses.html", responses=found)


@bp.route("/responses/<uuid:response_id>", methods=["GET", "POST"])
@requires(Permission.READ_FEEDBACK)
def response(response_id: UUID) -> ResponseReturnValue:
    """One person's answers as they gave them, in the words that they saw."""
    session, found = db_session(), response_or_404(response_id)
    actions.open_response(session, found, by=signed_in_user().actor, at=clock.now())
    faults: dict[str, list[str]] = {}
    kind, note = kind_in(request.form), typed(request.form, "note")
    if request.method == "POST":
        faults = flag_faults(kind, note)
        if kind and not faults:
            actions.flag_feedback(
                session, found, kind, note, service_id=found.version.form.service_id,
                user=signed_in_user(), at=clock.now(),
            )  # fmt: skip
            flash(gettext("It is on the lead’s list."))
            return redirect(url_for(".response", response_id=found.id), 303)
    content, language = codesign.content_in(session, found.version, found.language)
    flags = feedback.flags_about(session, found.id)
    return render_template(
        "feedback_reader/response.html",
        response=found,
        person=found.ticket.client,
        lines=_lines(content, found),
        tongue=language,
        flags=flags,
        names=user_names([one.flagged_by for one in flags]),
        kind=kind,
        note=note,
        faults=faults,
        longest=LONGEST_NOTE,
    )


@bp.get("/wishes")
@requires(Permission.READ_FEEDBACK)
def wishes() -> ResponseReturnValue:
    """Who wants to hear back, the longest waiting first."""
    found = feedback.wishes_of(db_session(), own_service_ids())
    names = user_names([one.answered_by for one in found])
    return render_template("feedback_reader/wishes.html", wishes=found, names=names)


@bp.post("/wishes/<uuid:wish_id>/answered")
@requires(Permission.READ_FEEDBACK)
def answered(wish_id: UUID) -> ResponseReturnValue:
    """They got their answer, or could not be reached."""
    found = actions.answer_wish(
        db_session(), wish_id, own_service_ids(), user=signed_in_user(), at=clock.now()
    )
    if found is None:
        refuse(wish_id)
    flash(gettext("Marked as answered."))
    return redirect(url_for(".wishes"), 303)


def _lines(content: FormContent, found: FeedbackResponse) -> list[Line]:
    answers = {key: tuple(given) for key, given in json.loads(found.answers or "{}").items()}
    return [
        Line(question, _in_words(question, answers.get(question.key, ())))
        for question in codesign.questions_for(content, answers)
        if question.kind.asks
    ]


def _in_words(question: Question, given: tuple[str, ...]) -> list[str] | None:
    if given == (DECLINED,):
        return None
    options = {option.key: option.text for option in question.options}
    if question.choices == ("yes", "no"):
        options = {"yes": gettext("Yes"), "no": gettext("No")}
    return [options.get(one, one) for one in given]
