"""What a client will be asked next and when, and changing that for one person, with a reason."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app import actions, caseload, clock
from app.care import Client
from app.caseload import CourseSchedule
from app.extensions import db_session
from app.scheduling import Decided, Occasion
from app.security import Permission
from app.web.clinician.course_forms import Pick
from app.web.clinician.records import client_or_404, open_record
from app.web.clinician.schedule_words import DECISIONS, OCCASIONS
from app.web.ui import requires, signed_in_user

bp = Blueprint("schedule", __name__, url_prefix="/clients/<uuid:client_id>/schedule")


class DayField(DateField):
    """A day, or nothing: what cannot be read is kept as it was typed, for the form to judge."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it if it can be read."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class DecisionForm(FlaskForm):
    """One change to the plan of one person."""

    course = Pick(_l("Course of care"), _l("Choose the course of care"))
    kind = RadioField(
        _l("What should change?"),
        choices=[SelectChoice(kind.value, words) for kind, words in DECISIONS.items()],
        validators=[InputRequired(_l("Choose what should change"))],
    )
    occasion = SelectField(
        _l("Which questions?"),
        choices=[SelectChoice(o.value, words) for o, words in OCCASIONS.items()],
    )
    until = DayField(_l("Not before"), description=_l("Only to ask later"))
    measures = SelectMultipleField(
        _l("Questionnaires to add"), description=_l("Only to add to the next check-in")
    )
    reason = TextAreaField(
        _l("Reason"),
        filters=[lambda text: str(text or "").strip()],
        validators=[
            DataRequired(_l("Write the reason, so that colleagues understand")),
            Length(max=1000, message=_l("Write 1000 characters or fewer")),
        ],
    )

    def validate_until(self, field: DayField) -> None:
        """A day to come, where one is needed."""
        chosen: date | None = field.data
        if self.kind.data != Decided.DEFER.value:
            field.data = None
        elif chosen is None or chosen <= clock.today():
            raise ValidationError(gettext("Enter a day after today"))

    def validate_measures(self, field: SelectMultipleField) -> None:
        """At least one, where they are asked for."""
        if self.kind.data == Decided.ADD.value and not field.data:
            raise ValidationError(gettext("Choose at least one questionnaire"))


@bp.route("", methods=["GET", "POST"])
@requires(Permission.GIVE_CHECK_IN)
def plan(client_id: UUID) -> ResponseReturnValue:
    """How it stands with everything the plan asks, and a form to change it."""
    _clinician, client = client_or_404(client_id)
    schedules = caseload.schedules_of(db_session(), client, at=clock.now())
    open_ones = [one for one in schedules if one.plan and one.episode.ended_on is None]
    form = _form(client, open_ones)
    if open_ones and form.validate_on_submit():
        _decide(open_ones, form)
        flash(gettext("The plan is changed. Questions that are due go out within a minute."))
        return redirect(url_for(".plan", client_id=client.id), 303)
    open_record(client, "schedule")
    return render_template(
        "clinician/schedule.html",
        client=client,
        now=clock.now(),
        schedules=schedules,
        open_ones=open_ones,
        form=form,
    )


def _form(client: Client, open_ones: list[CourseSchedule]) -> DecisionForm:
    """For the courses that go on: one that has ended is changed by nobody."""
    form = DecisionForm()
    form.course.choices = [
        SelectChoice(str(one.episode.id), one.episode.pathway.name) for one in open_ones
    ]
    form.measures.choices = []
    if open_ones:
        form.course.data = form.course.data or str(open_ones[0].episode.id)
        service_id = open_ones[0].episode.pathway.service_id
        every = caseload.askables(db_session(), service_id, client.language)
        form.measures.choices = [
            SelectChoice(one.instrument.key, one.instrument.short_name)
            for one in every
            if not one.is_locked
        ]
    return form


def _decide(open_ones: list[CourseSchedule], form: DecisionForm) -> None:
    course = next(one for one in open_ones if str(one.episode.id) == form.course.data)
    actions.decide(
        db_session(),
        course.episode,
        Decided(form.kind.data),
        Occasion(form.occasion.data),
        reason=form.reason.data,
        until=form.until.data,
        measures=form.measures.data or (),
        by=signed_in_user().actor,
        at=clock.now(),
    )
