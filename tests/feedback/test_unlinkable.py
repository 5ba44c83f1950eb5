"""An anonymous answer leads to nobody, whatever is copied, before and after (EQ-05).

People answer one after the other; everything is copied before and after each of them, and after
their group was let go. Then a matcher tries to tell who said what. That it could, if anything gave
it away, is shown with ways of storing answers that do.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random, SystemRandom
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import actions
from app.feedback import Feedback, FeedbackComment, drafts, held, releasing
from tests.dump import everything_stored
from tests.factory import Make
from tests.feedback.forms import Answerer, live_form, stored, ticket_for
from tests.feedback.matcher import (
    Copy,
    Group,
    Traces,
    changes,
    copy_everything,
    match,
    shared_values,
    traces_in,
)
from tests.pages import Visit

GROUPS, IN_GROUP = 8, 5
# Where it is given away, fewer show it.
FEW_GROUPS = 4
# Longer and shorter texts, in another order in each group.
LENGTHS = (3, 40, 150, 600, 2500)


@dataclass
class Said:
    """What became of one group: of each person what could be seen, and what was released."""

    people: list[Traces]
    choices: list[Traces]
    comments: list[Traces]
    of_choices: tuple[int, ...]
    of_comments: tuple[int, ...]


class Observer:
    """Lets people answer, one group after the other, and copies everything all the time."""

    def __init__(self, app: Flask, engine: Engine, session: Session, make: Make) -> None:
        self.app, self.engine, self.session, self.make = app, engine, session, make
        self.version = live_form(make)
        self.texts: list[str] = []
        self.copies: list[bytes] = []
        self._chance = Random(7)

    def group(self, *, at_once: bool = False) -> Said:
        """Five people answer, and then their answers are let go; or each at once."""
        before = self._copy()
        lengths = self._chance.sample(LENGTHS, IN_GROUP)
        points = self._chance.sample(range(1, 6), IN_GROUP)
        texts = [self._text(length) for length in lengths]
        people = []
        for text, point in zip(texts, points, strict=True):
            people.append(self._one(text, point))
            if at_once:
                self._release()
        self.copies.append(everything_stored(self.engine))
        self._release()
        released = [
            (table, row)
            for table, row in changes(before, self._copy())
            if table in ("feedback", "feedback_comment")
        ]
        return self._said(people, released, texts, points)

    def _one(self, text: str, point: int) -> Traces:
        """Somebody answers and sends: what changed meanwhile, as far as it can be seen."""
        _, path = ticket_for(self.make, self.version)
        answerer = Answerer(Visit(self.app.test_client(), self.session), path)
        copies = [self._copy()]
        answerer.start()
        copies.append(self._copy())
        answerer.answer(wait="long", wait_why=text)
        copies.append(self._copy())
        answerer.answer(wait="long", wait_why=text, helped=str(point))
        copies.append(self._copy())
        answerer.send()
        copies.append(self._copy())
        traces: Traces = {}
        for moment, (before, after) in enumerate(pairwise(copies)):
            traces |= traces_in(f"step {moment}", changes(before, after))
        return traces

    def _said(
        self, people: list[Traces], released: Sequence[tuple[str, Any]], texts: list[str],
        points: list[int],
    ) -> Said:  # fmt: skip
        choices = [row for table, row in released if table == "feedback"]
        comments = [row for table, row in released if table == "feedback_comment"]
        of_points = {
            str(one.id): one.answers["helped"][0] for one in stored(self.session, Feedback)
        }
        of_texts = {str(one.id): one.text for one in stored(self.session, FeedbackComment)}
        where = {of_points[_id(row)]: place for place, row in enumerate(choices)}
        written = {of_texts[_id(row)]: place for place, row in enumerate(comments)}
        return Said(
            people,
            [traces_in("released", [("feedback", row)]) for row in choices],
            [traces_in("released", [("comment", row)]) for row in comments],
            tuple(where[str(point)] for point in points),
            tuple(written[text] for text in texts),
        )

    def _text(self, length: int) -> str:
        letters = [self._chance.choice("abcdefghij ") for _ in range(length)]
        text = f"<{len(self.texts)}>{''.join(letters)}.".replace("  ", " x")
        self.texts.append(text)
        return text

    def _release(self) -> None:
        actions.release_feedback(self.session, at=self.make.at, group=IN_GROUP)

    def _copy(self) -> Copy:
        self.session.commit()
        return copy_everything(self.engine)


@pytest.fixture
def observer(app: Flask, engine: Engine, session: Session, make: Make) -> Observer:
    """Somebody who has copies of everything."""
    return Observer(app, engine, session, make)


def choices_of(groups: Sequence[Said]) -> list[Group]:
    """Who chose what."""
    return [Group(one.people, one.choices, one.of_choices) for one in groups]


def comments_of(groups: Sequence[Said]) -> list[Group]:
    """Who wrote what."""
    return [Group(one.people, one.comments, one.of_comments) for one in groups]


def both_of(groups: Sequence[Said]) -> list[Group]:
    """What was written by whoever chose what."""
    found = []
    for one in groups:
        of_choice = dict(zip(one.of_choices, one.of_comments, strict=True))
        truth = tuple(of_choice[place] for place in range(IN_GROUP))
        found.append(Group(one.choices, one.comments, truth))
    return found


def test_EQ_05_copies_of_everything_do_not_tell_who_said_what(
    observer: Observer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)

    groups = [observer.group() for _ in range(GROUPS)]

    for question in (choices_of, comments_of, both_of):
        success = match(question(groups))
        assert not success.is_better_than_chance, (question.__name__, success)
        assert not shared_values(question(groups))
    for text in observer.texts:
        assert text not in caplog.text
        assert all(text.encode() not in copy for copy in observer.copies)


def test_EQ_05_the_matcher_sees_answers_that_are_let_go_as_they_came(
    observer: Observer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(SystemRandom, "shuffle", lambda _self, _values: None)

    groups = [observer.group() for _ in range(FEW_GROUPS)]

    for question in (choices_of, comments_of, both_of):
        assert match(question(groups)).right == FEW_GROUPS * IN_GROUP


@pytest.mark.parametrize("module", [drafts, held])
def test_EQ_05_the_matcher_sees_answers_that_are_as_long_as_they_are(
    observer: Observer, monkeypatch: pytest.MonkeyPatch, module: Any
):
    monkeypatch.setattr(module, "padded", lambda value, _room: json.dumps(value))

    groups = [observer.group() for _ in range(FEW_GROUPS)]

    assert match(comments_of(groups)).right == FEW_GROUPS * IN_GROUP


def test_EQ_05_the_matcher_sees_answers_that_wait_for_no_others(
    observer: Observer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(releasing, "FEWEST_IN_GROUP", 1)
    monkeypatch.setattr(
        Observer, "_release",
        lambda self: actions.release_feedback(self.session, at=self.make.at, group=1),
    )  # fmt: skip

    groups = [observer.group(at_once=True) for _ in range(FEW_GROUPS)]

    assert match(choices_of(groups)).right == FEW_GROUPS * IN_GROUP


def test_EQ_05_the_matcher_sees_an_id_that_both_have(observer: Observer):
    group = observer.group()
    group.people[0]["step 3 audit_event first detail"] = group.choices[0][
        "released feedback first id"
    ]

    assert shared_values(choices_of([group]))


def _id(row: Any) -> str:
    text = str(row["id"]).replace("-", "")
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
