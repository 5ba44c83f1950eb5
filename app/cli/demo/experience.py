"""What people of the demo have said: answers of many months, and what they wrote.

Pure: the same Random gives the same rows. They lead to nobody, as in real life.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from app import feedback
from app.codesign import DECLINED, FormContent, FormVersion, Question, QuestionKind, questions_for
from app.db import Base
from app.feedback import CommentDecision, CommentState, Feedback, FeedbackComment

FORMS_A_MONTH = (11, 15)
# Of a hundred people, so many leave a question out, would rather not say, or write something.
LEAVES_OUT, DECLINES, WRITES = 4, 3, 12
# The first choices are the likeliest: people who stay long enough to answer mostly get on with it.
LESS_LIKELY = 0.55

# What somebody may write, by the key of the question; "" to any other one. What stands between
# stars is what a reader blacks out.
COMMENTS: Mapping[str, Sequence[str]] = {
    "wait_help": (
        "A call every month, to know that I am not forgotten.",
        "Somebody to talk to in between. *Dr* *Marlow* said there was nobody.",
        "To be told how long it would take. I could have planned.",
        "A leaflet about what helps at night.",
    ),
    "safer": (
        "A chair near the door.",
        "If people knocked before they came in.",
        "The waiting room in *Eastmarsh* is very loud. A quiet corner would help.",
    ),
    "helped": (
        "They listened. That was new for me.",
        "I liked that I could stop at any time.",
        "It helped that I did not have to tell my story again.",
        "The group was the first place where I did not feel alone with it.",
        "The letters were clear and I knew what would happen next.",
    ),
    "change": (
        "So many questions before the first meeting. I nearly gave up.",
        "Please send a text the day before. I forget, and then I feel bad.",
        "Nobody asked me which language I would like to talk in.",
        "Evenings would be easier. I work shifts at *the* *hospital* *laundry*.",
        "The bus takes an hour and a half each way.",
    ),
    "": ("It is all right.", "I would have liked to know more."),
}


def said_by_people(
    version: FormVersion, chance: Random, months: Sequence[date], *, reader: UUID, unread: int = 3
) -> Iterator[Base]:
    """Rows for an anonymous form that is live: choices in each month, and comments.

    `reader` has read them and let them go, but for the last few, which are not read yet.
    """
    written: list[tuple[str, date]] = []
    for month in months:
        for _ in range(chance.randint(*FORMS_A_MONTH)):
            answers = _answers(version.content, chance)
            yield Feedback(version_id=version.id, month=month, answers=answers)
            written += [(key, month) for key in _written_to(version.content, answers, chance)]
    for number, (key, month) in enumerate(reversed(written)):
        texts = COMMENTS.get(key, COMMENTS[""])
        text = chance.choice(texts)
        comment = _comment(version, key, text.replace("*", ""), month)
        if number >= unread:
            starred = {word.number for word in feedback.words_of(text) if "*" in word.text}
            yield from _released(comment, starred, reader)
        else:
            yield comment


def _answers(content: FormContent, chance: Random) -> dict[str, list[str]]:
    """What one person chooses, question by question, as they come to be shown."""
    answers: dict[str, list[str]] = {}
    for question in content.asked:
        asked = {one.key for one in questions_for(content, _given(answers))}
        if question.key in asked and question.choices and chance.randrange(100) >= LEAVES_OUT:
            answers[question.key] = _chosen(question, chance)
    return answers


def _given(answers: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(chosen) for key, chosen in answers.items()}


def _chosen(question: Question, chance: Random) -> list[str]:
    if chance.randrange(100) < DECLINES:
        return [DECLINED]
    # On a scale the good end is the last one.
    is_scale = question.kind is QuestionKind.SCALE
    choices = question.choices[::-1] if is_scale else question.choices
    if question.kind is QuestionKind.SEVERAL:
        some = [one for one in choices if chance.random() < LESS_LIKELY]
        return some or [choices[0]]
    return chance.choices(choices, [LESS_LIKELY**place for place in range(len(choices))])


def _written_to(
    content: FormContent, answers: Mapping[str, Sequence[str]], chance: Random
) -> list[str]:
    shown = questions_for(content, _given(answers))
    texts = [one.key for one in shown if one.kind.is_text]
    return [key for key in texts if chance.randrange(100) < WRITES]


def _comment(version: FormVersion, key: str, text: str, month: date) -> FeedbackComment:
    return FeedbackComment(
        version_id=version.id, question=key, month=month, text=text, state=CommentState.UNREAD,
        arrived_on=month + timedelta(days=20), flagged=False,
    )  # fmt: skip


def _released(comment: FeedbackComment, black: set[int], reader: UUID) -> Iterator[Base]:
    """What a reader makes of it a day later."""
    comment.released_text = feedback.black_out(comment.text, black)
    comment.state, comment.read_by = CommentState.RELEASED, reader
    comment.read_on = comment.arrived_on + timedelta(days=1)
    yield comment
    yield CommentDecision(
        comment_id=comment.id, number=1, state=comment.state, reason="",
        decided_on=comment.read_on, decided_by=reader,
    )  # fmt: skip
