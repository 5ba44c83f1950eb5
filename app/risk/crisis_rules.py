"""What the words for somebody in danger must hold and may not say, whoever writes them."""

import re
from enum import StrEnum

from app.risk.crisis_words import CrisisText

MOST_IN_HEADING = 60
MOST_IN_BODY = 280
MOST_IN_NAME = 60
MOST_IN_HOURS = 80
MARKUP = re.compile(r"<[a-z/!]|&\w+;|&#|\{\{|\{%|https?:|www\.", re.IGNORECASE)
# Words that put somebody on a level, or foretell what they will do (SAF-06), by language. English
# ones count in every language.
LEVELS = {
    "en": r"\b(?:high|low|medium|moderate|severe)[- ]risk\b|\bat risk\b|\brisk (?:level|score|of)\b"
    r"|\b(?:level|degree) of risk\b|\bpredict\w*|\blikely to\b|\bdanger level\b",
    "pl": r"\bryzyk\w*|\bzagrożon\w*|\bprzewid\w*",
    "ar": r"خطورة|معر[ّ]?ض(?:ة)? لخطر|مستوى الخطر|نتوقع|يتوقع",
}


class CrisisFault(StrEnum):
    """What is wrong with the words. A closed list, so that pages can say each."""

    NO_HEADING = "no heading"
    HEADING_TOO_LONG = "heading too long"
    NO_BODY = "no body"
    BODY_TOO_LONG = "body too long"
    NAMES_A_LEVEL = "names a level"
    MARKUP = "markup"
    NAME_TOO_LONG = "name too long"
    LINE_IN_PARTS = "a name or hours without a number"
    NOT_A_PHONE = "not a phone number"
    NO_HOURS = "no hours"
    HOURS_TOO_LONG = "hours too long"


def crisis_faults(text: CrisisText) -> list[CrisisFault]:
    """Everything that speaks against these words; empty when they may be put to a colleague."""
    found = _faults_of_words(text) | _faults_of_line(text)
    return [fault for fault, is_there in found.items() if is_there]


def level_words(text: CrisisText) -> list[str]:
    """The words in it that name a level or foretell, as they were written (SAF-06)."""
    everything = f"{text.heading}\n{text.body}\n{text.line_name}\n{text.line_hours}"
    patterns = {LEVELS["en"], LEVELS.get(text.language, LEVELS["en"])}
    found = (m[0] for p in patterns for m in re.finditer(p, everything, re.IGNORECASE))
    return sorted(set(found))


def is_phone(text: str) -> bool:
    """Whether it can be called from here: a whole number, or a short one such as 111."""
    import phonenumbers  # large: only those who write these words pay for it

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return False
    is_short = phonenumbers.is_valid_short_number_for_region(number, "GB")
    return is_short or phonenumbers.is_valid_number(number)


def _faults_of_words(text: CrisisText) -> dict[CrisisFault, bool]:
    every = (text.heading, text.body, text.line_name, text.line_hours)
    return {
        CrisisFault.NO_HEADING: not text.heading,
        CrisisFault.HEADING_TOO_LONG: len(text.heading) > MOST_IN_HEADING,
        CrisisFault.NO_BODY: not text.body,
        CrisisFault.BODY_TOO_LONG: len(text.body) > MOST_IN_BODY,
        CrisisFault.NAMES_A_LEVEL: bool(level_words(text)),
        CrisisFault.MARKUP: any(MARKUP.search(words) for words in every),
    }


def _faults_of_line(text: CrisisText) -> dict[CrisisFault, bool]:
    phone = text.line_phone
    return {
        CrisisFault.NAME_TOO_LONG: len(text.line_name) > MOST_IN_NAME,
        CrisisFault.LINE_IN_PARTS: not phone and bool(text.line_name or text.line_hours),
        CrisisFault.NOT_A_PHONE: bool(phone) and not is_phone(phone),
        CrisisFault.NO_HOURS: bool(phone) and not text.line_hours,
        CrisisFault.HOURS_TOO_LONG: len(text.line_hours) > MOST_IN_HOURS,
    }
