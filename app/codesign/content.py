"""A form that a service writes itself, as a value: what it says and asks, in which order.

Every text in it is a sentence with an address ("why", "waiting.text", "waiting.option.long"), so
that a comment, a translation or a change can point at exactly one of them. Keys of questions and
options never change once they are given: answers are compared by them across versions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self


class Privacy(StrEnum):
    """Who can know who answered."""

    # Nobody: answers are kept without anything that leads to a person.
    ANONYMOUS = "anonymous"
    # Those who read feedback, and never the therapist.
    CONFIDENTIAL = "confidential"
    # Everybody who may read the person's other answers.
    NAMED = "named"


class QuestionKind(StrEnum):
    """What stands at one place of a form. A section and a statement ask nothing."""

    SECTION = "section"
    STATEMENT = "statement"
    ONE_CHOICE = "one_choice"
    SEVERAL = "several"
    SCALE = "scale"
    YES_NO = "yes_no"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"

    @property
    def asks(self) -> bool:
        """Whether there is something to answer."""
        return self not in (QuestionKind.SECTION, QuestionKind.STATEMENT)

    @property
    def is_text(self) -> bool:
        """Whether people answer in their own words."""
        return self in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)

    @property
    def has_options(self) -> bool:
        """Whether its options are written with it."""
        return self in (QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL)


FEWEST_POINTS, MOST_POINTS = 3, 11


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ShowIf:
    """Shown only to who chose one of these options of one earlier question."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One place of a form. What its kind does not need stays empty."""

    key: str
    kind: QuestionKind
    text: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    # The words at both ends of a scale, and how many points it has.
    lowest: str = ""
    highest: str = ""
    points: int = 5
    show_if: ShowIf | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The keys of all that can be chosen; empty where people write, or nothing is asked."""
        match self.kind:
            case QuestionKind.ONE_CHOICE | QuestionKind.SEVERAL:
                return tuple(option.key for option in self.options)
            case QuestionKind.SCALE:
                return tuple(str(point) for point in range(1, self.points + 1))
            case QuestionKind.YES_NO:
                return ("yes", "no")
        return ()

    def sentences(self) -> Iterator[tuple[str, str]]:
        """The address and the words of each of its texts, in reading order; no empty ones."""
        own = [("text", self.text), ("hint", self.hint)]
        own += [(f"option.{option.key}", option.text) for option in self.options]
        own += [("lowest", self.lowest), ("highest", self.highest)]
        return ((f"{self.key}.{name}", words) for name, words in own if words)

    def saying(self, texts: Mapping[str, str]) -> "Question":
        """The same question in other words, where there are any for a sentence."""
        of = self.key
        return replace(
            self,
            text=texts.get(f"{of}.text", self.text),
            hint=texts.get(f"{of}.hint", self.hint),
            lowest=texts.get(f"{of}.lowest", self.lowest),
            highest=texts.get(f"{of}.highest", self.highest),
            options=tuple(
                replace(option, text=texts.get(f"{of}.option.{option.key}", option.text))
                for option in self.options
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """All that a form says and asks. Its own language is English."""

    title: str
    # Why we ask, before the first question; and what we say after the last one.
    why: str = ""
    thanks: str = ""
    privacy: Privacy = Privacy.ANONYMOUS
    questions: tuple[Question, ...] = field(default=())

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that can be answered."""
        return tuple(question for question in self.questions if question.kind.asks)

    def find(self, key: str) -> Question | None:
        """The question with this key."""
        return next((question for question in self.questions if question.key == key), None)

    def sentences(self) -> dict[str, str]:
        """Every text by its address, in reading order; no empty ones."""
        own = [("title", self.title), ("why", self.why)]
        found = {address: words for address, words in own if words}
        for question in self.questions:
            found |= dict(question.sentences())
        return found | ({"thanks": self.thanks} if self.thanks else {})

    def saying(self, texts: Mapping[str, str]) -> "FormContent":
        """The same form in other words: a translation, or one changed sentence."""
        return replace(
            self,
            title=texts.get("title", self.title),
            why=texts.get("why", self.why),
            thanks=texts.get("thanks", self.thanks),
            questions=tuple(question.saying(texts) for question in self.questions),
        )

    def as_json(self) -> dict[str, Any]:
        """The form as it is stored."""
        return {
            "title": self.title,
            "why": self.why,
            "thanks": self.thanks,
            "privacy": self.privacy.value,
            "questions": [_question_as_json(question) for question in self.questions],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The form that was stored, or that a file describes."""
        return cls(
            title=stored["title"],
            why=stored.get("why", ""),
            thanks=stored.get("thanks", ""),
            privacy=Privacy(stored.get("privacy", Privacy.ANONYMOUS)),
            questions=tuple(_question_from_json(one) for one in stored.get("questions", ())),
        )


def _question_as_json(question: Question) -> dict[str, Any]:
    stored: dict[str, Any] = {"key": question.key, "kind": question.kind.value}
    for name in ("text", "hint", "lowest", "highest"):
        if words := getattr(question, name):
            stored[name] = words
    if question.options:
        stored["options"] = [{"key": one.key, "text": one.text} for one in question.options]
    if question.kind is QuestionKind.SCALE:
        stored["points"] = question.points
    if question.show_if:
        condition = question.show_if
        stored["show_if"] = {"question": condition.question, "answers": list(condition.answers)}
    return stored


def _question_from_json(stored: Mapping[str, Any]) -> Question:
    condition = stored.get("show_if")
    return Question(
        key=stored["key"],
        kind=QuestionKind(stored["kind"]),
        text=stored.get("text", ""),
        hint=stored.get("hint", ""),
        lowest=stored.get("lowest", ""),
        highest=stored.get("highest", ""),
        points=stored.get("points", 5),
        options=tuple(Option(one["key"], one["text"]) for one in stored.get("options", ())),
        show_if=ShowIf(condition["question"], tuple(condition["answers"])) if condition else None,
    )
