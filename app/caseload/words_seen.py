"""A question and its answer in the words that were on the screen, and beside them in English."""

from collections.abc import Callable
from dataclasses import dataclass

from app import instruments
from app.instruments import Direction, Instrument, Item, Wording

ENGLISH = "en"


@dataclass(frozen=True)
class Said:
    """Exact words in their own language; `english` has the published English when they are not."""

    text: str
    language: str
    direction: Direction
    english: str | None = None


@dataclass(frozen=True)
class WordsSeen:
    """The words of one measure as one person saw them.

    Empty for a version that we no longer hold: its words must not be guessed from a newer one.
    """

    wording: Wording | None
    english: Wording | None

    def question(self, item: Item) -> Said | None:
        """What was asked."""
        return self._said(lambda wording: wording.question(item))

    def answer(self, item: Item, value: int) -> Said | None:
        """What was ticked."""
        return self._said(lambda wording: wording.choice(item, value))

    def _said(self, words: Callable[[Wording], str]) -> Said | None:
        if self.wording is None:
            return None
        english = self.english if self.english is not self.wording else None
        return Said(
            text=words(self.wording),
            language=self.wording.language,
            direction=self.wording.direction,
            english=words(english) if english else None,
        )


def words_seen(instrument: Instrument, version: int, language: str) -> WordsSeen:
    """The words of that version in that language."""
    if version != instrument.version:
        return WordsSeen(None, None)
    return WordsSeen(
        instruments.find_wording(instrument.key, language),
        instruments.find_wording(instrument.key, ENGLISH),
    )
