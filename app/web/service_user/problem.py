"""Telling us about a problem that could harm somebody: from any page, by anybody (SAF-22)."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import actions, clock
from app.extensions import db_session
from app.web.service_user.visit import find_visit
from app.web.ui import language, may_try, public, visitor

bp = Blueprint("problem", __name__, url_prefix="/problem")

LONGEST = 4000
LONGEST_CONTACT = 200


class ProblemForm(FlaskForm):
    """What happened, and how to answer, if an answer is wanted."""

    happened = TextAreaField(
        _l("What happened?"),
        description=_l("Say what you saw or did, and on which page. Leave out names if you can."),
        validators=[
            InputRequired(_l("Write what happened")),
            Length(max=LONGEST, message=_l("Write no more than 4,000 letters")),
        ],
    )
    contact = StringField(
        _l("How can we reach you? (if you like)"),
        description=_l("A phone number or an email address. You can leave this empty."),
        validators=[Length(max=LONGEST_CONTACT, message=_l("Write no more than 200 letters"))],
    )


@bp.route("", methods=["GET", "POST"])
@public("Anybody may tell us of a danger, also without an account")
def tell() -> ResponseReturnValue:
    """A form that needs nothing but what happened."""
    form = ProblemForm()
    if not form.validate_on_submit():
        return _page(form)
    if not may_try("safety report", visitor()):
        return _again(form, gettext("Many reports came from where you are. Wait 15 minutes.")), 429
    try:
        actions.report_problem(
            db_session(), happened=form.happened.data or "", contact=form.contact.data or "",
            language=language(), at=clock.now(),
        )  # fmt: skip
    except actions.NotAChange:
        return _again(form, gettext("Write what happened"))
    return redirect(url_for(".sent"), 303)


@bp.get("/sent")
@public("It is the same for everybody, and knows of no report", without_database=True)
def sent() -> ResponseReturnValue:
    """Thank you, and what happens next."""
    return render_template("service_user/problem_sent.html", visit=find_visit())


@bp.errorhandler(CSRFError)
def _stale(_error: CSRFError) -> ResponseReturnValue:
    """The page was open for too long: the same words again, to be sent once more."""
    return _again(ProblemForm(), gettext("This page was open for too long. Press Send again.")), 400


def _again(form: ProblemForm, words: str) -> str:
    form.form_errors = [words]
    return _page(form)


def _page(form: ProblemForm) -> str:
    return render_template("service_user/problem.html", form=form, visit=find_visit())
