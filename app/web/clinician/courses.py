"""A client's courses of care: opened, ended and corrected, and what follows is shown before."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, caseload, clock
from app.care import Client, Clinician, Correction, CourseFault, CourseRefused, Ending, Episode
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.course_forms import (
    CorrectionForm,
    CourseForm,
    DeathForm,
    EndForm,
    OpenForm,
)
from app.web.clinician.departures import asked_why_on, departures_of
from app.web.clinician.records import back_to_list, client_or_404, page_about
from app.web.ui import requires, signed_in_user

bp = Blueprint("courses", __name__, url_prefix="/clients/<uuid:client_id>/courses")


@bp.get("")
@requires(Permission.KEEP_COURSES)
def everything(client_id: UUID) -> ResponseReturnValue:
    """Every course, the newest first, and who sees the client."""
    clinician, client = client_or_404(client_id)
    session, today = db_session(), clock.today()
    episodes = care.episodes_of(session, client)
    relationships = care.relationships_of(session, client, on=today)
    return page_about(
        client,
        "courses",
        today=today,
        episodes=episodes,
        can_reopen={e.id for e in episodes if not care.reopening_fault(e, episodes, today=today)},
        departures=departures_of(client, episodes),
        relationships=relationships,
        may_share=care.may_share(relationships, clinician, today),
    )


@bp.route("/open", methods=["GET", "POST"])
@requires(Permission.KEEP_COURSES)
def open_one(client_id: UUID) -> ResponseReturnValue:
    """A new course. What its plan asks, and what others ask beside it, is shown first."""
    clinician, client = client_or_404(client_id)
    form = _open_form(clinician)
    if form.validate_on_submit():
        others = care.episodes_of(db_session(), client)
        fault = care.opening_fault(form.wanted, client, others, today=clock.today())
        if _is_shown_first(form, fault):
            seen = caseload.opening(db_session(), client, form.wanted, at=clock.now())
            return page_about(client, "courses_opening", form=form, opening=seen)
        if _is_done(form, lambda: _open(client, form)):
            return back_to_list(client, gettext("The course is open."))
    return page_about(client, "courses_open", form=form)


@bp.route("/<uuid:episode_id>/end", methods=["GET", "POST"])
@requires(Permission.KEEP_COURSES)
def end_one(client_id: UUID, episode_id: UUID) -> ResponseReturnValue:
    """A course ends. What is still asked, and what stops, is shown first."""
    _clinician, client = client_or_404(client_id)
    episode = care.find_episode(db_session(), client, episode_id) or abort(404)
    form = EndForm()
    if form.validate_on_submit():
        if _is_shown_first(form, _ending_fault(episode, form)):
            return _ending_page(client, episode, form, Ending(form.how.data))
        if _is_done(form, lambda: _end(episode, form)):
            return back_to_list(client, _said(Ending(form.how.data)))
    return page_about(client, "courses_end", form=form, episode=episode)


@bp.route("/<uuid:episode_id>/reopen", methods=["GET", "POST"])
@requires(Permission.KEEP_COURSES)
def reopen_one(client_id: UUID, episode_id: UUID) -> ResponseReturnValue:
    """It was a mistake that a course had ended."""
    _clinician, client = client_or_404(client_id)
    episode = care.find_episode(db_session(), client, episode_id) or abort(404)
    form = CorrectionForm()
    if form.validate_on_submit() and _is_done(form, lambda: _reopen(episode, form)):
        return back_to_list(client, gettext("Corrected. The course goes on."))
    return page_about(client, "courses_correct", form=form, episode=episode)


@bp.route("/end-all", methods=["GET", "POST"])
@requires(Permission.KEEP_COURSES)
def end_all(client_id: UUID) -> ResponseReturnValue:
    """The client has died: everything ends. If it was a mistake, it is corrected here too."""
    _clinician, client = client_or_404(client_id)
    if client.died_on:
        return _correct_death(client)
    form = DeathForm()
    if form.validate_on_submit():
        fault = care.death_fault(client, form.day.data, today=clock.today())
        if _is_shown_first(form, fault):
            return _ending_page(client, None, form, Ending.DIED)
        if _is_done(form, lambda: _record_death(client, form)):
            return back_to_list(client, _said(Ending.DIED))
    return page_about(client, "courses_end", form=form, episode=None)


def _correct_death(client: Client) -> ResponseReturnValue:
    form = CorrectionForm()
    if form.validate_on_submit() and _is_done(form, lambda: _take_back(client, form)):
        return back_to_list(
            client, gettext("Corrected. The client is alive, and their courses go on.")
        )
    return page_about(client, "courses_correct", form=form, episode=None)


def _is_shown_first(form: CourseForm, fault: CourseFault | None) -> bool:
    """Whether all is well with the form, and nobody has confirmed it yet."""
    if fault:
        form.refuse(fault)
    return fault is None and request.form.get("do", "look") == "look"


def _is_done(form: CourseForm, do: Callable[[], object]) -> bool:
    """Whether it was confirmed, and could be done; if not, the form says why."""
    if form.errors or request.form.get("do", "save") != "save":
        return False
    try:
        do()
    except CourseRefused as refused:
        form.refuse(refused.fault)
    return not form.errors


def _ending_fault(episode: Episode, form: EndForm) -> CourseFault | None:
    stored = care.appointments_of(db_session(), [episode.client_id])
    came_on, today = care.came_on(stored, episode), clock.today()
    return care.ending_fault(episode, Ending(form.how.data), form.day.data, came_on, today=today)


def _open_form(clinician: Clinician) -> OpenForm:
    form, session = OpenForm(), db_session()
    groups = care.open_groups(session, clinician.service_id, on=clock.today())
    form.offer(care.pathways_of(session, clinician.service_id), groups)
    return form


def _open(client: Client, form: OpenForm) -> None:
    by, at = signed_in_user().actor, clock.now()
    actions.open_course(db_session(), client, form.wanted, by=by, at=at)


def _end(episode: Episode, form: EndForm) -> None:
    by, at, how = signed_in_user().actor, clock.now(), Ending(form.how.data)
    actions.end_course(db_session(), episode, how, on=form.day.data, by=by, at=at)


def _record_death(client: Client, form: DeathForm) -> None:
    by, at = signed_in_user().actor, clock.now()
    actions.record_death(db_session(), client, on=form.day.data, by=by, at=at)


def _reopen(episode: Episode, form: CorrectionForm) -> None:
    by, at, why = signed_in_user().actor, clock.now(), Correction(form.why.data)
    actions.reopen_course(db_session(), episode, why, by=by, at=at)


def _take_back(client: Client, form: CorrectionForm) -> None:
    by, at, why = signed_in_user().actor, clock.now(), Correction(form.why.data)
    actions.take_back_death(db_session(), client, why, by=by, at=at)


def _ending_page(
    client: Client, episode: Episode | None, form: CourseForm, how: Ending
) -> ResponseReturnValue:
    on = form.day.data
    seen = caseload.closing(db_session(), client, episode, how, on, at=clock.now())
    return page_about(
        client, "courses_ending", form=form, episode=episode, how=how, closing=seen,
        asked_why_on=asked_why_on(episode, how, on),
    )  # fmt: skip


def _said(how: Ending) -> str:
    if how is Ending.DIED:
        return gettext("Recorded. Nothing is asked or sent any more.")
    return gettext("The course has ended.")
