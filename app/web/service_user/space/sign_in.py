"""The way in to one's own space: say who you are, and give the code that was sent.

Nothing here tells whether a number or an address is known (SEC-20). The page does the same for all
of them, and leaves it to a worker to find out whether there is anybody to send a code to.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from app import actions, care, clock, scheduling
from app.extensions import db_session
from app.web.service_user.space.session import KEY, enter
from app.web.service_user.visit import VisitIsOver, find_visit
from app.web.ui import may_try, public, visit_only

bp = Blueprint("space_sign_in", __name__, url_prefix="/space")

# Which request for a code this browser made: no other browser can use the code (SEC-19).
ASKED = "sign_in_code"
WRONG = _l("That code does not work. Look for our newest message, or ask for another code")
WHY = "The way in to one's own space; it tells nobody who is known here"


class WhoForm(FlaskForm):
    """Who it is. Only a keyed hash of it is kept."""

    contact = StringField(_l("Your mobile number or email address"))

    @property
    def lookup(self) -> str | None:
        """By what to find them, if it is a number or an address at all."""
        return care.contact_lookup(self.contact.data or "")

    def validate_contact(self, _field: StringField) -> None:
        """It can be one."""
        if self.lookup is None:
            raise ValidationError(
                gettext("Enter a mobile number or an email address, like 07700 900123")
            )


class CodeForm(FlaskForm):
    """The code, with or without spaces, in the digits of any language."""

    code = StringField(_l("The 6 digits"))

    @property
    def digits(self) -> str:
        """What was typed, without what is no digit."""
        typed = (self.code.data or "")[:40]
        return "".join(str(int(letter)) for letter in typed if letter.isdecimal())

    def validate_code(self, _field: StringField) -> None:
        """It can be one."""
        if len(self.digits) != 6:
            raise ValidationError(gettext("Enter the 6 digits of the code"))


@bp.get("/sign-in")
@public(WHY)
def start() -> ResponseReturnValue:
    """Say who you are; on a check-in it is enough to press a button."""
    if KEY in session:
        return redirect(url_for("space.home"), 303)
    return _start(WhoForm(formdata=None))


@bp.post("/sign-in")
@public(WHY)
def ask() -> ResponseReturnValue:
    """Have a code sent to the person with this number or address, if there is one."""
    form = WhoForm()
    if not form.validate_on_submit():
        return _start(form)
    return _ask(str(form.lookup), lookup=form.lookup)


@bp.post("/sign-in/check-in")
@visit_only
def ask_on_a_visit() -> ResponseReturnValue:
    """Have a code sent to the person whose check-in this is, at the contact on record."""
    visit = find_visit()
    if visit is None:
        raise VisitIsOver
    check_in = scheduling.find_check_in(db_session(), visit.check_in_id) or abort(404)
    return _ask(str(check_in.client_id), client_id=check_in.client_id)


@bp.get("/code")
@public(WHY)
def code() -> ResponseReturnValue:
    """A place for the code."""
    if ASKED not in session:
        return redirect(url_for(".start"), 303)
    return _page(CodeForm(formdata=None))


@bp.post("/code")
@public(WHY)
def enter_code() -> ResponseReturnValue:
    """In, if the code is right. Whatever is wrong with it looks and takes the same."""
    if ASKED not in session:
        return redirect(url_for(".start"), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(form)
    digits = form.digits if may_try("space code") else ""
    try:
        client_id = actions.open_space(db_session(), UUID(session[ASKED]), digits, at=clock.now())
    except actions.WrongCode:
        form.code.errors = [str(WRONG)]
        return _page(form)
    enter(client_id, keep_visit=_is_on_visit_of(client_id))
    return redirect(url_for("space.home"), 303)


@bp.post("/code/again")
@public(WHY)
def ask_again() -> ResponseReturnValue:
    """The same again, without typing it again (ACC-09)."""
    if ASKED not in session:
        return redirect(url_for(".start"), 303)
    asked = UUID(session[ASKED])
    if not may_try("sign-in code"):
        return _wait(actions.ask_for_code(db_session(), at=clock.now()))
    return _wait(actions.ask_for_another_code(db_session(), asked, at=clock.now()))


def _ask(account: str, **who: Any) -> ResponseReturnValue:
    """Whoever asked too often gets the same page, and no code."""
    known = who if may_try("sign-in code", account) else {}
    return _wait(actions.ask_for_code(db_session(), **known, at=clock.now()))


def _wait(code_id: UUID) -> ResponseReturnValue:
    session[ASKED] = str(code_id)
    return redirect(url_for(".code"), 303)


def _is_on_visit_of(client_id: UUID) -> bool:
    visit = find_visit()
    check_in = scheduling.find_check_in(db_session(), visit.check_in_id) if visit else None
    return check_in is not None and check_in.client_id == client_id


def _start(form: WhoForm) -> ResponseReturnValue:
    return render_template("service_user/space/sign_in.html", form=form, visit=find_visit())


def _page(form: CodeForm) -> ResponseReturnValue:
    return render_template("service_user/space/code.html", form=form)
