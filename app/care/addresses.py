"""Postal addresses: at most five lines and a postcode, as they stand on an envelope."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MOST_LINES = 5
# What the window of an envelope shows of a line.
LONGEST_LINE = 40
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
# Marks that turn the writing round: an address could be made to look like another.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class AddressFault(StrEnum):
    """What is wrong with an address. A closed list, so that pages can say each."""

    NO_LINES = "no lines"
    TOO_MANY_LINES = "too many lines"
    LINE_TOO_LONG = "line too long"
    STRANGE_LETTERS = "letters that cannot be seen"
    NO_POSTCODE = "no postcode"
    NOT_A_POSTCODE = "not a postcode"


@dataclass(frozen=True)
class PostalAddress:
    """Where letters go. Without lines and postcode it says that there is none."""

    lines: tuple[str, ...] = ()
    postcode: str = ""

    @classmethod
    def typed(cls, lines: Iterable[str], postcode: str) -> Self:
        """The address without empty lines, spaces too many, and commas at the ends of lines."""
        tidied = (" ".join(line.split()).strip(" ,") for line in lines)
        return cls(tuple(line for line in tidied if line), tidy_postcode(postcode))

    @classmethod
    def stored(cls, text: str) -> Self:
        """The address again that was kept as `text`."""
        *lines, postcode = text.split("\n")
        return cls(tuple(lines), postcode)

    def __bool__(self) -> bool:
        return bool(self.lines or self.postcode)

    @property
    def text(self) -> str:
        """The lines with the postcode as the last one; empty for no address."""
        return "\n".join((*self.lines, self.postcode)) if self else ""

    @property
    def faults(self) -> list[AddressFault]:
        """Everything that speaks against posting a letter there."""
        found = {
            AddressFault.NO_LINES: not self.lines,
            AddressFault.TOO_MANY_LINES: len(self.lines) > MOST_LINES,
            AddressFault.LINE_TOO_LONG: any(len(line) > LONGEST_LINE for line in self.lines),
            AddressFault.STRANGE_LETTERS: any(map(_is_strange, self.text.replace("\n", ""))),
            AddressFault.NO_POSTCODE: not self.postcode,
            AddressFault.NOT_A_POSTCODE: bool(self.postcode) and not is_postcode(self.postcode),
        }
        return [fault for fault, is_there in found.items() if is_there]


def tidy_postcode(text: str) -> str:
    """In capitals, with its one space, if it is a postcode; otherwise as it was typed."""
    letters = "".join(text.split()).upper()
    return f"{letters[:-3]} {letters[-3:]}" if _POSTCODE.fullmatch(letters) else text.strip()


def is_postcode(text: str) -> bool:
    """Whether it is written as postcodes are; whether it exists only Royal Mail knows."""
    return bool(_POSTCODE.fullmatch("".join(text.split()).upper()))


def _is_strange(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") or bool(_TURNING.match(letter))
