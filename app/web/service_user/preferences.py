"""How, when and whether we write to somebody: their own choice (EQ-14).

A link shows nothing about its holder (SEC-14), so neither do these forms: they begin empty, and
whoever sends one chooses anew. They can make us write less or elsewhere among the contacts that
the service has stored, never to another.
"""

from datetime import time, timedelta
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from app import actions, clock, scheduling
from app.actions import ContactChoice, NotAPause
from app.care import ContactBy
from app.extensions import db_session
from app.scheduling import CheckInFacts
from app.security import Actor
from app.web.service_user.visit import get_visit
from app.web.ui import language, visit_only
from config import LANGUAGES

bp = Blueprint("preferences", __name__, url_prefix="/check-in/<uuid:check_in_id>/messages")

HOURS = {
    "any": (_l("Any time in the day"), None, None),
    "morning": (_l("Mornings, 9 to 12"), time(9), time(12)),
    "afternoon": (_l("Afternoons, 12 to 5"), time(12), time(17)),
    "evening": (_l("Evenings, 5 to 8"), time(17), time(20)),
}
CHANNELS = {
    ContactBy.SMS: _l("Text message"),
    ContactBy.EMAIL: _l("Email"),
    ContactBy.LETTER: _l("Letter"),
    ContactBy.NOT_AT_ALL: _l("Do not write to me. I talk to my team."),
}
BREAKS = {"7": _l("1 week"), "14": _l("2 weeks"), "28": _l("4 weeks"), "84": _l("12 weeks")}


class ContactForm(FlaskForm):
    """How and when we write."""

    contact_by = RadioField(
        _l("How should we write to you?"),
        choices=[SelectChoice(by.value, words) for by, words in CHANNELS.items()],
        validators=[InputRequired(_l("Choose how we should write to you"))],
    )
    hours = RadioField(
        _l("When is a good time?"),
        choices=[SelectChoice(key, words) for key, (words, _from, _to) in HOURS.items()],
        default="any",
    )
    language = RadioField(
        _l("In which language?"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    sender = RadioField(
        _l("What should it say?"),
        choices=[
            SelectChoice("named", _l("That it comes from your NHS team")),
            SelectChoice("plain", _l("Nothing about who it comes from")),
        ],
        default="named",
    )


class BreakForm(FlaskForm):
    """A while without questions."""

    weeks = RadioField(
        _l("How long?"),
        choices=[SelectChoice(days, words) for days, words in BREAKS.items()],
        validators=[InputRequired(_l("Choose how long"))],
    )


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
    _words, not_before, not_after = HOURS[form.hours.data or "any"]
    choice = ContactChoice(
        contact_by=ContactBy(form.contact_by.data),
        language=form.language.data,
        not_before=not_before,
        not_after=not_after,
        is_plain=form.sender.data == "plain",
    )
    actions.choose_contact(
        db_session(), check_in.client_id, choice, by=_themself(check_in), at=clock.now()
    )
    return _thanks(check_in_id, "contact")


@bp.post("/break")
@visit_only
def take_a_break(check_in_id: UUID) -> ResponseReturnValue:
    """Ask nothing for a while."""
    check_in, form = _check_in(check_in_id), BreakForm()
    if not form.validate_on_submit():
        return _page(check_in_id, _contact_form(empty=True), form)
    until = clock.today() + timedelta(days=int(form.weeks.data))
    try:
        actions.pause_contact(
            db_session(), check_in.client_id, until=until, by=_themself(check_in), at=clock.now()
        )
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
    words = {
        "contact": gettext("Thank you. We write to you in this way from now on."),
        "break": gettext("Thank you. We ask you nothing in that time. We begin again after it."),
        "stop": gettext(
            "Thank you. We ask you nothing more. Tell your team if you change your mind."
        ),
    }
    return render_template(
        "service_user/preferences_done.html", words=words[what], check_in_id=check_in_id
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
        "service_user/preferences.html", check_in_id=check_in_id, contact=contact, pause=pause
    )


def _thanks(check_in_id: UUID, what: str) -> ResponseReturnValue:
    return redirect(url_for(".done", check_in_id=check_in_id, what=what), 303)
