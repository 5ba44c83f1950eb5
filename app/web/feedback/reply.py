"""Wanting to hear back: asked for apart from the form, and kept apart from it (EQ-07)."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app import actions, clock
from app.extensions import db_session
from app.web.feedback.answering import Sent, check_in_of, find_sent
from app.web.ui import feedback_only, slow_down

bp = Blueprint("feedback_reply", __name__, url_prefix="/feedback/reply")

LONGEST_CONTACT, LONGEST_MESSAGE = 300, 4000


class ReplyForm(FlaskForm):
    """Who they are, and what they would like to hear about."""

    contact = StringField(
        _l("Your name, and how to reach you"),
        description=_l("A phone number, an email address or a postal address."),
        filters=[lambda text: (text or "").strip()],
        validators=[
            DataRequired(_l("Write how we can reach you")),
            Length(max=LONGEST_CONTACT, message=_l("Write no more than 300 letters")),
        ],
    )
    message = TextAreaField(
        _l("What would you like to hear back about? (if you like)"),
        validators=[Length(max=LONGEST_MESSAGE, message=_l("Write no more than 4,000 letters"))],
    )


@bp.route("", methods=["GET", "POST"])
@feedback_only
def ask() -> ResponseReturnValue:
    """A form of its own, after the other one was sent."""
    sent = find_sent()
    if sent is None:
        return redirect(url_for("feedback.about"), 303)
    form = ReplyForm()
    if not form.validate_on_submit():
        return render_template("feedback/reply.html", form=form, sent=sent)
    slow_down("reply wish")
    _note(form, sent)
    return redirect(url_for(".noted"), 303)


@bp.get("/noted")
@feedback_only
def noted() -> ResponseReturnValue:
    """Thank you, and what happens next."""
    sent = find_sent()
    if sent is None:
        return redirect(url_for("feedback.about"), 303)
    return render_template("feedback/reply_noted.html", check_in_id=check_in_of(sent.ticket))


def _note(form: ReplyForm, sent: Sent) -> None:
    contact, message = form.contact.data or "", form.message.data or ""
    service_id = sent.ticket.form.service_id
    actions.wish_for_reply(db_session(), service_id, contact, message, at=clock.now())
