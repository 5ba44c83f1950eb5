"""Forms about when sessions are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from app import care
from app.care import MOST_IN_SERIES, Episode, NoSuchTime, Outcome
from app.web.clinician.appointment_words import CHOICES, OUTCOMES
from app.web.clinician.words import day as day_words

# How many weeks are between two sessions of a series.
WEEKS = {"once": 0, "weekly": 1, "fortnightly": 2}


class Day(DateField):
    """A day as browsers send it, or typed: 12/3/2026."""

    def __init__(
        self, label: Any, *, is_needed: bool = True, missing: Any = None, **how: Any
    ) -> None:
        needed = InputRequired(missing or _l("Enter the day")) if is_needed else Optional()
        super().__init__(label, [needed], format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **how)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, in words of ours."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            raise ValueError(gettext("Write the day like this: 12/3/2026")) from error


class Clock(TimeField):
    """A time of the day as browsers send it, or typed: 14.30."""

    def __init__(self, label: Any, **how: Any) -> None:
        said = InputRequired(_l("Enter the time"))
        super().__init__(label, [said], format=["%H:%M", "%H:%M:%S", "%H.%M"], **how)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, in words of ours."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            raise ValueError(gettext("Write the time like this: 14:30")) from error


class Count(IntegerField):
    """A number that may be left out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError, in words of ours."""
        if not "".join(valuelist).strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Write how many sessions, as a number")) from error


class MomentForm(FlaskForm):
    """When a session is."""

    day = Day(_l("Day"))
    time = Clock(_l("Time"))

    def moments(self, weeks: int = 0, times: int = 1) -> list[datetime]:
        """The session and those that follow it; none where clocks pass over that time."""
        try:
            return care.series(self.day.data, self.time.data, weeks=weeks, times=times)
        except NoSuchTime as error:
            said = gettext(
                "The clocks go forward on %(day)s. There is no such time.", day=day_words(error.day)
            )
        except OverflowError:
            said = gettext("Write the day like this: 12/3/2026")
        self.say(self.day, [said])
        return []

    def say(self, field: Any, errors: Sequence[str]) -> None:
        """Put what was found out later beside a field."""
        field.errors = [*field.errors, *errors]


class AddForm(MomentForm):
    """One session or a series, in one of the client's courses."""

    episode = SelectField(_l("Course of care"))
    repeat = RadioField(
        _l("How often"),
        choices=[
            SelectChoice("once", _l("Once")),
            SelectChoice("weekly", _l("Every week")),
            SelectChoice("fortnightly", _l("Every two weeks")),
        ],
        default="once",
    )
    times = Count(
        _l("How many sessions"), description=_l("Only for a series. At most 200 sessions.")
    )
    outcome = RadioField(
        _l("What became of it"),
        choices=[SelectChoice(outcome.value, OUTCOMES[outcome]) for outcome in CHOICES],
        default=Outcome.BOOKED.value,
    )

    def offer(self, episodes: Sequence[Episode]) -> None:
        """Let choose among these courses."""
        self.episode.choices = [
            SelectChoice(str(episode.id), f"{episode.pathway.name}, {_days(episode)}")
            for episode in episodes
        ]
        if self.episode.data is None and episodes:
            self.episode.data = str(episodes[0].id)

    def validate(self, **how: Any) -> bool:
        """Whether it can be asked for; a series needs to know how long it is."""
        good = super().validate(**how)
        if self.repeat.data in ("weekly", "fortnightly") and not self.times.errors:
            if self.times.data is None or self.times.data < 1:
                self.say(self.times, [gettext("Enter how many sessions there are")])
                return False
            if self.times.data > MOST_IN_SERIES:
                self.say(self.times, [gettext("A series has at most 200 sessions.")])
                return False
        return good

    @property
    def wanted(self) -> list[datetime]:
        """All the moments that it asks for."""
        weeks = WEEKS[self.repeat.data]
        return self.moments(weeks, self.times.data if weeks else 1)

    @property
    def episode_id(self) -> UUID:
        """The course that was chosen."""
        return UUID(self.episode.data)


def _days(episode: Episode) -> str:
    if episode.ended_on is None:
        return gettext("since %(day)s", day=day_words(episode.started_on))
    return f"{day_words(episode.started_on)} – {day_words(episode.ended_on)}"
