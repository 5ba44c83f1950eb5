"""The home of one's own space, a check-in that is waiting, and the way out."""

from uuid import UUID

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.extensions import db_session
from app.web.service_user.space.session import KEY, get_client
from app.web.service_user.visit import Visit, find_visit, remember
from app.web.ui import browser_session, public, space_only

bp = Blueprint("space", __name__, url_prefix="/space")


@bp.get("")
@space_only
def home() -> ResponseReturnValue:
    """What there is, and a way to begin what waits for answers."""
    client = get_client()
    actions.record_view(db_session(), client, "space", by=client.actor, at=clock.now())
    return render_template(
        "service_user/space/home.html",
        check_in=scheduling.newest_open_check_in(db_session(), client.id),
    )


@bp.post("/check-in/<uuid:check_in_id>")
@space_only
def begin(check_in_id: UUID) -> ResponseReturnValue:
    """Begin one's own check-in. Who is signed in needs no link."""
    client, page = get_client(), redirect(url_for("check_in.home", check_in_id=check_in_id), 303)
    visit = find_visit()
    if visit and visit.check_in_id == check_in_id:
        return page
    days = current_app.config["HEARD"].draft_days
    try:
        visit_id = actions.start_own_visit(
            db_session(), client, check_in_id, at=clock.now(), draft_days=days
        )
    except actions.LinkIsClosed:
        return redirect(url_for(".home"), 303)
    remember(Visit(visit_id or abort(404), check_in_id), keep=(KEY,))
    return page


@bp.post("/stay")
@space_only
def stay() -> ResponseReturnValue:
    """Keep the page open: asking is enough."""
    get_client()
    return {"saved": True}


@bp.post("/sign-out")
@space_only
def sign_out() -> ResponseReturnValue:
    """Nothing of ours is left open in this browser (SEC-25)."""
    actions.leave_space(db_session(), get_client(), at=clock.now())
    browser_session().end()
    response = make_response(redirect(url_for(".signed_out"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/signed-out")
@public("It is the same for everybody, and knows of nobody", without_database=True)
def signed_out() -> ResponseReturnValue:
    """That it worked."""
    return render_template("service_user/space/signed_out.html")
