"""The questions of a questionnaire as HTML, made once for each wording and kept."""

from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from app.instruments import Instrument, Item, Wording
from app.web.ui.languages import DIRECTIONS, language

# Longer instructions than this are folded away after the first question.
SHORT_INSTRUCTIONS = 200

# As many entries as there are wordings and languages to read them in.
_made: dict[tuple[str, ...], Markup] = {}
# Where the sentence beside a question about danger goes: it names a moment, and is new each time.
_NOT_READ = "\N{REPLACEMENT CHARACTER}"


def all_questions(instrument: Instrument, wording: Wording, *, not_read: str = "") -> Markup:
    """Every question, with nothing in it that belongs to one person.

    `not_read` stands beside each question whose answer may speak of danger (SAF-04).
    """
    key = (instrument.key, str(instrument.version), wording.fingerprint, language())
    if key not in _made:
        parts = [
            one_question(instrument, wording, item, not_read=_NOT_READ) for item in instrument.items
        ]
        _made[key] = Markup("").join([introduction(wording, is_open=True), *parts])
    made = _made[key]
    return made.replace(_NOT_READ, escape(not_read)) if instrument.risk_items else made


def one_question(
    instrument: Instrument,
    wording: Wording,
    item: Item,
    given: str | None = None,
    *,
    not_read: str = "",
) -> Markup:
    """One question, with the answer that this browser gave before, if it did."""
    return _macro("radio_question")(
        item,
        wording,
        total=len(instrument.items),
        foreign=foreign(wording),
        described_by=_described_by(item, wording),
        help_from=_help_from(instrument, item),
        not_read=not_read,
        given=given,
    )


def introduction(wording: Wording, *, is_open: bool) -> Markup:
    """What the questionnaire says before its questions."""
    return _macro("introduction")(wording, _is_short(wording), is_open, foreign(wording))


def foreign(wording: Wording) -> Markup:
    """Marks our own words when the questionnaire around them is in another language (ACC-10)."""
    if language() == wording.language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language(), DIRECTIONS[language()])


def _is_short(wording: Wording) -> bool:
    return len(wording.instructions) <= SHORT_INSTRUCTIONS


def _help_from(instrument: Instrument, item: Item) -> int | None:
    """The answer from which on the page shows where to find help at once (SAF-03)."""
    found = (risk.at_least for risk in instrument.risk_items if risk.item == item.number)
    return next(found, None)


def _described_by(item: Item, wording: Wording) -> str | None:
    """The part of the page that belongs to every question, such as "Over the last 2 weeks"."""
    if wording.prompt:
        return f"{item.id}-prompt"
    return "about" if wording.stem or _is_short(wording) else None


def _macro(name: str) -> Any:
    return getattr(current_app.jinja_env.get_template("ui/questions.html").module, name)
