"""Submissions: final, exactly as answered, scored by the published rules and by nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

from app import instruments, responses
from app.responses import Score, Submission, SubmissionIsFinal
from app.scheduling import Mode

EVERY_MEASURE = instruments.keys()


def scores(submission):
    return {score.name: score.value for score in submission.scores}


def test_answers_are_kept_exactly_as_given(session, make, at):
    given = [0, 1, 2, 3, None, 0, 1, 2, 3]

    sent = make.submission("phq9", answers=given)
    session.expire_all()

    assert sent.responses == tuple(given)
    assert sent.declined == ["q5"]
    assert sent.n_missing == 1
    assert (sent.measure, sent.version, sent.mode) == ("phq9", 1, Mode.SELF)


@pytest.mark.parametrize("field", ["answers", "language", "mode", "submitted_at", "band"])
def test_a_submission_cannot_be_changed(session, make, field):
    sent = make.submission()
    new = {"answers": {"q1": 3}, "mode": Mode.PAPER, "submitted_at": sent.started_at + timedelta(1)}

    setattr(sent, field, new.get(field, "xx"))

    with pytest.raises(SubmissionIsFinal):
        session.flush()


def test_a_submission_cannot_be_deleted(session, make):
    session.delete(make.submission())

    with pytest.raises(SubmissionIsFinal):
        session.flush()


def test_the_score_of_a_submission_cannot_be_changed_or_deleted(session, make):
    sent = make.submission()

    sent.scores[0].value = 27
    with pytest.raises(SubmissionIsFinal):
        session.flush()
    session.rollback()

    session.delete(sent.scores[0])
    with pytest.raises(SubmissionIsFinal):
        session.flush()


def test_rel_04_the_database_holds_one_submission_for_an_assignment(session, make):
    sent = make.submission()
    copied = {c.key: getattr(sent, c.key) for c in Submission.__table__.columns if c.key != "id"}

    session.add(Submission(**copied))

    with pytest.raises(IntegrityError):
        session.flush()


def test_scores_are_those_of_the_engine(make):
    for key in EVERY_MEASURE:
        instrument = instruments.get_instrument(key)
        given = [item.values[number % len(item.values)] for number, item in
                 enumerate(instrument.items)]  # fmt: skip

        sent = make.submission(key, answers=given)

        sheet = instruments.score(instrument, given)
        assert scores(sent) == {name: float(v) for name, v in sheet.scores.items() if v is not None}
        assert (sent.band, sent.caseness) == (sheet.band, sheet.caseness)


@pytest.mark.parametrize("key", EVERY_MEASURE)
def test_saf_15_a_form_with_one_answer_has_no_total(make, key):
    instrument = instruments.get_instrument(key)
    given = [instrument.items[0].values[-1]] + [None] * (len(instrument.items) - 1)

    sent = make.submission(key, answers=given)

    assert scores(sent)[instrument.headline] is None
    assert (sent.band, sent.caseness) == (None, None)
    assert sent.n_missing == len(instrument.items) - 1


@pytest.mark.parametrize("key", EVERY_MEASURE)
def test_saf_15_a_single_missing_answer_is_never_worth_zero(make, key):
    """With every other item at its highest, a blank counted as 0 would lower the total."""
    instrument = instruments.get_instrument(key)
    top = [max(item.values, key=item.scored) for item in instrument.items]
    whole = instruments.score(instrument, top).scores[instrument.headline]
    assert whole is not None

    sent = make.submission(key, answers=[None, *top[1:]])

    assert scores(sent)[instrument.headline] in (None, float(whole))
    if scores(sent)[instrument.headline] is not None:
        assert sent.prorated


def test_saf_15_a_void_score_is_kept_as_nothing(session, make):
    sent = make.submission("phq9", answers=[3, 3, 3, None, None, None, 3, 3, 3])
    session.expire_all()

    stored = {row.name: row.value for row in session.query(Score)}

    assert stored["total"] is None
    assert sent.n_missing == 3


def test_an_item_without_a_row_is_missing_but_was_not_declined(session, make, at):
    assignment = make.check_in().assignments[0]
    for number in range(1, 9):
        answer = responses.Answer(f"q{number}", 1, "en", visit=assignment.id)
        responses.keep_answer(session, assignment.id, answer, at=at)

    draft = responses.draft_of(session, assignment.id)
    sent = responses.freeze(session, assignment, draft, mode=Mode.SELF, at=at)

    assert sent.answers["q9"] is None
    assert sent.declined == []
    assert sent.n_missing == 1


def test_answers_in_two_languages_say_which_item_was_read_in_which(session, make, at):
    assignment = make.draft("phq9", answers=[1] * 9, language="pl")
    answer = responses.Answer("q9", 2, "en", visit=assignment.id, tab="another")
    responses.keep_answer(session, assignment.id, answer, at=at)

    draft = responses.draft_of(session, assignment.id)
    sent = responses.freeze(session, assignment, draft, mode=Mode.INTERPRETER, at=at)

    assert sent.language == "pl"
    assert sent.other_languages == {"q9": "en"}
    assert sent.mode is Mode.INTERPRETER


def test_a_submission_says_when_its_first_answer_was_given(session, make, at):
    assignment = make.draft(at=at - timedelta(minutes=20))

    draft = responses.draft_of(session, assignment.id)
    sent = responses.freeze(session, assignment, draft, mode=Mode.SELF, at=at)

    assert (sent.started_at, sent.submitted_at) == (at - timedelta(minutes=20), at)


def test_what_someone_sent_is_listed_oldest_first_and_nobody_elses(session, make, at):
    client = make.client()
    for measure, days in [("gad7", 1), ("phq9", 9), ("phq9", 5)]:
        make.submission(measure, client=client, at=at - timedelta(days=days))
    make.submission("phq9")

    every = responses.submissions_of(session, client.id)
    phq9 = responses.submissions_of(session, client.id, measures=["phq9"])

    assert [(s.measure, (at - s.submitted_at).days) for s in every] == [
        ("phq9", 9), ("phq9", 5), ("gad7", 1),
    ]  # fmt: skip
    assert [s.measure for s in phq9] == ["phq9", "phq9"]
    assert responses.submissions_of(session, client.id, measures=[]) == []


def test_a_submission_is_found_by_its_assignment(session, make):
    sent = make.submission()

    assert responses.get_submission(session, sent.assignment_id) is sent
    with pytest.raises(NoResultFound):
        responses.get_submission(session, make.draft().id)
