"""Meetings about what people said: prepared, held, decided; late ones show."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, feedback
from app.care import Service
from app.extensions import db_session
from app.feedback import ExperienceReview
from app.reports import Quarter
from app.security import Permission, User
from app.web.service_lead.records import (
    due_in,
    own_services,
    review_or_404,
    reviewers_of,
    shown_service,
)
from app.web.service_lead.typed import LONGEST, LONGEST_LINE, ReviewDraft, id_in
from app.web.ui import refuse, requires, signed_in_user, user_names

bp = Blueprint("reviews", __name__, url_prefix="/service/experience/reviews")


@bp.get("")
@requires(Permission.READ_EXPERIENCE)
def every() -> ResponseReturnValue:
    """All of them, and when the next one is due."""
    service = shown_service()
    due = due_in(service)
    return render_template(
        "service_lead/reviews.html",
        service=service, services=own_services(), due=due,
        reviews=feedback.reviews_of(db_session(), service.id), today=clock.today(),
        names=user_names([one.owner_id for one in due.late]), may_write=_may_write(),
    )  # fmt: skip


@bp.route("/begin", methods=["GET", "POST"])
@requires(Permission.REVIEW_EXPERIENCE)
def begin() -> ResponseReturnValue:
    """A new one: at first for the quarter that is over."""
    service = shown_service()
    if request.method == "GET":
        quarter = _last_quarter()
        draft = ReviewDraft(quarter.first.isoformat(), quarter.last.isoformat())
        return _begin_page(service, draft)
    draft = ReviewDraft.sent()
    words, faults = draft.words(clock.today())
    if words is None or faults:
        return _begin_page(service, replace(draft, faults=faults))
    review = actions.begin_review(
        db_session(), service.id, words, user=signed_in_user(), at=clock.now()
    )
    flash(gettext("The review is begun."))
    return redirect(url_for(".review", review_id=review.id), 303)


@bp.get("/<uuid:review_id>")
@requires(Permission.READ_EXPERIENCE)
def review(review_id: UUID) -> ResponseReturnValue:
    """One meeting: what was found, what is to be done, what people get to hear."""
    found = review_or_404(review_id)
    return _page(found, ReviewDraft.of(found))


@bp.post("/<uuid:review_id>")
@requires(Permission.REVIEW_EXPERIENCE)
def change(review_id: UUID) -> ResponseReturnValue:
    """Write it down, decide something, or say that something is done."""
    found, draft = review_or_404(review_id), ReviewDraft.sent()
    match request.form.get("do"):
        case "save":
            return _save(found, draft)
        case "decide":
            return _decide(found, draft)
        case "done":
            return _finish(found, draft)
    return _page(found, draft)


def _save(found: ExperienceReview, draft: ReviewDraft) -> ResponseReturnValue:
    words, faults = draft.words(clock.today())
    if words is None or faults:
        return _page(found, replace(draft, faults=faults))
    try:
        actions.save_review(
            db_session(), found.id, words, changes=draft.changes, user=signed_in_user(),
            at=clock.now(),
        )  # fmt: skip
    except actions.SomebodyChangedIt:
        found = review_or_404(found.id)
        theirs = gettext("Somebody else has changed it. What is stored now stands below: save "
                         "again to put yours in its place")  # fmt: skip
        draft = replace(draft, changes=found.version, faults={"findings": [theirs]})
        return _page(found, draft, stored=found.findings, status=409)
    flash(gettext("Saved."))
    return redirect(url_for(".review", review_id=found.id), 303)


def _decide(found: ExperienceReview, draft: ReviewDraft) -> ResponseReturnValue:
    owner, due_on, faults = draft.decision(_people(found), clock.today())
    if faults or owner is None or due_on is None:
        return _page(found, replace(draft, faults=faults))
    actions.decide_in_review(
        db_session(), found.id, draft.what, owner=owner, due_on=due_on, user=signed_in_user(),
        at=clock.now(),
    )  # fmt: skip
    flash(gettext("Added to what is to be done."))
    return redirect(url_for(".review", review_id=found.id), 303)


def _finish(found: ExperienceReview, draft: ReviewDraft) -> ResponseReturnValue:
    wanted = id_in("decision")
    every = feedback.decisions_of(db_session(), found.id)
    decision = next((one for one in every if one.id == wanted), None) or refuse(wanted)
    try:
        actions.finish_decision(
            db_session(), decision, draft.outcome, user=signed_in_user(), at=clock.now()
        )
    except actions.NotAChange:
        fault = {f"outcome-{decision.id}": [gettext("Write what came of it")]}
        return _page(found, replace(draft, faults=fault))
    except actions.SomebodyChangedIt:
        flash(gettext("Somebody else has said what came of it."))
    return redirect(url_for(".review", review_id=found.id), 303)


def _begin_page(service: Service, draft: ReviewDraft) -> ResponseReturnValue:
    return render_template(
        "service_lead/review_begin.html", service=service, draft=draft, longest=LONGEST
    )


def _page(
    found: ExperienceReview, draft: ReviewDraft, *, stored: str = "", status: int = 200
) -> ResponseReturnValue:
    session = db_session()
    decisions = feedback.decisions_of(session, found.id)
    edits = feedback.edits_of(session, found.id)
    points = feedback.points_of(session, review_id=found.id)
    people = _people(found)
    ids = [found.begun_by, *(one.edited_by for one in edits)]
    page = render_template(
        "service_lead/review.html",
        review=found, draft=draft, decisions=decisions, edits=edits, points=points,
        signed=feedback.signatures_of(session, points), people=people, stored=stored,
        names=user_names([*ids, *(one.owner_id for one in decisions)]),
        today=clock.today(), may_write=_may_write(), longest=LONGEST, longest_line=LONGEST_LINE,
    )  # fmt: skip
    return page, status


def _people(found: ExperienceReview) -> list[User]:
    return reviewers_of(db_session().get_one(Service, found.service_id))


def _may_write() -> bool:
    return signed_in_user().may(Permission.REVIEW_EXPERIENCE)


def _last_quarter() -> Quarter:
    return Quarter.of(clock.today()).before
