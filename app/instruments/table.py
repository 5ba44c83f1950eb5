"""TOML read key by key. What is wrong is collected, so that one look shows every fault."""

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path


def read_toml(path: Path, faults: list[str]) -> "Table":
    """The file as a table; an unreadable file becomes an empty table and a fault."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)
    except (OSError, ValueError) as error:
        faults.append(f"cannot be read: {error}")
        content = {}
    return Table(content, "", faults)


class Table:
    """One table of a definition file. Each reader returns a harmless value after a fault."""

    def __init__(self, content: Mapping[str, object], where: str, faults: list[str]) -> None:
        self.content = content
        self._where = where
        self._faults = faults
        self._seen: set[str] = set()

    def fault(self, message: str) -> None:
        """Note that something is wrong in this table."""
        self._faults.append(f"{self._where}: {message}" if self._where else message)

    def has(self, key: str) -> bool:
        """Whether the key is there at all."""
        return key in self.content

    def refuse_other_keys(self) -> None:
        """Note every key that nothing has read: most often a spelling mistake."""
        for key in self.content.keys() - self._seen:
            self.fault(f"{key!r} is not known here")

    def text(self, key: str) -> str:
        """A text that has something in it."""
        value = self._take(key)
        if isinstance(value, str) and value.strip() == value and value:
            return value
        self._wrong(key, "a text without spaces at its ends")
        return ""

    def text_or_none(self, key: str) -> str | None:
        """A text, or None when the key is absent."""
        return self.text(key) if self.has(key) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key)
        if isinstance(value, list) and all(isinstance(text, str) and text for text in value):
            return tuple(value)
        self._wrong(key, "a list of texts")
        return ()

    def one_of(self, key: str, *allowed: str) -> str:
        """One word out of a few."""
        value = self._take(key)
        if isinstance(value, str) and value in allowed:
            return value
        self._wrong(key, "one of " + ", ".join(allowed))
        return allowed[0]

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            self._wrong(key, "true or false")
        return value is True

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._wrong(key, "a whole number")
        return 0

    def number(self, key: str) -> Fraction:
        """A number, exactly as written."""
        return self._number(key, self._take(key))

    def number_or_none(self, key: str) -> Fraction | None:
        """A number, or None when the key is absent."""
        return self.number(key) if self.has(key) else None

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, empty when the key is absent."""
        value = self._take(key, [])
        if isinstance(value, list) and all(type(number) is int for number in value):
            return tuple(value)
        self._wrong(key, "a list of whole numbers")
        return ()

    def day_or_none(self, key: str) -> date | None:
        """A date, or None when the key is absent."""
        value = self._take(key)
        if value is None or isinstance(value, date):
            return value
        self._wrong(key, "a date")
        return None

    def table(self, key: str) -> "Table":
        """A table within this one; an empty one, with a fault, when it is absent."""
        value = self._take(key)
        if isinstance(value, dict):
            return Table(value, self._inner(key), self._faults)
        self._wrong(key, "a table")
        return Table({}, self._inner(key), self._faults)

    def tables(self, key: str, *, named_by: str = "") -> list["Table"]:
        """The tables of a list, empty when the key is absent."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self._wrong(key, "a list of tables")
            return []
        names = [row.get(named_by, place) for place, row in enumerate(value, start=1)]
        return [
            Table(row, f"{self._inner(key)} {name}", self._faults)
            for name, row in zip(names, value, strict=True)
        ]

    def numbers(self) -> dict[str, Fraction]:
        """The whole table as names and numbers."""
        return {key: self.number(key) for key in self.content}

    def _number(self, key: str, value: object) -> Fraction:
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            return Fraction(value)
        self._wrong(key, "a number")
        return Fraction(0)

    def _take(self, key: str, default: object = None) -> object:
        self._seen.add(key)
        return self.content.get(key, default)

    def _inner(self, key: str) -> str:
        return f"{self._where} {key}".strip()

    def _wrong(self, key: str, wanted: str) -> None:
        self.fault(f"{key!r} must be {wanted}" if self.has(key) else f"{key!r} is missing")
