"""Whom to call, and one call from beginning to end. Its pages name nobody in their addresses."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import actions, care, clock, codesign, feedback
from app.actions import InterviewRefused, NoInterview
from app.codesign import FormVersion
from app.extensions import db_session
from app.feedback import BARRIERS, REASONS, InterviewRequest, Said, TryOutcome
from app.security import Actor, Permission
from app.web.interviewer.forms import ConsentForm, TalkForm, TryForm
from app.web.interviewer.words import refusal
from app.web.ui import language, refuse, requires, signed_in_user

bp = Blueprint("interviewer", __name__, url_prefix="/interviews", template_folder="templates")

Do = Callable[..., None]


@bp.get("")
@requires(Permission.HOLD_INTERVIEWS)
def home() -> ResponseReturnValue:
    """People who agreed to be called: one's own first, then those whom nobody calls yet."""
    session, user, at = db_session(), signed_in_user(), clock.now()
    people = feedback.people_to_call(session, _services(), user.id, at=at)
    held = feedback.linked_interviews_by(session, user.id, at=at)
    _write_down("interviews")
    return render_template(
        "interviewer/home.html",
        mine=[one for one in people if one.request.taken_by],
        free=[one for one in people if not one.request.taken_by],
        held=held,
        now=at,
    )


@bp.get("/<uuid:request_id>")
@requires(Permission.HOLD_INTERVIEWS)
def call(request_id: UUID) -> ResponseReturnValue:
    """One call: how to reach them, what to say, and what to write down."""
    return _page(_request_or_404(request_id))


@bp.post("/<uuid:request_id>/take")
@requires(Permission.HOLD_INTERVIEWS)
def take(request_id: UUID) -> ResponseReturnValue:
    """Nobody else calls them from now on."""
    return _do(request_id, actions.take_interview)


@bp.post("/<uuid:request_id>/give-back")
@requires(Permission.HOLD_INTERVIEWS)
def give_back(request_id: UUID) -> ResponseReturnValue:
    """Somebody else may call them."""
    words = gettext("Somebody else can call them now.")
    return _do(request_id, actions.give_interview_back, said=words, is_over=True)


@bp.post("/<uuid:request_id>/tried")
@requires(Permission.HOLD_INTERVIEWS)
def tried(request_id: UUID) -> ResponseReturnValue:
    """Nobody talked."""
    asked, form = _request_or_404(request_id), TryForm()
    if not form.validate_on_submit():
        return _page(asked, tried=form)

    def note(session: Session, id_: UUID, *, by: Actor, at: datetime) -> None:
        outcome, changes = TryOutcome(form.outcome.data), _changes()
        actions.note_try(
            session, id_, outcome, changes=changes, call_after=form.call_after, by=by, at=at
        )

    return _do(request_id, note, said=gettext("Written down."), is_over=True)


@bp.post("/<uuid:request_id>/consent")
@requires(Permission.HOLD_INTERVIEWS)
def consent(request_id: UUID) -> ResponseReturnValue:
    """What they said at the beginning of the call."""
    asked, form = _request_or_404(request_id), ConsentForm()
    if not form.validate_on_submit():
        return _page(asked, consent=form)
    talks = form.talks.data == "yes"

    def record(session: Session, id_: UUID, *, by: Actor, at: datetime) -> None:
        may_link = form.links.data == "yes"
        actions.record_consent(session, id_, talks=talks, may_link=may_link, by=by, at=at)

    words = "" if talks else gettext("Thank you. Nobody calls them again.")
    return _do(request_id, record, said=words, is_over=not talks)


@bp.post("/<uuid:request_id>/talk")
@requires(Permission.HOLD_INTERVIEWS)
def talk(request_id: UUID) -> ResponseReturnValue:
    """What was said: kept for now, or finished."""
    asked = _request_or_404(request_id)
    version, form = _talk_form(asked)
    if version is None:
        abort(404)
    if not form.validate():
        return _page(asked, talk=form)
    said, is_done = form.said(version.id), request.form.get("do") == "finish"
    act = actions.finish_interview if is_done else actions.keep_notes

    def keep(session: Session, id_: UUID, *, by: Actor, at: datetime) -> None:
        act(session, id_, said, by=by, at=at)

    words = gettext("Finished. Thank you for listening.") if is_done else gettext("Saved.")
    return _do(request_id, keep, said=words, is_over=is_done)


@bp.post("/<uuid:request_id>/withdraw")
@requires(Permission.HOLD_INTERVIEWS)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """They changed their mind."""
    words = gettext("Deleted. Nobody calls them again.")
    return _do(request_id, actions.withdraw_interview, said=words, is_over=True)


def _do(request_id: UUID, act: Do, *, said: str = "", is_over: bool = False) -> ResponseReturnValue:
    """Do it, and say so; or say why it cannot be done any more."""
    asked = _request_or_404(request_id)
    try:
        act(db_session(), asked.id, by=signed_in_user().actor, at=clock.now())
    except InterviewRefused as refused:
        db_session().rollback()
        flash(refusal(refused.why))
        is_gone = refused.why in (NoInterview.TAKEN, NoInterview.OVER)
        return _to(asked.id, is_over=is_gone)
    if said:
        flash(said)
    return _to(asked.id, is_over=is_over)


def _to(request_id: UUID, *, is_over: bool) -> ResponseReturnValue:
    address = url_for(".home") if is_over else url_for(".call", request_id=request_id)
    return redirect(address, 303)


def _page(
    asked: InterviewRequest, *, tried: TryForm | None = None, consent: ConsentForm | None = None,
    talk: TalkForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """The call as it stands. Who must not be called is not shown, whatever was so a minute ago."""
    session, at = db_session(), clock.now()
    if not feedback.may_call(session, asked, at=at):
        return render_template("interviewer/over.html")
    version, fresh = _talk_form(asked, is_blank=True)
    _write_down("interview", asked)
    return render_template(
        "interviewer/call.html",
        person=feedback.callee_of(session, asked),
        tries=feedback.tries_of(session, asked),
        is_mine=asked.taken_by == signed_in_user().id,
        tried=tried or TryForm(formdata=None),
        consent=consent or ConsentForm(formdata=None),
        talk=talk or fresh,
        has_codes=version is not None,
        forms=[form for form in (tried, consent, talk) if form],
        service=asked.service,
        now=at,
    )


def _talk_form(
    asked: InterviewRequest, *, is_blank: bool = False
) -> tuple[FormVersion | None, TalkForm]:
    """The codes in the reader's language, with what was noted before unless it is sent."""
    form = TalkForm(formdata=None) if is_blank else TalkForm()
    version = feedback.codes_version(db_session(), asked.service_id)
    if is_blank and asked.notes_so_far:
        form.show(Said.from_text(asked.notes_so_far))
    if version:
        content, _language = codesign.content_in(db_session(), version, language())
        codes = (feedback.codes_in(content, key) for key in (REASONS, BARRIERS))
        form.offer(*codes)
    return version, form


def _changes() -> int:
    text = request.form.get("changes", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _services() -> list[UUID]:
    return [one.id for one in care.services_of(db_session(), signed_in_user())]


def _request_or_404(request_id: UUID) -> InterviewRequest:
    """The request; those of other trusts, and those that others took on, are the same as none."""
    session, user = db_session(), signed_in_user()
    found = feedback.find_request(session, request_id, _services(), user.id)
    return found or refuse(request_id)


def _write_down(what: str, asked: InterviewRequest | None = None) -> None:
    """That they looked at a name and a number. If it cannot be done, none is shown (SEC-39)."""
    session, user = db_session(), signed_in_user()
    of = asked.client if asked else user
    try:
        actions.record_view(session, of, what, by=user.actor, at=clock.now())
    except SQLAlchemyError:
        session.rollback()
        abort(503)
