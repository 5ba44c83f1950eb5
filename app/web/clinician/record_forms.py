"""Forms about two records of one person, and about an NHS number that is another one now."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app import care
from app.care import Client, MergeFault, TwoRecords
from app.web.clinician.course_forms import CourseForm
from app.web.clinician.moving_forms import choices_of
from app.web.clinician.record_words import FAULTS

LONGEST_REASON = 1000
HERE, THERE = "here", "there"


class OtherForm(CourseForm):
    """Which other record is one of the same person."""

    other = RadioField(_l("Which record is the same person?"), choices=[], validate_choice=False)

    def offer(self, clients: Sequence[Client]) -> None:
        """Let choose among these."""
        self.clients = {str(one.id): one for one in clients}
        self.other.choices = choices_of(clients)

    def validate_other(self, field: Field) -> None:
        """One of the caseload."""
        if field.data not in self.clients:
            raise ValidationError(gettext("Choose the other record"))


class MergeForm(CourseForm):
    """Which of two stays, and why they are one person. Both were compared."""

    stays = RadioField(
        _l("Which record stays?"),
        choices=[
            SelectChoice(HERE, _l("Record 1")),
            SelectChoice(THERE, _l("Record 2")),
        ],
        validators=[InputRequired(_l("Choose which record stays"))],
        validate_choice=False,
    )
    birthdays = BooleanField(_l("The dates of birth differ, and it is one person all the same"))
    reason = TextAreaField(
        _l("How do you know that it is one person?"),
        [Length(max=LONGEST_REASON, message=_l("Write at most 1000 characters"))],
        description=_l("Whom you asked, and what you compared"),
    )
    compared = BooleanField(_l("I have compared name, date of birth, NHS number and contacts"))

    def validate_stays(self, field: Field) -> None:
        """One of the two."""
        if field.data not in (HERE, THERE):
            raise ValidationError(gettext("Choose which record stays"))

    def validate_reason(self, field: Field) -> None:
        """In words, for who reads it later."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Say how you know"))

    def validate_compared(self, field: Field) -> None:
        """Nobody merges what they have not looked at."""
        if not field.data:
            raise ValidationError(gettext("Compare the records, and tick that you have"))

    def two(self, here: Client, there: Client) -> TwoRecords:
        """Which is merged into which."""
        pair = (there, here) if self.stays.data == HERE else (here, there)
        return TwoRecords(*pair, birthdays_may_differ=bool(self.birthdays.data))

    def refuse(self, fault: MergeFault) -> None:
        """Say why not, beside the field that can put it right."""
        about_birthdays = fault is MergeFault.BIRTHDAYS_DIFFER
        self.say(self.birthdays if about_birthdays else self.stays, str(FAULTS[fault]))


class NumberForm(CourseForm):
    """The number that counts from now on."""

    number = StringField(
        _l("NHS number"), description=_l("10 digits, as the national service gives it")
    )

    def validate_number(self, field: Field) -> None:
        """Ten digits of which the last fits the others (INT-01)."""
        try:
            self.digits = care.read_nhs_number(field.data or "")
        except care.NotAnNhsNumber as error:
            raise ValidationError(
                gettext("This is not an NHS number. Check each digit.")
            ) from error
