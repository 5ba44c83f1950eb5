"""Anonymous answers are let go in groups, and nobody is known by the version they answered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import actions, feedback
from app.cli.worker import _Passes
from app.codesign import DECLINED, FormVersion
from app.feedback import Feedback, FeedbackComment, HeldFeedback
from config import UnreadableSettings, load
from tests.factory import Make
from tests.feedback.forms import FORM, HELPED, MORE, WAIT, live_form, stored


def hold(session: Session, version: FormVersion, count: int, **answers: str) -> None:
    """So many people said the same."""
    for _ in range(count):
        given = {key: (value,) for key, value in answers.items()}
        feedback.hold_answers(session, version, given)
    session.commit()


def released(session: Session, version: FormVersion) -> tuple[int, int]:
    """How many choices and comments of this version can be read."""
    tables: Any = (Feedback, FeedbackComment)
    choices, comments = (
        sum(row.version_id == version.id for row in stored(session, table)) for table in tables
    )
    return choices, comments


@pytest.mark.parametrize("group", [1, 5])
def test_EQ_05_never_fewer_than_five(session: Session, make: Make, group: int):
    version = live_form(make)
    hold(session, version, 4, helped="3")

    assert actions.release_feedback(session, at=make.at, group=group) == 0
    assert len(stored(session, HeldFeedback)) == 4


def test_a_service_can_wait_for_more(session: Session, make: Make):
    version = live_form(make)
    hold(session, version, 7, helped="3")

    assert actions.release_feedback(session, at=make.at, group=8) == 0
    hold(session, version, 1, helped="3")
    assert actions.release_feedback(session, at=make.at, group=8) == 8


def test_what_was_written_stands_alone_and_what_was_declined_is_no_comment(
    session: Session, make: Make
):
    version = live_form(make)
    hold(session, version, 4, helped="1", more="Shorter waits")
    hold(session, version, 1, helped="5", more=DECLINED)

    actions.release_feedback(session, at=make.at, group=5)

    assert {str(row.answers) for row in stored(session, Feedback)} == {
        "{'helped': ['1']}", "{'helped': ['5']}"
    }  # fmt: skip
    comments = stored(session, FeedbackComment)
    assert [(row.question, row.text) for row in comments] == [("more", "Shorter waits")] * 4
    assert {row.arrived_on for row in comments} == {date(2026, 3, 4)}


def test_EQ_05_two_forms_wait_for_themselves(session: Session, make: Make):
    one, other = live_form(make), live_form(make, replace(FORM, title="Another"))
    hold(session, one, 4, helped="3")
    hold(session, other, 4, helped="3")

    assert actions.release_feedback(session, at=make.at, group=5) == 0


def test_EQ_05_who_answered_other_questions_is_not_known_by_them(session: Session, make: Make):
    older = live_form(make)
    newer = live_form(make, replace(FORM, questions=(WAIT, MORE)), form=older.form)
    hold(session, older, 1, helped="1", more="An old hand")
    hold(session, newer, 4, wait="fine")

    assert actions.release_feedback(session, at=make.at, group=5) == 0
    hold(session, newer, 1, wait="fine", more="A new hand")
    assert actions.release_feedback(session, at=make.at, group=5) == 6

    assert released(session, older) == (0, 0)
    assert released(session, newer) == (5, 2)
    assert not stored(session, HeldFeedback)


def test_what_was_written_to_other_words_is_not_shown_under_these(session: Session, make: Make):
    older = live_form(make)
    asked_anew = replace(MORE, text="What should never change?")
    newer = live_form(make, replace(FORM, questions=(WAIT, asked_anew)), form=older.form)
    hold(session, older, 1, more="What should change")
    hold(session, newer, 5, wait="fine")

    assert actions.release_feedback(session, at=make.at, group=5) == 6
    assert not stored(session, FeedbackComment)


def test_other_words_around_the_same_questions_make_no_other_group(session: Session, make: Make):
    older = live_form(make)
    newer = live_form(make, replace(FORM, thanks="Thank you so much."), form=older.form)
    hold(session, older, 2, helped="1")
    hold(session, newer, 3, helped="2")

    assert actions.release_feedback(session, at=make.at, group=5) == 5
    assert released(session, newer) == (5, 0)


def test_a_full_group_of_an_older_version_keeps_its_words(session: Session, make: Make):
    older = live_form(make)
    newer = live_form(make, replace(FORM, questions=(HELPED,)), form=older.form)
    hold(session, older, 5, helped="1", more="Before")
    hold(session, newer, 2, helped="2")

    assert actions.release_feedback(session, at=make.at, group=5) == 5
    assert released(session, older) == (5, 5)
    assert len(stored(session, HeldFeedback)) == 2


def test_the_worker_lets_groups_go_by_itself(app, session: Session, make: Make):
    version = live_form(make)
    hold(session, version, 5, helped="3")

    with app.app_context():
        _Passes().take_turn()

    assert len(stored(session, Feedback)) == 5


def test_EQ_05_a_group_of_fewer_than_five_cannot_be_set():
    assert load({"HEARD_FEEDBACK_GROUP": "8"}).feedback_group == 8
    with pytest.raises(UnreadableSettings, match="HEARD_FEEDBACK_GROUP must be 5 or more"):
        load({"HEARD_FEEDBACK_GROUP": "4"})
