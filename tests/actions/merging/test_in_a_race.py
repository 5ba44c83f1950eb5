"""Two people merge at once, or somebody answers or is asked while records become one."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from app import actions, care, instruments
from app.care import Client, ClientMerge, Clinician, Episode, MergeRefused, TwoRecords
from app.responses import Answer, Submission
from app.risk import Alert
from app.scheduling import CheckIn
from app.security import SYSTEM
from tests.together import together


def merger(therapist, client, into, at):
    ids = (therapist.id, client.id, into.id)

    def merge(session, swapped=False):
        clinician = session.get_one(Clinician, ids[0])
        two = [session.get_one(Client, id_) for id_ in ids[1:]]
        pair = TwoRecords(*(reversed(two) if swapped else two))
        return actions.merge_clients(session, pair, "x", clinician=clinician, at=at).id

    return merge


def test_haz_08_of_people_who_merge_the_same_two_one_does(session, engine, make, therapist, at):
    one, two = make.client(therapist), make.client(therapist)
    merge = merger(therapist, one, two, at)
    session.commit()

    results = together(engine, 6, lambda s, number: merge(s, swapped=number % 2 == 1))

    session.expire_all()
    [stored] = session.scalars(select(ClientMerge))
    assert sum(result == stored.id for result in results) == 1
    assert sum(isinstance(result, MergeRefused) for result in results) == 5


def merge_or_try_again(merge, session):
    """On a busy machine it gives way, as it should; then somebody presses again."""
    for _ in range(4):
        with suppress(MergeRefused):
            return merge(session)
    return merge(session)


def test_haz_08_saf_02_what_is_answered_and_asked_meanwhile_is_on_the_record_that_stays(
    session, engine, make, therapist, stays, at
):
    for _ in range(6):
        twin = make.client(therapist)
        course = make.episode(twin)
        asked = make.check_in(["phq9", "gad7"], course)
        make.draft("gad7", check_in=asked)
        places = {one.measure: one.position for one in asked.assignments}
        ids = (asked.id, course.id)
        merge = merger(therapist, twin, stays, at)
        session.commit()

        def merge_or_live_on(one, number, merge=merge, ids=ids, places=places):
            if number == 0:
                return merge_or_try_again(merge, one)
            if number == 1:
                return actions.submit_questionnaire(one, ids[0], places["gad7"], at=at).id
            if number == 2:
                answer = Answer("q9", 2, "en", ids[0])
                return actions.save_answer(one, ids[0], places["phq9"], answer, at=at)
            episode = one.get_one(Episode, ids[1])
            measure = [instruments.get_instrument("gad7")]
            return actions.give_check_in(one, episode, measure, by=SYSTEM, at=at).id

        results = together(engine, 4, merge_or_live_on)

        session.expire_all()
        assert not [r for r in results if isinstance(r, Exception)], results
        assert all(isinstance(results[n], UUID) for n in (0, 1, 3))
        for rows in (CheckIn, Submission, Alert, Episode):
            assert {row.client_id for row in session.scalars(select(rows))} == {stays.id}, rows
        assert care.standing_for(session, twin) == stays
