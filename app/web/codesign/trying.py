"""Links with which anybody may try a form: made, shown once, and ended."""

from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, codesign
from app.codesign import TryLink
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.desk import desk_for
from app.web.ui import refuse, requires, signed_in_user, user_names

bp = Blueprint("trying", __name__, url_prefix="/forms/<uuid:form_id>/try")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.READ_WORKSHOP)
def links(form_id: UUID) -> ResponseReturnValue:
    """The links that work, and a new one: its address is shown once."""
    desk, made = desk_for(form_id), ""
    if request.method == "POST":
        token = actions.make_try_link(
            db_session(), desk.version.id, user=signed_in_user(), at=clock.now()
        )
        made = _address(token)
    found = codesign.try_links_to(db_session(), desk.version.id, at=clock.now())
    return render_template(
        "codesign/try_links.html",
        desk=desk,
        links=found,
        names=user_names(one.made_by for one in found),
        made=made,
        days=codesign.TRY_DAYS,
    )


@bp.post("/<uuid:link_id>/end")
@requires(Permission.READ_WORKSHOP)
def end(form_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Let one of them open nothing from now on."""
    desk = desk_for(form_id)
    link = db_session().get(TryLink, link_id) or refuse(link_id)
    if link.version_id not in desk.version_ids:
        refuse(link_id)
    actions.end_try_link(db_session(), link, user=signed_in_user(), at=clock.now())
    return redirect(url_for(".links", form_id=form_id), 303)


def _address(token: str) -> str:
    base: str = current_app.config["HEARD"].base_url.rstrip("/")
    return base + url_for("try_out.opened", token=token)
