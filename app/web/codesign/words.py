"""The workshop's own names for things, in plain words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from flask_babel import format_datetime, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.codesign import (
    OLDEST,
    Advice,
    Burden,
    Change,
    CommentKind,
    FormFault,
    Privacy,
    Purpose,
    QuestionKind,
    Remark,
    VersionState,
)

PURPOSES = {
    Purpose.PREM: _l("Experience form"),
    Purpose.LEAVING: _l("Leaving form"),
    Purpose.CHECK_IN_WORDS: _l("Words around a check-in"),
    Purpose.OTHER: _l("Another form"),
}
ABOUT_PURPOSES = {
    Purpose.PREM: _l("What it is like to get help here. Asked with the plan of a pathway."),
    Purpose.LEAVING: _l("For people who stopped coming. Asked once, and gently."),
    Purpose.CHECK_IN_WORDS: _l("Why we ask, and thank you. It asks nothing by itself."),
    Purpose.OTHER: _l("Something else that the service wants to ask."),
}
STATES = {
    VersionState.DRAFT: _l("Draft"),
    VersionState.IN_REVIEW: _l("In review"),
    VersionState.APPROVED: _l("Approved"),
    VersionState.LIVE: _l("Live"),
    VersionState.RETIRED: _l("Retired"),
}
STATE_COLOURS = {
    VersionState.DRAFT: "yellow",
    VersionState.IN_REVIEW: "blue",
    VersionState.APPROVED: "aqua-green",
    VersionState.LIVE: "green",
    VersionState.RETIRED: "grey",
}
KINDS = {
    QuestionKind.ONE_CHOICE: _l("One choice"),
    QuestionKind.SEVERAL: _l("Several choices"),
    QuestionKind.SCALE: _l("Scale"),
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.SHORT_TEXT: _l("Short text"),
    QuestionKind.LONG_TEXT: _l("Long text"),
    QuestionKind.STATEMENT: _l("Words only, no question"),
    QuestionKind.SECTION: _l("Heading of a new part"),
}
PRIVACY = {
    Privacy.ANONYMOUS: (
        _l("Nobody can know"),
        _l("Answers are kept without anything that leads to a person."),
    ),
    Privacy.CONFIDENTIAL: (
        _l("Only the people who read feedback"),
        _l("The person’s therapist never sees who answered."),
    ),
    Privacy.NAMED: (
        _l("Everybody in the person’s care"),
        _l("Answers stand beside their other answers, with their name."),
    ),
}
LOOKS = {"light": _l("Light"), "dark": _l("Dark"), "large": _l("Large letters")}
FAULTS = {
    FormFault.NO_TITLE: _l("Write a title: people read it first."),
    FormFault.NO_WHY: _l("Say why you ask. People read it before the first question."),
    FormFault.NO_THANKS: _l("Say thank you. People read it at the end."),
    FormFault.ASKS_NOTHING: _l("Add a question: this form asks nothing yet."),
    FormFault.TOO_MANY: _l("Take some questions out: no form has room for more than 60."),
    FormFault.TOO_LONG: _l("Make this shorter: it has more than 2000 letters."),
    FormFault.BAD_KEY: _l("This question came from a file and cannot be used. Make it anew."),
    FormFault.SAME_KEY: _l("This question is there twice. Take one of them out."),
    FormFault.NO_WORDS: _l("Write what people read here."),
    FormFault.FEW_OPTIONS: _l("Give people at least two answers to choose from."),
    FormFault.EMPTY_OPTION: _l("One of the answers has no words yet."),
    FormFault.SAME_OPTION: _l("Two of the answers say the same."),
    FormFault.NO_ENDS: _l("Say what both ends of the scale mean."),
    FormFault.POINTS: _l("A scale has 3 to 11 points."),
    FormFault.SHOWN_AFTER_NOTHING: _l(
        "This comes after a question that is gone, or comes later. Choose again who is asked."
    ),
    FormFault.SHOWN_AFTER_TEXT: _l(
        "This comes after a question to which people write. Choose again who is asked."
    ),
    FormFault.SHOWN_AFTER_NO_ANSWER: _l(
        "This comes after an answer that is gone. Choose again who is asked."
    ),
}
REMARKS = {
    CommentKind.COMMENT: _l("Comment"),
    CommentKind.SUGGESTION: _l("Suggestion"),
    CommentKind.NOTE: _l("Note of somebody who tried it"),
}
CHANGES = {
    Change.WORDS: _l("changed the words"),
    Change.ADDED: _l("added this"),
    Change.REMOVED: _l("took this out"),
    Change.MOVED: _l("moved this"),
    Change.SETTING: _l("changed how this is asked"),
    Change.APPROVED_WORDS: _l("approved the words"),
}


def when_words(moment: datetime) -> str:
    """4 March 2026, 10:00."""
    return str(format_datetime(clock.local(moment), "d MMMM yyyy, HH:mm", rebase=False))


def advice_words(remark: Remark) -> str:
    """What a careful reader would say of some words."""
    match remark.advice:
        case Advice.LONG_SENTENCE:
            return gettext(
                "A long sentence, with %(number)s words: “%(words)s”. Could it be two?",
                number=remark.number, words=remark.words,
            )  # fmt: skip
        case Advice.AND_OR:
            return gettext("“%(words)s” is hard to answer. Ask one thing.", words=remark.words)
        case Advice.TWO_QUESTIONS:
            return gettext(
                "“%(words)s”: does this ask two things? Then make two questions of it.",
                words=remark.words,
            )
        case Advice.HARD_TO_READ:
            return gettext(
                "Reads like a book for age %(age)s. Aim for %(oldest)s or younger.",
                age=remark.number, oldest=OLDEST,
            )  # fmt: skip
    if remark.instead:
        return gettext(
            "We would rather not say “%(words)s”. Say “%(instead)s”.",
            words=remark.words, instead=remark.instead,
        )  # fmt: skip
    return gettext("We would rather not say “%(words)s”.", words=remark.words)


def burden_words(burden: Burden) -> str:
    """16 questions, about 5 minutes"""
    questions = ngettext("%(num)s question", "%(num)s questions", burden.questions)
    minutes = max(1, round(burden.seconds / 60))
    time = ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
    return gettext("%(questions)s, %(time)s", questions=questions, time=time)


def sentence_name(address: str) -> str:
    """What the sentence at an address is, as the team would call it."""
    own = {
        "": gettext("The whole form"),
        "title": gettext("Title"),
        "why": gettext("Why we ask"),
        "thanks": gettext("Thank you"),
        "privacy": gettext("Who can know who answered"),
    }
    parts = {
        "text": gettext("What people read"),
        "hint": gettext("A hint below it"),
        "lowest": gettext("The lowest end"),
        "highest": gettext("The highest end"),
    }
    name = address.partition(".")[2]
    option = gettext("An answer") if name.startswith("option.") else gettext("The question")
    return own.get(address) or parts.get(name) or option


def language_words(code: str) -> str:
    """The language, in the reader's own."""
    name = Locale.parse(code).get_display_name(get_locale()) or code
    return name[:1].upper() + name[1:]


def _named(names: dict[Any, Any]) -> Callable[[Any], str]:
    return lambda value: str(names[value])


def choices(names: dict[Any, Any]) -> Sequence[tuple[str, str]]:
    """The values of fields, each with its words."""
    return [(key.value, str(words)) for key, words in names.items()]


FILTERS: dict[str, Callable[..., Any]] = {
    "purpose_words": _named(PURPOSES),
    "state_words": _named(STATES),
    "state_colour": _named(STATE_COLOURS),
    "kind_words": _named(KINDS),
    "fault_words": _named(FAULTS),
    "remark_words": _named(REMARKS),
    "edit_words": _named(CHANGES),
    "when_words": when_words,
    "language_words": language_words,
    "advice_words": advice_words,
    "burden_words": burden_words,
    "sentence_name": sentence_name,
}
