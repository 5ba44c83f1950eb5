"""One client in depth."""

from datetime import timedelta

from app.care import AppointmentStatus
from app.caseload import find_sheet, record_of
from tests.statements import statements


def test_the_record_knows_the_course_of_care_and_the_sessions_in_it(make, session, at):
    therapist = make.clinician()
    client = make.client(therapist)
    before = make.episode(client, ended_on=make.today - timedelta(days=30))
    make.appointment(before, status=AppointmentStatus.ATTENDED)
    now = make.episode(client)
    make.appointment(now, starts_at=at - timedelta(days=14), status=AppointmentStatus.ATTENDED)
    make.appointment(now, starts_at=at - timedelta(days=7), status=AppointmentStatus.MISSED)

    record = record_of(session, therapist, client, at=at)

    assert (record.episode, record.attended) == (now, 1)


def test_an_earlier_form_is_compared_with_the_one_before_it_and_not_with_a_later_one(
    make, session, at
):
    client = make.client()
    sent = [
        make.submission(client=client, answers=[n] * 9, at=at - timedelta(weeks=5 - n))
        for n in range(3)
    ]

    sheet = find_sheet(session, client, sent[1].id)

    assert sheet.answers[0].before.value == 0
    assert find_sheet(session, make.client(), sent[1].id) is None


def test_a_record_takes_as_many_queries_for_forty_forms_as_for_two(make, engine, session, at):
    therapist = make.clinician()
    client = make.client(therapist)

    def queries():
        session.expire_all()
        with statements(engine) as asked:
            record = record_of(session, therapist, client, at=at)
            assert record.measures[0].latest.answers
            assert record.entry.risk_answers
        return len(asked)

    episode = make.episode(client)
    for number in range(2):
        make.submission(check_in=make.check_in(["phq9"], episode), phq9_9=1,
                        at=at - timedelta(days=50 + number))  # fmt: skip
    few = queries()
    for number in range(38):
        make.submission(check_in=make.check_in(["phq9"], episode), phq9_9=1,
                        at=at - timedelta(days=number))  # fmt: skip

    assert queries() == few
