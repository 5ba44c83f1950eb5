"""The home of a check-in, asking for help with it, and the end of it."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app import actions, care, clock, scheduling
from app.care import Relation
from app.extensions import db_session
from app.scheduling import CheckInFacts, HelpWanted
from app.web.service_user.asked import Asked, asked_of
from app.web.service_user.offer import offer_with, to_the_form
from app.web.service_user.own_words import own_words
from app.web.service_user.stopped import stopped_page
from app.web.service_user.support import seen_by, support_after
from app.web.service_user.visit import get_visit
from app.web.ui import Support, browser_session, moment_in_words, visit_only

bp = Blueprint("check_in", __name__, url_prefix="/check-in/<uuid:check_in_id>")

# What each button says is wanted; the last one takes it back.
WISHES: dict[str, HelpWanted | None] = {wish.value: wish for wish in HelpWanted} | {"nothing": None}

RELATIONS = {
    Relation.OWN: _l("your therapist"),
    Relation.SUPERVISED: _l("supervises your therapist"),
    Relation.COVER: _l("stands in when your therapist is away"),
}


@bp.get("")
@visit_only
def home(check_in_id: UUID) -> ResponseReturnValue:
    """What there is to answer, how long it takes, why, and who will read it."""
    visit = get_visit(check_in_id)
    check_in = _read_check_in(check_in_id)
    if check_in.completed_at:
        return redirect(url_for(".done", check_in_id=check_in_id), 303)
    every = [asked_of(assignment, visit) for assignment in check_in.assignments]
    offer = offer_with(check_in_id)
    if not every:
        return render_template("service_user/only_form.html", check_in=check_in, offer=offer)
    parts = [part for part in every if not part.assignment.withdrawn_at]
    waiting = [part for part in parts if not part.is_sent]
    if not waiting:
        return stopped_page(has_more=False)
    today = [part for part in parts if part.sitting == waiting[0].sitting]
    left = [part for part in today if not part.is_sent]
    return render_template(
        "service_user/home.html",
        check_in=check_in,
        offer=offer,
        parts=today,
        waiting=left,
        later=len(waiting) - len(left),
        is_enough=today[0].sitting > 1 and not any(part.seen_to for part in today),
        hard={part.instrument.asks_about for part in left} - {None},
        minutes_left=scheduling.minutes(sum(part.seconds_left for part in left)),
        readers=_readers(check_in),
        has_stopped=len(parts) < len(every),
        seen_by=_seen_by(waiting),
        support=_support(check_in, is_shown=any(part.is_in_danger for part in every)),
        is_foreign=not all(part.offer.in_their_language for part in waiting),
        why=own_words(check_in.service_id, "why"),
    )


@bp.post("/help")
@visit_only
def ask_for_help(check_in_id: UUID) -> ResponseReturnValue:
    """Tell the therapist that help or an interpreter is wanted, or is not wanted after all."""
    get_visit(check_in_id, only_adds=True)
    wanted = request.form.get("wanted", "")
    if wanted not in WISHES:
        abort(400)
    check_in = scheduling.find_check_in(db_session(), check_in_id) or abort(404)
    actions.ask_for_help(db_session(), check_in, WISHES[wanted], at=clock.now())
    return redirect(url_for(".home", check_in_id=check_in_id, _anchor="help"), 303)


@bp.post("/about-the-service")
@visit_only
def about_the_service(check_in_id: UUID) -> ResponseReturnValue:
    """On to the form about the service, by a link of its own; or "No, thank you"."""
    get_visit(check_in_id, only_adds=True)
    wanted = request.form.get("wanted", "")
    if wanted not in ("answer", "nothing"):
        abort(400)
    home = redirect(url_for(".home", check_in_id=check_in_id), 303)
    if (offer := offer_with(check_in_id)) is None:
        return home
    if wanted == "nothing":
        actions.decline_feedback(db_session(), offer.ticket.id, at=clock.now())
        return home
    return to_the_form(offer)


@bp.post("/stay")
@visit_only
def stay(check_in_id: UUID) -> ResponseReturnValue:
    """Keep the page open: asking is enough, as any request of a person does it."""
    get_visit(check_in_id)
    return {"saved": True}


@bp.get("/done")
@visit_only
def done(check_in_id: UUID) -> ResponseReturnValue:
    """Thank you, and what happens next. Shows no answers, so it may be late."""
    get_visit(check_in_id, only_adds=True)
    check_in = _read_check_in(check_in_id)
    if not check_in.completed_at and not browser_session().expired_idle:
        return redirect(url_for(".home", check_in_id=check_in_id), 303)
    return render_template(
        "service_user/done.html",
        offer=offer_with(check_in_id),
        has_answers=bool(check_in.assignments),
        readers=_readers(check_in),
        support=_support(check_in, is_shown=False, is_open=True),
        thanks=own_words(check_in.service_id, "thanks"),
    )


def _seen_by(parts: list[Asked]) -> str | None:
    """When somebody would see an answer about danger, where one may be given (SAF-04)."""
    asks = [part for part in parts if part.instrument.risk_items]
    return moment_in_words(seen_by(asks[0].assignment.service_id)) if asks else None


def _support(check_in: CheckInFacts, *, is_shown: bool, is_open: bool = False) -> Support | None:
    return support_after(
        check_in.service_id, check_in.id, check_in.client_id, is_shown=is_shown, is_open=is_open
    )


def _read_check_in(check_in_id: UUID) -> CheckInFacts:
    return scheduling.read_check_in(db_session(), check_in_id) or abort(404)


def _readers(check_in: CheckInFacts) -> list[tuple[str, str]]:
    """Who will read the answers: exactly those who may, by name, and why they may."""
    readers = care.readers_of(db_session(), check_in.client_id, on=clock.today())
    return [(reader.name, RELATIONS[reader.relation]) for reader in readers]
