"""Text that looks as if it could say who wrote it, or about whom.

A hint for the writer, once, and nothing else: it is not stored, blocks nothing and judges nobody.
"""

import re
from collections.abc import Collection
from enum import StrEnum


class Sign(StrEnum):
    """What in a text could say who somebody is."""

    STAFF_NAME = "staff name"
    OWN_NAME = "own name"
    PHONE = "phone"
    EMAIL = "email"
    NHS_NUMBER = "nhs number"
    BIRTH_DATE = "birth date"


# Names that are also words that people write all the time.
_COMMON = frozenset("may will hope grace faith joy mark rose dawn dr mrs miss".split())
_SHORTEST_NAME = 3

_NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\d/])(?:\+|00|0)\d(?:[ ()-]{0,2}\d){7,13}(?!\d)")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_DATE = re.compile(r"(?<!\d)\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d{2}(?!\d)")
_MONTHS = "january february march april may june july august september october november december"
_DATE_IN_WORDS = re.compile(
    rf"(?i)\b\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(_MONTHS.split())}) (?:19|20)\d\d\b"
)
# In the languages of the portal: "my name is", "I am called".
_OWN_NAME = re.compile(
    r"(?i)\bmy name(?:'s|’s| is)\b|\bi am called\b|\bmam na imię\b|\bnazywam się\b|اسمي\s"
)
# Other digits than ours, as phones type them.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def identifying_signs(text: str, staff: Collection[str] = ()) -> set[Sign]:
    """What in the text could say who wrote it, or about whom."""
    plain = text.translate(_DIGITS)
    found = {
        Sign.NHS_NUMBER: _NHS_NUMBER.search(plain),
        Sign.PHONE: _PHONE.search(_NHS_NUMBER.sub(_not_a_phone, plain)),
        Sign.EMAIL: _EMAIL.search(plain),
        Sign.BIRTH_DATE: _DATE.search(plain) or _DATE_IN_WORDS.search(plain),
        Sign.OWN_NAME: _OWN_NAME.search(plain),
        Sign.STAFF_NAME: _names_in(text) & _telling(staff),
    }
    return {sign for sign, is_there in found.items() if is_there}


def _not_a_phone(number: re.Match[str]) -> str:
    return number[0] if number[0].startswith("0") else " "


def _telling(staff: Collection[str]) -> set[str]:
    """The parts of their names by which people are known."""
    parts = {part for name in staff for part in _names_in(name)}
    return {part for part in parts if len(part) >= _SHORTEST_NAME and part not in _COMMON}


def _names_in(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))
