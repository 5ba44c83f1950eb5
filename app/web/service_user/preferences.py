"""How, when and whether we write to somebody: their own choice (EQ-14).

A link shows nothing about its holder (SEC-14), so neither do these forms: they begin empty, and
whoever sends one chooses anew. They can make us write less or elsewhere among the contacts that
the service has stored, never to another.
"""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import actions, clock, scheduling
from app.actions import NotAPause
from app.extensions import db_session
from app.scheduling import CheckInFacts
from app.security import Actor
from app.web.service_user.preference_forms import THANKS, BreakForm, ContactForm
from app.web.service_user.visit import get_visit
from app.web.ui import language, visit_only

bp = Blueprint("preferences", __name__, url_prefix="/check-in/<uuid:check_in_id>/messages")


@bp.get("")
@visit_only
def choose(check_in_id: UUID) -> ResponseReturnValue:
    """Three small forms, each with its own button."""
    _check_in(check_in_id)
    return _page(check_in_id, _contact_form(), BreakForm(formdata=None))


@bp.post("/contact")
@visit_only
def contact(check_in_id: UUID) -> ResponseReturnValue:
    """Write in this way from now on."""
    check_in, form = _check_in(check_in_id), _contact_form()
    if not form.validate_on_submit():
        return _page(check_in_id, form, BreakForm(formdata=None))
    actions.choose_contact(
        db_session(), check_in.client_id, form.choice, by=_themself(check_in), at=clock.now()
    )
    return _thanks(check_in_id, "contact")


@bp.post("/break")
@visit_only
def take_a_break(check_in_id: UUID) -> ResponseReturnValue:
    """Ask nothing for a while."""
    check_in, form = _check_in(check_in_id), BreakForm()
    if not form.validate_on_submit():
        return _page(check_in_id, _contact_form(empty=True), form)
    by, until = _themself(check_in), form.until(clock.today())
    try:
        actions.pause_contact(db_session(), check_in.client_id, until=until, by=by, at=clock.now())
    except NotAPause:
        abort(400)
    return _thanks(check_in_id, "break")


@bp.post("/stop")
@visit_only
def stop(check_in_id: UUID) -> ResponseReturnValue:
    """Ask nothing any more. It changes nothing in somebody's care (EQ-12)."""
    check_in = _check_in(check_in_id)
    actions.stop_contact(db_session(), check_in.client_id, by=_themself(check_in), at=clock.now())
    return _thanks(check_in_id, "stop")


@bp.get("/done/<any(contact, break, stop):what>")
@visit_only
def done(check_in_id: UUID, what: str) -> ResponseReturnValue:
    """What holds from now on."""
    _check_in(check_in_id)
    return render_template(
        "service_user/preferences_done.html", words=THANKS[what], check_in_id=check_in_id
    )


def _contact_form(*, empty: bool = False) -> ContactForm:
    form = ContactForm(formdata=None) if empty else ContactForm()
    form.language.data = form.language.data or language()
    return form


def _check_in(check_in_id: UUID) -> CheckInFacts:
    get_visit(check_in_id)
    return scheduling.read_check_in(db_session(), check_in_id) or abort(404)


def _themself(check_in: CheckInFacts) -> Actor:
    return Actor("client", check_in.client_id)


def _page(check_in_id: UUID, contact: ContactForm, pause: BreakForm) -> ResponseReturnValue:
    return render_template(
        "service_user/preferences.html",
        check_in_id=check_in_id,
        addresses=_addresses(check_in_id),
        contact=contact,
        pause=pause,
    )


def _addresses(check_in_id: UUID) -> dict[str, str]:
    """Where each of the small forms is sent."""
    pages = {"contact": ".contact", "break": ".take_a_break", "stop": ".stop"}
    return {form: url_for(page, check_in_id=check_in_id) for form, page in pages.items()}


def _thanks(check_in_id: UUID, what: str) -> ResponseReturnValue:
    return redirect(url_for(".done", check_in_id=check_in_id, what=what), 303)
