"""Lets anonymous answers go, a whole group at a time, so that none can be told from the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random, SystemRandom
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.codesign import (
    DECLINED,
    FormAnswer,
    FormVersion,
    VersionState,
    shown_answers,
    versions_of,
)
from app.feedback.given import Feedback, FeedbackComment
from app.feedback.held import HeldFeedback

# However a service sets it: fewer are no group.
FEWEST_IN_GROUP = 5

_WAS_RELEASED = (VersionState.LIVE, VersionState.RETIRED)

Answers = dict[str, FormAnswer]


def full_forms(session: Session, group: int) -> list[UUID]:
    """The forms for which enough answers are held to let some go."""
    enough = func.count() >= max(group, FEWEST_IN_GROUP)
    found = select(HeldFeedback.form_id).group_by(HeldFeedback.form_id).having(enough)
    return list(session.scalars(found))


def release_group(
    session: Session, form_id: UUID, *, group: int, on: date, order: Random | None = None
) -> int:
    """Let go what is held for this form, in random order and under new ids; how many.

    Who answered other questions than the rest would be known by them: they are a group of their
    own. What is left of questions that are asked no more, and is too little for a group, adds what
    was written to the group of the live version where that asks the same; the rest is let go of.
    """
    order, fewest = order or SystemRandom(), max(group, FEWEST_IN_GROUP)
    every = _groups(session, form_id)
    full = [one for one in every if len(one.rows) >= fewest]
    written: list[FeedbackComment] = []
    for one in full:
        choices = one.choices(on)
        order.shuffle(choices)
        session.add_all(choices)
        written += one.comments(on)
        if one.is_live:
            late = [other for other in every if other.is_retired and other not in full]
            written += [text for other in late for text in one.comments_from(other, on)]
            full = [*full, *late]
    session.flush()
    order.shuffle(written)
    session.add_all(written)
    gone = [row for one in full for row in one.rows]
    for row in gone:
        session.delete(row)
    session.flush()
    return len(gone)


@dataclass(eq=False)
class _Group:
    """Answers to the same questions in the same words, and the newest version that asks them."""

    version: FormVersion
    rows: list[HeldFeedback] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return self.version.state is VersionState.LIVE

    @property
    def is_retired(self) -> bool:
        return self.version.state is VersionState.RETIRED

    def choices(self, on: date) -> list[Feedback]:
        """What each person chose, together."""
        texts = _texts(self.version)
        month = on.replace(day=1)
        return [
            Feedback(
                version_id=self.version.id,
                month=month,
                answers={key: list(a) for key, a in sorted(one.items()) if key not in texts},
            )
            for one in self.answers
        ]

    def comments(self, on: date) -> list[FeedbackComment]:
        """What was written, each text by itself."""
        return comments_of(self.version, self.answers, on=on)

    def comments_from(self, other: "_Group", on: date) -> list[FeedbackComment]:
        """What was written to an older version's questions, as far as this one asks them too."""
        asked = set(self.version.content.asked)
        same = {question.key for question in other.version.content.asked if question in asked}
        kept = [{key: a for key, a in one.items() if key in same} for one in other.answers]
        return comments_of(self.version, kept, on=on)


def comments_of(
    version: FormVersion, sets: Iterable[Answers], *, on: date
) -> list[FeedbackComment]:
    """What was written in these answers, each text alone, for those who read feedback."""
    texts = _texts(version)
    return [
        FeedbackComment(
            version_id=version.id, question=key, month=on.replace(day=1), text=answer[0],
            arrived_on=on,
        )
        for answers in sets
        for key, answer in answers.items()
        if key in texts and answer and not _is_declined(answer)
    ]  # fmt: skip


def _groups(session: Session, form_id: UUID) -> Sequence[_Group]:
    """What is held for the form, by what was asked; nobody else lets it go meanwhile."""
    held = select(HeldFeedback).where(HeldFeedback.form_id == form_id).with_for_update()
    versions = [one for one in versions_of(session, form_id) if one.state in _WAS_RELEASED]
    newest = {one.content.asked: _Group(one) for one in reversed(versions)}
    asked = {one.id: one.content for one in versions}
    for row in session.scalars(held.execution_options(populate_existing=True)):
        version_id, answers = row.open()
        group = newest[asked[version_id].asked]
        group.rows.append(row)
        group.answers.append(shown_answers(asked[version_id], answers))
    return list(newest.values())


def _texts(version: FormVersion) -> set[str]:
    return {question.key for question in version.content.asked if question.kind.is_text}


def _is_declined(answer: FormAnswer) -> bool:
    return answer == (DECLINED,)
