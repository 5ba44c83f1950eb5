"""Check-ins: what is in them, and what the database refuses to put there."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app import instruments, scheduling
from app.scheduling import AssignmentState, NothingToAsk, new_check_in


def test_a_check_in_belongs_to_the_client_of_its_episode(session, make, at):
    episode = make.episode()

    check_in = new_check_in(session, episode, [instruments.get_instrument("phq9")], at=at)

    assert (check_in.client, check_in.episode) == (episode.client, episode)
    assert check_in.created_at == at
    assert check_in.completed_at is None


def test_a_check_in_needs_at_least_one_questionnaire(session, make, at):
    with pytest.raises(NothingToAsk):
        new_check_in(session, make.episode(), [], at=at)


def test_a_questionnaire_is_asked_once_in_a_check_in(session, make, at):
    phq9 = instruments.get_instrument("phq9")

    with pytest.raises(IntegrityError):
        new_check_in(session, make.episode(), [phq9, phq9], at=at)


def test_every_questionnaire_starts_out_waiting(session, make):
    check_in = make.check_in(["phq9", "gad7"])
    session.expire_all()

    found = scheduling.find_check_in(session, check_in.id)

    assert found is not None
    assert [a.state for a in found.assignments] == [AssignmentState.WAITING] * 2
    assert [a.position for a in found.assignments] == [1, 2]


def test_a_check_in_that_is_not_there_is_not_found(session):
    assert scheduling.find_check_in(session, uuid4()) is None


def test_a_questionnaire_is_found_by_its_place_in_its_own_check_in_only(session, make):
    first, second = make.check_in(["phq9"]), make.check_in(["gad7"])

    found = scheduling.find_assignment(session, first.id, 1)

    assert found is not None
    assert found.measure == "phq9"
    assert scheduling.find_assignment(session, first.id, 2) is None
    other = scheduling.find_assignment(session, second.id, 1)
    assert other is not None
    assert other.measure == "gad7"


def test_holding_a_questionnaire_says_whose_it_is_and_how_far(session, make):
    check_in = make.check_in()

    held = scheduling.hold_assignment(session, check_in.id, 1)

    assert held is not None
    assert (held.id, held.client_id) == (check_in.assignments[0].id, check_in.client_id)
    assert (held.measure, held.state) == ("phq9", AssignmentState.WAITING)
