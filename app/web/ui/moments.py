"""A moment that somebody can rely on, as it is said in their language, in London's time."""

from datetime import datetime

from babel import Locale
from babel.dates import format_date, format_time
from flask_babel import gettext

from app import clock
from app.web.ui.languages import language

# As the NHS writes a day; elsewhere as people there do, without the year.
DAYS = {"en": "EEEE d MMMM"}


def moment_in_words(moment: datetime) -> str:
    """Monday 30 November at 1pm; poniedziałek, 30 listopada, godz. 13:00."""
    local, code = clock.local(moment), language()
    shape = DAYS.get(code) or Locale.parse(code).date_formats["full"].pattern.replace("y", "")
    day = format_date(local, shape.strip(" ,\N{ARABIC COMMA}"), locale=code)
    return gettext("%(day)s at %(time)s", day=day, time=_time(local, code))


def _time(local: datetime, code: str) -> str:
    """1pm or 1:30pm in English; elsewhere as people there write it."""
    if code != "en":
        return format_time(local, "short", locale=code).replace(" ", "\N{NO-BREAK SPACE}")
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
