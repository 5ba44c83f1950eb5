"""Forms about when somebody is not at work."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice

from app.care import AbsenceReason
from app.web.clinician.absence_words import REASONS, weekday
from app.web.clinician.appointment_forms import Day


class AbsenceForm(FlaskForm):
    """Why and from when to when."""

    reason = RadioField(
        _l("Why"),
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
        default=AbsenceReason.LEAVE.value,
    )
    starts_on = Day(_l("First day away"))
    ends_on = Day(
        _l("Last day away"),
        is_needed=False,
        description=_l("Leave it empty while nobody knows: sickness, for example."),
    )


class WorkingDaysForm(FlaskForm):
    """The weekdays of somebody's contract."""

    days = SelectMultipleField(_l("On which days of the week?"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.days.choices = [SelectChoice(str(n), weekday(n)) for n in range(7)]
