"""Two people move the same answers, or somebody answers while they are moved."""

from uuid import UUID

from sqlalchemy import select

from app import actions, responses
from app.actions import Misfiling, MoveRefused
from app.care import Clinician
from app.responses import Answer, Draft, DraftAnswer, Submission
from app.risk import Alert, ContactWish
from app.scheduling import AnswersMove, CheckIn, MoveReason
from tests.together import together


def mover(check_in, wrong, therapist, at, *targets):
    """Moves to one target each, in a session of its own."""
    ids, clinician_id = (check_in.id, wrong.id), therapist.id
    targets = tuple(target.id if target else None for target in targets)

    def move(session, number):
        clinician = session.get_one(Clinician, clinician_id)
        misfiling = Misfiling(*ids, targets[number % len(targets)], MoveReason.FORWARDED)
        return actions.move_answers(session, misfiling, clinician=clinician, at=at).id

    return move


def test_haz_07_of_people_who_move_the_same_answers_one_does(
    session, engine, make, therapist, wrong, right, at
):
    third = make.episode(make.client(therapist)).client
    sent = make.submission(client=wrong)
    check_in = session.scalars(select(CheckIn)).one()
    session.commit()

    results = together(engine, 6, mover(check_in, wrong, therapist, at, right, third, None))

    session.expire_all()
    [move] = session.scalars(select(AnswersMove))
    assert sum(result == move.id for result in results) == 1
    assert sum(isinstance(result, MoveRefused) for result in results) == 5
    to = move.to_episode.client_id if move.to_episode else None
    assert (check_in.client_id, sent.client_id) == (to, to)


def test_haz_07_what_is_sent_while_it_is_moved_is_filed_where_its_check_in_is(
    session, engine, make, therapist, wrong, right, at
):
    for _ in range(5):
        draft = make.draft(check_in=make.check_in(["phq9", "gad7"], client=wrong))
        other = next(a for a in draft.check_in.assignments if a.measure == "gad7")
        make.draft("gad7", check_in=draft.check_in)
        check_in = draft.check_in
        move = mover(check_in, wrong, therapist, at, right)
        ids, places = check_in.id, (draft.position, other.position)
        session.commit()

        def move_or_send(one, number, move=move, ids=ids, places=places):
            if number == 0:
                return move(one, number)
            return actions.submit_questionnaire(one, ids, places[number % 2], at=at).id

        results = together(engine, 5, move_or_send)

        session.expire_all()
        assert all(isinstance(result, UUID) for result in results), results
        sent = session.scalars(select(Submission).where(Submission.client_id == right.id)).all()
        assert {one.assignment_id for one in sent} >= {draft.id, other.id}
        assert responses.submissions_of(session, wrong.id) == []


def test_haz_07_saf_02_an_answer_of_danger_given_while_it_is_moved_is_the_right_clients_alert(
    session, engine, make, therapist, wrong, right, at
):
    for round_ in range(5):
        check_in = make.check_in(client=wrong)
        move, id_ = mover(check_in, wrong, therapist, at, right), check_in.id
        session.commit()

        def move_or_answer(one, number, move=move, id_=id_):
            if number == 0:
                return move(one, number)
            if number == 1:
                return actions.ask_for_contact(one, id_, ContactWish.ANY_TIME, client_id=id_, at=at)
            answer = Answer(f"q{7 + number}", 2, "en", id_, tab=str(number))
            return actions.save_answer(one, id_, 1, answer, at=at)

        results = together(engine, 3, move_or_answer)

        session.expire_all()
        assert not [r for r in results if isinstance(r, Exception)], (round_, results)
        alerts = session.scalars(select(Alert).where(Alert.check_in_id == id_)).all()
        assert {alert.client_id for alert in alerts} == {right.id}
        assert session.scalars(select(DraftAnswer).where(DraftAnswer.visit == id_)).all()


def test_haz_07_an_answer_of_danger_while_it_is_set_aside_is_heard(
    session, engine, make, therapist, wrong, at
):
    check_in = make.check_in(client=wrong)
    move, id_ = mover(check_in, wrong, therapist, at, None), check_in.id
    session.commit()

    def aside_or_answer(one, number):
        if number == 0:
            return move(one, number)
        return actions.save_answer(one, id_, 1, Answer("q9", 2, "en", id_), at=at)

    together(engine, 2, aside_or_answer)

    session.expire_all()
    assert check_in.is_set_aside
    [alert] = session.scalars(select(Alert))
    assert alert.client_id == wrong.id
    assert isinstance(responses.draft_of(session, check_in.assignments[0].id), Draft)
