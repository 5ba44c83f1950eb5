"""Whichever way somebody came, by a link or a code: the button, and what it begins."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.extensions import db_session
from app.scheduling import Invitation, Link, LinkState
from app.web.service_user.offer import offer_with, to_the_form
from app.web.service_user.visit import Visit, find_visit, remember
from app.web.ui import language, remember_language

CAN_BE_RENEWED = (LinkState.EXPIRED, LinkState.REPLACED, LinkState.CLOSED)


def offer(link: Invitation | Link, *, new_link: str, is_code: bool = False) -> ResponseReturnValue:
    """The page with the button; or why it does not work any more, and the way to a new link."""
    state = scheduling.link_state(link, at=clock.now())
    if state is LinkState.FINISHED and offer_with(link.check_in_id):
        return render_template("service_user/link.html", is_about_service=True)
    if state is not LinkState.OPEN:
        return dead(state, new_link=new_link, is_code=is_code)
    return render_template("service_user/link.html", is_about_service=False)


def begin(link: Invitation | Link, *, new_link: str, is_code: bool = False) -> ResponseReturnValue:
    """Begin to add answers from this browser, under an address that holds no token.

    Who has sent them all may still tell us about the service, where that was asked with them.
    """
    is_finished = scheduling.link_state(link, at=clock.now()) is LinkState.FINISHED
    if is_finished and (left := offer_with(link.check_in_id)):
        return to_the_form(left)
    if not _is_on(link):
        days = current_app.config["HEARD"].draft_days
        try:
            visit_id = actions.start_visit(db_session(), link, at=clock.now(), draft_days=days)
        except actions.LinkIsClosed as closed:
            return dead(closed.state, new_link=new_link, is_code=is_code)
        remember(Visit(visit_id, link.check_in_id))
    home = redirect(url_for("check_in.home", check_in_id=link.check_in_id), 303)
    remember_language(home, language())
    return home


def dead(
    state: LinkState | None, *, new_link: str = "", is_code: bool = False
) -> ResponseReturnValue:
    """Why it does not work, in plain words; a button for a new one where there can be one."""
    page = render_template(
        "service_user/dead_link.html",
        state=state.value if state else "unknown",
        is_code=is_code,
        address=new_link if state in CAN_BE_RENEWED else None,
    )
    return page, 410


def _is_on(link: Invitation | Link) -> bool:
    """Whether this browser is on this very visit already: a page in another tab goes on saving."""
    visit = find_visit()
    is_open = scheduling.link_state(link, at=clock.now()) is LinkState.OPEN
    return is_open and visit is not None and visit.check_in_id == link.check_in_id
