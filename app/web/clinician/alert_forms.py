"""What somebody does about an alert: deeds of the closed list, and a note in their own words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from app.risk import Alert, Deed, Known
from app.web.clinician.alert_words import DEEDS

LONGEST_NOTE = 4000


class DeedForm(FlaskForm):
    """Deeds and a note, and how much of the alert was on the page on which they were given."""

    deeds = SelectMultipleField(
        _l("What do you do, or what did you do?"),
        choices=[SelectChoice(deed.value, words) for deed, words in DEEDS.items()],
    )
    note = TextAreaField(
        _l("Note"),
        [Length(max=LONGEST_NOTE, message=_l("Write at most 4000 characters"))],
        description=_l("What you did and what you agreed. Colleagues read it."),
    )
    steps = HiddenField()
    answers = HiddenField()

    @property
    def chosen(self) -> list[Deed]:
        """What was ticked; what is not in the list is no deed."""
        return [deed for deed in Deed if deed.value in (self.deeds.data or [])]

    @property
    def known(self) -> Known:
        """What stood on the page; nothing, where that cannot be read."""
        return Known(_count(self.steps.data), _count(self.answers.data))

    def show(self, alert: Alert) -> None:
        """What stands on the page from now on."""
        self.steps.data, self.answers.data = str(len(alert.steps)), str(len(alert.answers))

    def asks_for(self, *, deeds: bool) -> None:
        """Say what is missing."""
        if deeds and not self.chosen:
            self.say(self.deeds, gettext("Tick what you do or did"))
        if not (self.note.data or "").strip():
            self.say(self.note, gettext("Write a note"))

    def say(self, field: Field, *errors: str) -> None:
        """Put what is wrong beside a field."""
        field.errors = [*field.errors, *errors]


def _count(text: str | None) -> int:
    is_number = text and text.isascii() and text.isdigit() and len(text) < 6
    return int(text) if text and is_number else 0
