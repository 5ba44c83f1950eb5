"""What interviewers write down about a call."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app import clock
from app.codesign import Question
from app.feedback import LONGEST_NOTES, Said, TryOutcome
from app.web.interviewer.words import OUTCOMES

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
MORNING = time(9)


class Pick(RadioField):
    """One of a few; anything else is said in words of ours."""

    def __init__(self, label: Any, missing: Any, choices: Any, **how: Any) -> None:
        listed = [SelectChoice(value, words) for value, words in choices]
        super().__init__(
            label, choices=listed, validators=[InputRequired(missing)], validate_choice=False, **how
        )
        self.missing = missing

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError."""
        if self.data not in [choice.value for choice in self.choices or ()]:
            raise ValidationError(str(self.missing))


class TryForm(FlaskForm):
    """Nobody talked."""

    outcome = Pick(
        _l("What happened?"),
        _l("Choose what happened"),
        [(outcome.value, words) for outcome, words in OUTCOMES.items()],
    )
    day = DateField(
        _l("Call again on"),
        [Optional()],
        format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        description=_l("Only if they said when"),
    )

    def validate_day(self, field: Field) -> None:
        """A day to come, and not a far one."""
        if field.data and not 0 <= (field.data - clock.today()).days <= 60:
            raise ValidationError(gettext("Choose a day in the next two months"))

    @property
    def call_after(self) -> datetime | None:
        """When they want to be called."""
        is_wanted = self.outcome.data == TryOutcome.CALL_BACK.value and self.day.data
        return datetime.combine(self.day.data, MORNING, clock.LOCAL) if is_wanted else None


class ConsentForm(FlaskForm):
    """What they said at the beginning of the call, each asked for by itself."""

    talks = Pick(_l("“Would you like to talk with me now?”"), _l("Choose what they said"), YES_NO)
    links = RadioField(
        _l("“May your care team see what you tell me, with your name?”"),
        choices=[SelectChoice(value, words) for value, words in YES_NO],
        validate_choice=False,
    )

    def validate_links(self, field: Field) -> None:
        """Asked of everybody who talks."""
        if self.talks.data == "yes" and field.data not in ("yes", "no"):
            raise ValidationError(gettext("Choose what they said"))


class TalkForm(FlaskForm):
    """What was said: codes in the words of the form that people answer, and notes."""

    reasons = SelectMultipleField(_l("Why they stopped coming"), validate_choice=False)
    barriers = SelectMultipleField(_l("What got in the way"), validate_choice=False)
    notes = TextAreaField(
        _l("Notes"),
        description=_l(
            "What would have helped, in their words where you can. No names, of them or of others."
        ),
        validators=[
            Length(
                max=LONGEST_NOTES,
                message=_l("Write %(number)s letters at most", number=f"{LONGEST_NOTES:,}"),
            )
        ],
    )

    def offer(self, reasons: Question | None, barriers: Question | None) -> None:
        """Let choose among the options of these questions."""
        for field, question in ((self.reasons, reasons), (self.barriers, barriers)):
            options = question.options if question else ()
            field.choices = [SelectChoice(option.key, option.text) for option in options]
            known = [option.key for option in options]
            field.data = [key for key in field.data or () if key in known]

    def show(self, said: Said) -> None:
        """What was written before."""
        self.reasons.data, self.barriers.data = list(said.reasons), list(said.barriers)
        self.notes.data = said.notes

    def said(self, version_id: UUID) -> Said:
        """What was said, as it is kept."""
        notes = "\n".join((self.notes.data or "").replace("\0", "").splitlines()).strip()
        return Said(version_id, tuple(self.reasons.data), tuple(self.barriers.data), notes)
