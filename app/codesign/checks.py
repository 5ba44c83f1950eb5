"""What a careful reader would remark on words. It advises; people decide.

Reading age: Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom: Derivation of new
readability formulas for Navy enlisted personnel. Research Branch Report 8-75, 1975), plus the five
years at which school begins:  0.39 words per sentence + 11.8 syllables per word - 15.59 + 5.
It was made for whole passages of English, so short ones are not measured at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.codesign.content import FormContent, Question, QuestionKind

LONGEST = 20
OLDEST = 11
# A passage that is shorter says too little about how hard it is to read.
FEWEST_WORDS = 30
# What a form may take of somebody who is asked all of it.
MOST_ASKED = 20
MOST_SECONDS = 360
WORDS_A_SECOND = 3
SECONDS = {
    QuestionKind.SECTION: 1,
    QuestionKind.STATEMENT: 1,
    QuestionKind.ONE_CHOICE: 5,
    QuestionKind.SEVERAL: 8,
    QuestionKind.SCALE: 5,
    QuestionKind.YES_NO: 3,
    QuestionKind.SHORT_TEXT: 15,
    QuestionKind.LONG_TEXT: 40,
}

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+")
_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
_AND_OR = re.compile(r"\band\s*/\s*or\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]+")


class Advice(StrEnum):
    """What may be hard about some words."""

    LONG_SENTENCE = "a long sentence"
    AND_OR = "and/or"
    TWO_QUESTIONS = "two questions in one"
    JARGON = "a word that we would rather not use"
    HARD_TO_READ = "hard to read"


@dataclass(frozen=True)
class Remark:
    """One thing to look at: the words in question, and what to say instead if the list knows."""

    advice: Advice
    words: str = ""
    instead: str = ""
    number: int = 0


@dataclass(frozen=True)
class Burden:
    """What a form asks of somebody who answers every question."""

    questions: int
    seconds: int

    @property
    def is_heavy(self) -> bool:
        """Whether it is more than people should be asked at once."""
        return self.questions > MOST_ASKED or self.seconds > MOST_SECONDS


def remarks_on(words: str, jargon: Mapping[str, str], *, is_question: bool = False) -> list[Remark]:
    """What to look at in one sentence of a form; English only."""
    found = list(_on_sentences(words))
    found += _on_joining(words) if is_question else []
    found += [
        Remark(Advice.JARGON, word, instead)
        for word, instead in jargon.items()
        if _mentions(words, word)
    ]
    age = reading_age(words)
    return [*found, Remark(Advice.HARD_TO_READ, number=age)] if age and age > OLDEST else found


def remarks_in(content: FormContent, jargon: Mapping[str, str]) -> dict[str, list[Remark]]:
    """What to look at, by the address of the sentence; nothing for those that are fine."""
    asked = {f"{question.key}.text" for question in content.asked}
    found = {
        address: remarks_on(words, jargon, is_question=address in asked)
        for address, words in content.sentences().items()
    }
    return {address: remarks for address, remarks in found.items() if remarks}


def reading_age(words: str) -> int | None:
    """The age at which children read such a passage at school; None for a short one."""
    all_words = _WORD.findall(words)
    if len(all_words) < FEWEST_WORDS:
        return None
    per_sentence = len(all_words) / len(sentences_in(words))
    per_word = sum(map(syllables, all_words)) / len(all_words)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return max(5, round(grade + 5))


def form_reading_age(content: FormContent) -> int | None:
    """The reading age of what a form says and asks, without the few words of each option."""
    asked = (f"{question.text}\n{question.hint}" for question in content.questions)
    return reading_age("\n".join([content.why, *asked, content.thanks]))


def sentences_in(words: str) -> list[str]:
    """The sentences of a text, in order."""
    return [part.strip() for part in _END.split(words) if part.strip()]


def syllables(word: str) -> int:
    """How many syllables an English word has, by its vowels; at least one."""
    plain = word.casefold().replace("’", "").replace("'", "")
    number = len(_VOWELS.findall(plain))
    is_silent = plain.endswith("e") and not re.search(r"([aeiouy]|[^aeiouy]l)e$", plain)
    is_silent |= bool(re.search(r"[^aeiouytd]ed$|[^aeiouylscxzgh]es$", plain))
    return max(1, number - is_silent)


def burden_of(content: FormContent) -> Burden:
    """How many questions, and about how many seconds to read and answer all of them."""
    seconds = sum(map(_seconds, content.questions))
    around = len(_WORD.findall(f"{content.why} {content.thanks}")) // WORDS_A_SECOND
    return Burden(len(content.asked), seconds + around)


def _seconds(question: Question) -> int:
    words = sum(len(_WORD.findall(text)) for _address, text in question.sentences())
    return SECONDS[question.kind] + words // WORDS_A_SECOND


def _on_sentences(words: str) -> Iterator[Remark]:
    for sentence in sentences_in(words):
        if (number := len(_WORD.findall(sentence))) > LONGEST:
            yield Remark(Advice.LONG_SENTENCE, _beginning(sentence), number=number)


def _on_joining(words: str) -> list[Remark]:
    if found := _AND_OR.search(words):
        return [Remark(Advice.AND_OR, found[0])]
    questions = [one for one in re.findall(r"[^.!?\n]*\?", words) if one.strip()]
    if len(questions) > 1:
        return [Remark(Advice.TWO_QUESTIONS, "?")]
    joined = _JOINED.search(words)
    return [Remark(Advice.TWO_QUESTIONS, joined[0])] if joined else []


def _mentions(words: str, jargon: str) -> bool:
    """Whether the word stands there, alone or as one of several."""
    pattern = r"\s+".join(re.escape(part) for part in jargon.split())
    return bool(re.search(rf"(?<!\w){pattern}(?:s|’s|'s)?(?!\w)", words, re.IGNORECASE))


def _beginning(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:4]) + ("…" if len(words) > 4 else "")
