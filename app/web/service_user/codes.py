"""The short code in a letter: typed here, it leads to the same button as a link."""

from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app import actions, clock, scheduling
from app.extensions import db_session
from app.scheduling import Invitation, LeavingQuestion, Opens
from app.web.service_user.starting import begin, offer
from app.web.ui import (
    browser_session,
    language,
    may_try,
    public,
    remember_language,
    slow_down,
    speak,
)

bp = Blueprint("code", __name__, url_prefix="/code")

WHY = "Whoever holds a letter may type its code; it shows nothing about anybody"
WRONG = _l("This code does not work. Please look at your letter, and type it again.")
KEPT = "code_link"
# What `leaving.typed` reads: its pages are those on which people answer the service's own forms.
KEPT_QUESTION = "leaving_question"


class CodeForm(FlaskForm):
    """The code, as it stands in the letter."""

    code = StringField(
        _l("Code"),
        description=_l(
            "The code is in your letter. It has 8 letters and numbers, such as %(code)s.",
            code="K7QM\u20113XTD",  # a dash at which no line ends
        ),
        validators=[
            DataRequired(_l("Type the code from your letter")),
            Length(max=60, message=WRONG),
        ],
    )
    opens: Opens | None = None

    def validate_code(self, field: StringField) -> None:
        """Find what the code is for. The same answer whatever is wrong with it."""
        self.opens = scheduling.find_by_code(db_session(), field.data or "")
        if self.opens is None:
            raise ValidationError(WRONG)


@bp.get("")
@public(WHY, without_database=True)
def enter() -> ResponseReturnValue:
    """Where to type it."""
    return render_template("service_user/code.html", form=CodeForm(formdata=None))


@bp.post("")
@public(WHY)
def find() -> ResponseReturnValue:
    """Go on with the right code; with a wrong one, try again. Tries are counted (SEC-21)."""
    slow_down("code")
    form = CodeForm()
    if not form.validate_on_submit() or form.opens is None:
        return render_template("service_user/code.html", form=form)
    if isinstance(form.opens, LeavingQuestion):
        session[KEPT_QUESTION] = str(form.opens.id)
        return redirect(url_for("leaving.typed"), 303)
    session[KEPT] = str(form.opens.id)
    return redirect(url_for(".found"), 303)


@bp.get("/start")
@public(WHY)
def found() -> ResponseReturnValue:
    """A button to start, as behind a link. Looking changes nothing (SEC-15)."""
    invitation = _kept()
    if invitation is None:
        return redirect(url_for(".enter"), 303)
    return offer(invitation, new_link=url_for(".new_link"), is_code=True)


@bp.post("/start")
@public(WHY)
def start() -> ResponseReturnValue:
    """Begin to add answers from this browser."""
    invitation = _kept()
    if invitation is None:
        return redirect(url_for(".enter"), 303)
    return begin(invitation, new_link=url_for(".new_link"), is_code=True)


@bp.post("/new-link")
@public("The new link goes to the stored contact, never to who asks")
def new_link() -> ResponseReturnValue:
    """Send a new link to the contact that the service has; the same page whatever happens."""
    invitation = _kept()
    if not may_try("new link", str(invitation.id) if invitation else ""):
        abort(429)
    if invitation:
        days = current_app.config["HEARD"].invitation_days
        actions.send_new_link(db_session(), invitation, at=clock.now(), days=days)
    page = redirect(url_for("link.new_link_sent"), 303)
    remember_language(page, language())
    return page


def _kept() -> Invitation | None:
    """What the code is for that was typed in this browser not long ago."""
    kept = None if browser_session().expired_idle else session.get(KEPT)
    invitation = db_session().get(Invitation, UUID(kept)) if kept else None
    if invitation is None or invitation.check_in.is_set_aside:
        return None
    speak(invitation.check_in.client.language)
    return invitation
