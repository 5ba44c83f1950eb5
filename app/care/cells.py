"""The cells of an import file: each read into what it means, or refused in plain words."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.care.addresses import LONGEST_LINE, is_postcode

LONGEST = 200
LONGEST_NAME = 100
EARLIEST = date(1900, 1, 1)

# Languages that people ask for. Pages and questionnaires in a language that Heard does not have
# yet are shown in English.
_CODES = (
    "am ar bg bn ckb cs cy de el en es fa fr gu hi hr hu it ku lt lv ne nl pa pl prs ps pt pt-BR "
    "ro ru sk so sq sr sv sw ta te ti tl tr uk ur vi yo zh"
)
LANGUAGES = {code.casefold(): code for code in _CODES.split()}

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)

# Embeddings, overrides and isolates: what follows reads in another order than it was typed. Names
# in Arabic or Hebrew need none of them.
_TURNS_WRITING_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")

_DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII)
_BRITISH_DATE = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})", re.ASCII)
_PHONE_WITH_COUNTRY = re.compile(r"\+[0-9 ()\-]+")


class BadCell(ValueError):
    """Says in plain words why this cell cannot be used."""


def read_cells(
    cells: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The meaning of each cell by its column, and which could not be read and why."""
    values: dict[str, Any] = {}
    faults = []
    for column, read in readers.items():
        text = cells.get(column, "")
        try:
            refuse_dangerous(text)
            values[column] = read(text.strip())
        except ValueError as error:
            faults.append((column, str(error)))
    return values, faults


def refuse_dangerous(text: str) -> None:
    """Raise BadCell for what a spreadsheet would run, and for characters nobody types."""
    if len(text) > LONGEST:
        raise BadCell(f"is longer than {LONGEST} characters")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co") for letter in text):
        raise BadCell("has a character that cannot be typed, such as a tab or a line break")
    if mark := _TURNS_WRITING_ROUND.search(text):
        raise BadCell(
            f"has a hidden mark that turns the writing round (U+{ord(mark[0]):04X}): "
            "empty the cell and type it again"
        )
    if text.lstrip().startswith(("=", "+", "-", "@")) and not _PHONE_WITH_COUNTRY.fullmatch(text):
        raise BadCell(f"starts with {text.lstrip()[0]}, so a spreadsheet would run it as a formula")


def or_else(default: Value, read: Callable[[str], Value]) -> Callable[[str], Value]:
    """The same reader for a cell that may be empty."""
    return lambda text: read(text) if text else default


def as_name(text: str) -> str:
    """A name in any writing."""
    if not any(unicodedata.category(letter).startswith("L") for letter in text):
        raise BadCell("is empty" if not text else "has no letters")
    if len(text) > LONGEST_NAME:
        raise BadCell(f"is longer than {LONGEST_NAME} characters")
    if text.startswith("+"):
        raise BadCell("starts with +, so a spreadsheet would run it as a formula")
    return text


def as_text(text: str) -> str:
    """Anything but nothing."""
    if not text:
        raise BadCell("is empty")
    return text


def as_date(text: str) -> date:
    """A date written 1990-05-17 or 17/05/1990."""
    found = _DATE.fullmatch(text) or _BRITISH_DATE.fullmatch(text)
    if not found:
        raise BadCell("is empty" if not text else "write the date as 1990-05-17 or 17/05/1990")
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError as error:
        raise BadCell("there is no such day in the calendar") from error
    if day < EARLIEST:
        raise BadCell(f"is before {EARLIEST.year}")
    return day


def as_phone(text: str) -> str:
    """A phone number as it is dialled from anywhere: +447700900123."""
    import phonenumbers  # large: only imports pay for it

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException as error:
        raise BadCell("is not a phone number") from error
    # Ofcom's numbers for drama are possible but not valid; "local only" lacks its area code.
    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    if phonenumbers.is_possible_number_with_reason(number) != possible:
        raise BadCell("is not a phone number: look for missing or extra digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_email(text: str) -> str:
    """An e-mail address that could exist."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise BadCell("is not an e-mail address") from error


def as_address_line(text: str) -> str:
    """One line of an address, as long as the window of an envelope shows."""
    if len(text) > LONGEST_LINE:
        raise BadCell(f"is longer than {LONGEST_LINE} characters: spread it over more lines")
    return text


def as_postcode(text: str) -> str:
    """A British postcode."""
    if not is_postcode(text):
        raise BadCell("is not a postcode: write it as CM20 1XX")
    return text


def as_language(text: str) -> str:
    """The code of a language."""
    if text.casefold() not in LANGUAGES:
        raise BadCell("is not a known code: write en, pl, ar and so on")
    return LANGUAGES[text.casefold()]


def as_choice(choices: type[Choice]) -> Callable[[str], Choice]:
    """A reader for one of these words."""

    def read(text: str) -> Choice:
        for choice in choices:
            if choice.value == text.casefold() or choice.value == text:
                return choice
        raise BadCell(f"must be one of: {', '.join(choices)}")

    return read
