"""Drafts: answers while they are being given."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app import instruments, responses
from app.responses import Answer, DraftAnswer, NotAnAnswer, check_answer, keep_answer

PHQ9 = instruments.get_instrument("phq9")
MORNING, EVENING = UUID(int=1), UUID(int=2)


def keep(session, assignment, item, value, *, at, visit=MORNING, language="en"):
    answer = Answer(item=item, value=value, language=language, visit=visit)
    keep_answer(session, assignment.id, answer, at=at)


@pytest.fixture
def assignment(make):
    return make.check_in().assignments[0]


def test_a_draft_that_nobody_began_is_empty(session, assignment):
    draft = responses.draft_of(session, assignment.id)

    assert draft.is_empty
    assert draft.values() == {}
    assert draft.first_unanswered(PHQ9) is PHQ9.items[0]


def test_an_answer_of_zero_is_an_answer(session, assignment, at):
    keep(session, assignment, "q1", 0, at=at)

    draft = responses.draft_of(session, assignment.id)

    assert not draft.is_empty
    assert draft.values() == {"q1": 0}


def test_someone_who_comes_back_goes_on_at_the_first_item_without_an_answer(
    session, assignment, at
):
    for item, value in [("q1", 0), ("q2", None), ("q4", 3)]:
        keep(session, assignment, item, value, at=at)

    draft = responses.draft_of(session, assignment.id)

    assert draft.first_unanswered(PHQ9) is PHQ9.items[2]


def test_with_every_item_answered_there_is_nowhere_left_to_go_on(session, make):
    draft = responses.draft_of(session, make.draft("phq9").id)

    assert draft.first_unanswered(PHQ9) is None


def test_sec_17_a_visit_sees_only_the_answers_that_it_gave_itself(session, assignment, at):
    keep(session, assignment, "q1", 1, at=at, visit=MORNING)
    keep(session, assignment, "q2", 2, at=at, visit=EVENING)

    draft = responses.draft_of(session, assignment.id)

    assert set(draft.given_in(EVENING)) == {"q2"}
    assert draft.given_in(uuid4()) == {}


def test_rather_not_answer_is_not_the_same_as_no_answer(session, assignment, at):
    keep(session, assignment, "q1", None, at=at)

    assert responses.draft_of(session, assignment.id).values() == {"q1": None}


def test_counts_are_of_this_check_in_only_and_include_what_was_declined(session, make, at):
    check_in = make.check_in(["phq9", "gad7"])
    phq9, gad7 = check_in.assignments
    make.draft("phq9")
    keep(session, phq9, "q1", 0, at=at)
    keep(session, phq9, "q2", None, at=at)

    assert responses.answered_counts(session, check_in.id) == {phq9.id: 2}
    assert gad7.id not in responses.answered_counts(session, check_in.id)


def test_every_printed_option_of_every_measure_is_an_answer_and_so_is_declining():
    for instrument in map(instruments.get_instrument, instruments.keys()):
        for item in instrument.items:
            for value in (*item.values, None):
                check_answer(instrument, item.id, value)


def test_sec_07_no_other_option_or_item_of_any_measure_is_an_answer():
    for instrument in map(instruments.get_instrument, instruments.keys()):
        beyond = f"q{len(instrument.items) + 1}"
        for item in instrument.items:
            for value in (item.values[0] - 1, item.values[-1] + 1, "x", [item.values[0]]):
                with pytest.raises(NotAnAnswer):
                    check_answer(instrument, item.id, value)
        with pytest.raises(NotAnAnswer):
            check_answer(instrument, beyond, instrument.items[0].values[0])


@pytest.mark.parametrize(("value", "declined"), [(None, False), (1, True)])
def test_the_database_takes_no_row_that_is_neither_an_answer_nor_declined(
    session, assignment, at, value, declined
):
    session.add(
        DraftAnswer(
            assignment_id=assignment.id,
            item="q1",
            value=value,
            declined=declined,
            language="en",
            visit=MORNING,
            tab="",
            seq=0,
            answered_at=at,
        )
    )

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("age", "kept"), [(timedelta(days=7), 0), (timedelta(days=6, hours=23), 9)]
)
def test_a_draft_is_kept_for_its_days_and_no_longer(session, make, at, age, kept):
    assignment = make.draft(at=at - age)

    dropped = responses.forget_stale(session, assignment.check_in_id, at=at, days=7)

    assert dropped == 9 - kept
    assert len(responses.draft_of(session, assignment.id).answers) == kept


def test_forgetting_leaves_the_drafts_of_other_check_ins_alone(session, make, at):
    other = make.draft(at=at - timedelta(days=30))

    responses.forget_stale(session, make.check_in().id, at=at, days=7)

    assert len(responses.draft_of(session, other.id).answers) == 9


def test_an_answer_to_a_questionnaire_that_is_not_there_is_refused(session, at):
    answer = Answer(item="q1", value=1, language="en", visit=MORNING)

    with pytest.raises(IntegrityError):
        keep_answer(session, uuid4(), answer, at=at)
