"""One questionnaire in depth: answers as they were given, scores, rules, cut-offs."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import actions, responses
from app.care import Gender
from app.caseload import Given, Meaning, record_of
from app.instruments import get_instrument
from app.responses import Answer


@pytest.fixture
def sheet_of(make, session, at):
    """The latest sheet after these submissions, a week apart."""

    def made(measure, *sent, gender=Gender.NOT_KNOWN, language="en"):
        therapist = make.clinician()
        client = make.client(therapist, gender=gender)
        for week, answers in enumerate(sent):
            on = at - timedelta(weeks=len(sent) - week)
            make.submission(measure, client=client, answers=answers, at=on, language=language)
        session.expire_all()
        [measure] = record_of(session, therapist, client, at=at).measures
        return measure.latest

    return made


def test_every_item_is_there_in_order_with_the_exact_words(sheet_of):
    sheet = sheet_of("phq9", [0, 1, 2, 3, 0, 1, 2, 3, 0])

    assert [line.number for line in sheet.answers] == list(range(1, 10))
    assert sheet.answers[0].question.text == "Little interest or pleasure in doing things"
    assert sheet.answers[3].answer.text == "Nearly every day"
    assert sheet.answers[0].question.english is None


def test_words_are_those_of_the_language_that_the_person_saw(sheet_of):
    sheet = sheet_of("gad7", [1] * 7, language="ar")

    question = sheet.answers[0].question
    assert (question.language, question.direction) == ("ar", "rtl")
    assert question.english == "Feeling nervous, anxious or on edge"


def test_skipped_and_declined_are_told_apart_and_neither_is_zero(sheet_of):
    sheet = sheet_of("phq9", [0, None, 1])

    assert sheet.answers[0].given is Given.ANSWERED
    assert sheet.answers[1].given is Given.DECLINED
    assert sheet.answers[8].given is Given.SKIPPED
    assert sheet.answers[8].value is None
    assert len(sheet.gaps) == 7


def test_what_was_answered_otherwise_last_time_says_how(sheet_of):
    sheet = sheet_of("phq9", [0, 1, 2, None, 1, 1, 1, 1, 1], [0, 2, None, None, 1, 1, 1, 1, 1])

    assert [line.number for line in sheet.changed] == [2, 3]
    assert sheet.answers[1].before.value == 1
    assert sheet.answers[2].before.given is Given.ANSWERED


def test_risk_answers_are_marked_to_look_at_and_others_are_not(sheet_of):
    sheet = sheet_of("phq9", [3] * 8 + [1])

    assert [line.number for line in sheet.answers if line.look] == [9]
    assert not any(line.look for line in sheet_of("phq9", [3] * 8 + [0]).answers)


def test_an_item_worth_reading_together_is_no_alert(sheet_of):
    sheet = sheet_of("pcl5", [2] * 20)

    assert [line.number for line in sheet.answers if line.read] == [16]
    assert not any(line.look for line in sheet.answers)


def test_saf_15_one_void_domain_leaves_the_others_standing(sheet_of):
    answers = [2] * 34
    answers[3] = None  # item 4, of well-being, where no blank is allowed

    lines = {line.score.name: line for line in sheet_of("core_om", answers).scores}

    assert lines["wellbeing_clinical"].shown == ""
    assert (lines["wellbeing_clinical"].answered, lines["wellbeing_clinical"].asked) == (3, 4)
    assert lines["functioning_clinical"].shown == "20.0"
    assert lines["all_items_clinical"].prorated
    assert not lines["functioning_clinical"].prorated


def test_domains_have_their_own_change_by_the_direction_of_the_measure(sheet_of):
    sheet = sheet_of("swemwbs", [2] * 7, [3] * 7)

    assert {line.meaning for line in sheet.scores} == {Meaning.BETTER}


@pytest.mark.parametrize(("gender", "group"), [(Gender.MALE, "male"), (Gender.FEMALE, "female")])
def test_the_core_cut_offs_of_a_group_are_shown_beside_the_general_one(sheet_of, gender, group):
    sheet = sheet_of("core_om", [2] * 34, gender=gender)

    assert sheet.cutoffs_group == group
    assert len(sheet.cutoffs) == 6
    assert sheet.point.submission.caseness is True


@pytest.mark.parametrize("gender", [Gender.INDETERMINATE, Gender.NOT_KNOWN])
def test_nobody_is_put_into_a_group_that_they_did_not_name(sheet_of, gender):
    assert sheet_of("core_om", [2] * 34, gender=gender).cutoffs == ()


def test_a_cut_off_of_a_void_domain_cannot_be_worked_out(sheet_of):
    answers = [2] * 34
    answers[3] = None

    sheet = sheet_of("core_om", answers, gender=Gender.FEMALE)

    reached = {line.score.name: line.reached for line in sheet.cutoffs}
    assert reached["wellbeing_mean"] is None
    assert reached["functioning_mean"] is True


def test_a_rule_with_missing_answers_is_neither_yes_nor_no(sheet_of):
    [rule, *_] = sheet_of("phq9", [3] * 8).rules

    assert rule.holds is None


def test_saf_17_an_older_version_shows_what_was_stored_and_no_words_of_a_newer_one(
    make, session, at
):
    therapist = make.clinician()
    client = make.client(therapist)
    sent = make.submission(client=client, phq9_9=2)
    session.expunge_all()
    session.connection().exec_driver_sql("UPDATE submission SET version = 0")
    session.commit()

    [measure] = record_of(session, therapist, client, at=at).measures

    assert not measure.course.latest.is_current
    assert measure.latest.answers[8].question is None
    assert measure.latest.answers[8].value == 2
    assert [line.shown for line in measure.latest.scores] == ["2"]
    assert measure.latest.rules == ()
    assert sent.version == get_instrument("phq9").version


def test_an_item_answered_in_another_language_is_shown_in_that_one(make, session, at):
    therapist = make.clinician()
    client = make.client(therapist)
    draft = make.draft("phq9", client=client, language="pl")
    late = Answer(item="q9", value=1, language="en", visit=uuid4(), tab="another", seq=1)
    responses.keep_answer(session, draft.id, late, at=at)
    session.commit()
    actions.submit_questionnaire(session, draft.check_in_id, 1, at=at)

    record = record_of(session, therapist, client, at=at)

    answers = record.measures[0].latest.answers
    assert [answers[n].question.language for n in (0, 8)] == ["pl", "en"]
    [look] = record.entry.to_look_at
    assert (look.question.language, look.answer.text) == ("en", "Several days")
