"""Words that are blacked out before anybody but the feedback readers may read a comment (EQ-08)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

# Stands for any number of words: how many there were could tell, too.
BLACK = "\N{FULL BLOCK}"
# Scripts that put no spaces between words: each sign is a word of its own.
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_WITHOUT_SPACES}]|[^\s{_WITHOUT_SPACES}]+")


@dataclass(frozen=True)
class Word:
    """One word of a comment: its number, and what follows it up to the next."""

    number: int
    text: str
    ends_line: bool


def words_of(text: str) -> list[Word]:
    """The words of a comment in their order, each to be blacked out or not."""
    found = list(_WORD.finditer(text))
    begins = [one.start() for one in found] + [len(text)]
    return [
        Word(number, one[0], "\n" in text[one.end() : begins[number + 1]])
        for number, one in enumerate(found)
    ]


def black_out(text: str, numbers: Collection[int]) -> str:
    """The comment without these words. Neighbours make one gap, whatever their number."""
    pieces: list[str] = []
    position = 0
    for is_black, every in groupby(
        enumerate(_WORD.finditer(text)), key=lambda one: one[0] in numbers
    ):
        matches = [match for _, match in every]
        pieces.append(text[position : matches[0].start()])
        inside = text[matches[0].start() : matches[-1].end()]
        pieces.append(BLACK if is_black else inside.replace(BLACK, "#"))
        position = matches[-1].end()
    return "".join(pieces) + text[position:]


def same_words(text: str, numbers: Collection[int]) -> set[int]:
    """These words, and wherever else one of them stands: a name is seldom said once."""
    every = words_of(text)
    meant = {_bare(word.text) for word in every if word.number in numbers} - {""}
    return {word.number for word in every if word.number in numbers or _bare(word.text) in meant}


def says_nothing(released: str) -> bool:
    """Whether nothing is left but gaps and signs."""
    return not any(letter.isalnum() for letter in released)


def _bare(word: str) -> str:
    return re.sub(r"['’]s$|\W", "", word).casefold()
