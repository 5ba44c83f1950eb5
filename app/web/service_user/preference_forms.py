"""The forms in which people choose how, when and whether we write to them (EQ-14)."""

from datetime import date, time, timedelta

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from app.actions import ContactChoice
from app.care import ContactBy
from config import LANGUAGES

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
THANKS = {
    "contact": _l("Thank you. We write to you in this way from now on."),
    "break": _l("Thank you. We ask you nothing in that time. We begin again after it."),
    "stop": _l("Thank you. We ask you nothing more. Tell your team if you change your mind."),
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

    @property
    def choice(self) -> ContactChoice:
        """What was chosen."""
        _words, not_before, not_after = HOURS[self.hours.data or "any"]
        return ContactChoice(
            contact_by=ContactBy(self.contact_by.data),
            language=self.language.data,
            not_before=not_before,
            not_after=not_after,
            is_plain=self.sender.data == "plain",
        )


class BreakForm(FlaskForm):
    """A while without questions."""

    weeks = RadioField(
        _l("How long?"),
        choices=[SelectChoice(days, words) for days, words in BREAKS.items()],
        validators=[InputRequired(_l("Choose how long"))],
    )

    def until(self, today: date) -> date:
        """The first day on which we may ask again."""
        return today + timedelta(days=int(self.weeks.data))


def hours_key(not_before: time | None, not_after: time | None) -> str | None:
    """Which of the hours that can be chosen these are; None when staff set others."""
    found = ((key, hours) for key, (_words, *hours) in HOURS.items())
    return next((key for key, hours in found if hours == [not_before, not_after]), None)
