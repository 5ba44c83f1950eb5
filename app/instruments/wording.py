"""The words of a measure in one language, exactly as published."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Literal

from app.instruments.instrument import Item

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the words come from and how far independent copies of them agree."""

    source: str
    agreement: str
    copies: tuple[str, ...]
    compared_on: date | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """One language of one measure. Whether a service may use it is not said here."""

    key: str
    language: str
    direction: Direction
    instruction_paragraphs: tuple[str, ...]
    stem: str | None
    prompt: str | None
    closing: str | None
    items: Mapping[str, str]
    options: Mapping[int, str]
    own_options: Mapping[str, Mapping[int, str]]
    notice: str
    provenance: Provenance

    @property
    def instructions(self) -> str:
        """What stands above the questions; paragraphs are parted by an empty line."""
        return "\n\n".join(self.instruction_paragraphs)

    def question(self, item: Item) -> str:
        """The words of one item."""
        return self.items[item.id]

    def choice(self, item: Item, value: int) -> str:
        """The label beside one response of one item."""
        return self.own_options.get(item.id, self.options)[value]

    def choices(self, item: Item) -> tuple[tuple[int, str], ...]:
        """Every response that the item offers with its label, in printed order."""
        return tuple((value, self.choice(item, value)) for value in item.values)

    @cached_property
    def fingerprint(self) -> str:
        """A hash over every word a person reads: one changed letter changes it."""
        text = json.dumps(self._text(), ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def _text(self) -> list[object]:
        return [
            self.key,
            self.language,
            self.instruction_paragraphs,
            [self.stem, self.prompt, self.closing, self.notice],
            list(self.items.items()),
            list(self.options.items()),
            [[item, list(labels.items())] for item, labels in self.own_options.items()],
        ]
