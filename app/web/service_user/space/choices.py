"""How, when and whether we write to the person who is signed in: they see it, and change it."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, space
from app.actions import NotAPause
from app.care import Client
from app.extensions import db_session
from app.web.service_user.preference_forms import THANKS, BreakForm, ContactForm, hours_key
from app.web.service_user.space.message_words import day
from app.web.service_user.space.session import get_client
from app.web.ui import space_only

bp = Blueprint("space_choices", __name__, url_prefix="/space/contact")


@bp.get("")
@space_only
def choose() -> ResponseReturnValue:
    """What holds now, and three small forms to change it."""
    client = get_client()
    return _page(client, _chosen(client), BreakForm(formdata=None))


@bp.post("/contact")
@space_only
def contact() -> ResponseReturnValue:
    """Write in this way from now on."""
    client, form = get_client(), ContactForm()
    if not form.validate_on_submit():
        return _page(client, form, BreakForm(formdata=None))
    actions.choose_contact(db_session(), client.id, form.choice, by=client.actor, at=clock.now())
    return _thanks("contact")


@bp.post("/break")
@space_only
def take_a_break() -> ResponseReturnValue:
    """Ask nothing for a while."""
    client, form = get_client(), BreakForm()
    if not form.validate_on_submit():
        return _page(client, _chosen(client), form)
    by, until = client.actor, form.until(clock.today())
    try:
        actions.pause_contact(db_session(), client.id, until=until, by=by, at=clock.now())
    except NotAPause:
        abort(400)
    return _thanks("break")


@bp.post("/stop")
@space_only
def stop() -> ResponseReturnValue:
    """Ask nothing any more. It changes nothing in somebody's care (EQ-12)."""
    client = get_client()
    actions.stop_contact(db_session(), client.id, by=client.actor, at=clock.now())
    return _thanks("stop")


@bp.post("/again")
@space_only
def ask_again() -> ResponseReturnValue:
    """End the break, or begin again after having stopped."""
    client = get_client()
    actions.ask_again(db_session(), client, by=client.actor, at=clock.now())
    return _thanks("again")


@bp.get("/done/<any(contact, break, stop, again):what>")
@space_only
def done(what: str) -> ResponseReturnValue:
    """What holds from now on."""
    get_client()
    words = THANKS | {"again": gettext("Thank you. We ask you again from now on.")}
    return render_template("service_user/space/choices_done.html", words=words[what])


def _chosen(client: Client) -> ContactForm:
    """The form, filled in with what they chose."""
    form = ContactForm(formdata=None)
    preference = space.choices_for(db_session(), client, on=clock.today()).preference
    form.contact_by.data, form.language.data = client.contact_by.value, client.language
    if preference:
        form.hours.data = hours_key(preference.not_before, preference.not_after)
        form.sender.data = "plain" if preference.is_plain else "named"
    return form


def _page(client: Client, contact: ContactForm, pause: BreakForm) -> ResponseReturnValue:
    choices = space.choices_for(db_session(), client, on=clock.today())
    ends = choices.last_day_of_break
    return render_template(
        "service_user/space/choices.html",
        contact=contact,
        pause=pause,
        addresses={form: url_for(f".{page}") for form, page in PAGES.items()},
        has_stopped=choices.has_stopped,
        begins_again=day(ends + timedelta(days=1)) if ends else None,
    )


PAGES = {"contact": "contact", "break": "take_a_break", "stop": "stop", "again": "ask_again"}


def _thanks(what: str) -> ResponseReturnValue:
    return redirect(url_for(".done", what=what), 303)
