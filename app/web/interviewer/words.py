"""Calls in words, for the interviewers who make them."""

from datetime import datetime

from babel import Locale, UnknownLocaleError
from flask_babel import format_date, format_time, get_locale, gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.actions import NoInterview
from app.feedback import TryOutcome

OUTCOMES = {
    TryOutcome.NO_ANSWER: _l("Nobody answered"),
    TryOutcome.CALL_BACK: _l("They want to be called another time"),
    TryOutcome.WRONG_NUMBER: _l("It was the wrong number"),
}
REFUSALS = {
    NoInterview.TAKEN: _l("Somebody else has taken on this call."),
    NoInterview.CHANGED: _l("This was written down already. Look at what is there now."),
    NoInterview.OVER: _l("Please do not call. This person is not to be called any more."),
    NoInterview.NO_CONSENT: _l("Ask first whether they want to talk, and write it down."),
}


def refusal(why: NoInterview) -> str:
    """Why something could not be done."""
    return str(REFUSALS[why])


def call_day(at: datetime) -> str:
    """The day, as staff read it."""
    return str(format_date(clock.local(at).date(), "d MMM y"))


def call_moment(at: datetime) -> str:
    """The day and the time, in London."""
    time = format_time(clock.local(at).time(), "HH:mm", rebase=False)
    return gettext("%(day)s at %(time)s", day=call_day(at), time=time)


def language_spoken(code: str) -> str:
    """The language's name in the reader's own."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (ValueError, UnknownLocaleError):
        return code
    return name[:1].upper() + name[1:]


FILTERS = {
    "call_day": call_day,
    "call_moment": call_moment,
    "call_outcome": OUTCOMES.__getitem__,
    "language_spoken": language_spoken,
}
