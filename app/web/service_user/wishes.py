"""What somebody in danger wishes for: whether we contact them, and what helps them another time."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.extensions import db_session
from app.risk import ContactWish, FollowUp
from app.scheduling import CheckInFacts
from app.web.service_user.support import OPEN, follow_up_said, note_said, seen_by, wish_said
from app.web.service_user.visit import get_visit
from app.web.ui import visit_only

bp = Blueprint("wishes", __name__, url_prefix="/check-in/<uuid:check_in_id>")


@bp.post("/contact")
@visit_only
def contact(check_in_id: UUID) -> ResponseReturnValue:
    """Note whether they want us to contact them. It can be said anew."""
    check_in = _check_in(check_in_id)
    wish = request.form.get("wish", type=ContactWish) or abort(400)
    promised = actions.ask_for_contact(
        db_session(), check_in_id, wish, client_id=check_in.client_id, at=clock.now()
    )
    note_said("wish", wish.value, promised)
    return _said(check_in_id, wish_said(wish, seen_by(check_in.service_id)))


@bp.post("/follow-up")
@visit_only
def follow_up(check_in_id: UUID) -> ResponseReturnValue:
    """Note what helps most when they answer in this way again."""
    check_in = _check_in(check_in_id)
    wanted = request.form.get("follow_up", type=FollowUp) or abort(400)
    actions.say_follow_up(db_session(), check_in.client_id, wanted, at=clock.now())
    note_said("follow_up", wanted.value)
    return _said(check_in_id, follow_up_said())


def _check_in(check_in_id: UUID) -> CheckInFacts:
    get_visit(check_in_id, only_adds=True)
    return scheduling.read_check_in(db_session(), check_in_id) or abort(404)


def _said(check_in_id: UUID, words: str) -> ResponseReturnValue:
    """The words for our script; without it the page that was open, at the box."""
    back = request.form.get("back")
    if back is None:
        return {"saved": True, "said": words}
    return redirect(_box_on(back, check_in_id), 303)


def _box_on(back: str, check_in_id: UUID) -> str:
    """The page of this check-in that was open, with the box open on it; else the check-in's own."""
    home = url_for("check_in.home", check_in_id=check_in_id)
    path, _, query = back.partition("?")
    is_ours = path == home or path.startswith(f"{home}/")
    if not (is_ours and back.isascii() and back.isprintable()):
        path, query = home, ""
    kept = [part for part in query.split("&") if part and not part.startswith(f"{OPEN}=")]
    return f"{path}?{'&'.join([*kept, f'{OPEN}=open'])}#support"
