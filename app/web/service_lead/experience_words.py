"""What people said, in words: a bar, a share, a period, and that something is not shown."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime, gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.codesign import Question, QuestionKind
from app.feedback import FlagKind
from app.reports import Answered

FLAGS = {
    FlagKind.DANGER: _l("Somebody may be in danger"),
    FlagKind.SAFEGUARDING: _l("Safeguarding"),
    FlagKind.COMPLAINT: _l("Complaint"),
}
PARTS = {
    "covers_from": _l("first day"),
    "covers_until": _l("last day"),
    "held_on": _l("day of the meeting"),
    "findings": _l("what was found"),
    "decision": _l("what is to be done"),
    "outcome": _l("what came of it"),
    "point": _l("what people get to hear"),
}


def day_words(day: date) -> str:
    """4 March 2026."""
    return str(format_date(day, "d MMMM yyyy"))


def moment_words(moment: datetime) -> str:
    """4 March 2026, 10:00."""
    return str(format_datetime(clock.local(moment), "d MMMM yyyy, HH:mm", rebase=False))


def month_of(day: date) -> str:
    """October 2025."""
    return str(format_date(day, "LLLL yyyy"))


def choice_words(question: Question) -> list[tuple[str, str]]:
    """Each choice with the words that people saw for it."""
    match question.kind:
        case QuestionKind.YES_NO:
            return [("yes", gettext("Yes")), ("no", gettext("No"))]
        case QuestionKind.SCALE:
            ends = {question.choices[0]: question.lowest, question.choices[-1]: question.highest}
            return [(one, f"{one}: {ends[one]}" if ends.get(one) else one)
                    for one in question.choices]  # fmt: skip
    return [(option.key, option.text) for option in question.options]


def share_cell(answered: Answered, choice: str) -> str:
    """20 (45%), or that it is not shown."""
    percent = answered.percent(choice)
    if percent is None:
        return gettext("not shown")
    return gettext("%(number)s (%(percent)s%%)", number=answered.chosen[choice], percent=percent)


FILTERS: dict[str, Callable[..., Any]] = {
    "on_date": day_words,
    "moment_words": moment_words,
    "flag_name": lambda kind: str(FLAGS[kind]),
    "piece_words": lambda part: str(PARTS.get(part, part)),
    "month_of": month_of,
    "choice_words": choice_words,
    "share_cell": share_cell,
}
