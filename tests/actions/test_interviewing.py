"""Calls to people who left: only who agreed, only while they may be called, and kept apart."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from app import feedback
from app.actions import (
    InterviewRefused,
    NoInterview,
    finish_interview,
    give_interview_back,
    keep_notes,
    look_after_interviews,
    note_try,
    offer_interview,
    record_consent,
    take_interview,
    withdraw_interview,
)
from app.care import ContactBy, ContactPause, ContactPreference, Ending, PauseReason
from app.codesign import VersionState
from app.db import session_factory
from app.feedback import (
    FeedbackComment,
    HeldInterview,
    Interview,
    InterviewEnd,
    InterviewRequest,
    Said,
    TryOutcome,
)
from app.security import AuditEvent, Role
from tests.leaving import live_form, somebody_who_stopped
from tests.together import together

WORDS = "The bus was cut, and I was ashamed to ring"


@pytest.fixture(autouse=True)
def form(session, make, at):
    return live_form(session, make.the_service(), at=at)


@pytest.fixture
def interviewer(make):
    """Somebody with lived experience who calls people."""
    return make.user(Role.INTERVIEWER).actor


@pytest.fixture
def other(make):
    return make.user(Role.INTERVIEWER).actor


@pytest.fixture
def agreed(session, make, by, at):
    """Somebody who left and agreed to be called."""

    def do(**client):
        episode = somebody_who_stopped(make, make.client(**client))
        offer_interview(session, episode, when_suits="After 4 pm", by=make.user().actor, at=at)
        found = select(InterviewRequest).where(InterviewRequest.episode_id == episode.id)
        return session.scalars(found).one()

    return do


@pytest.fixture
def in_call(session, at, agreed, interviewer):
    """Somebody who talks."""

    def do(*, may_link=False):
        request = agreed()
        take_interview(session, request.id, by=interviewer, at=at)
        record_consent(session, request.id, talks=True, may_link=may_link, by=interviewer, at=at)
        return request

    return do


@pytest.fixture
def said(form):
    return Said(form.id, ("could_not_get", "wait"), ("travel",), WORDS)


def close_off(session, client, what, at):
    """Something speaks against calling from now on."""
    if what is InterviewEnd.DIED:
        client.died_on = at.date()
    elif what is InterviewEnd.UNSAFE:
        values = {"refused": [], "is_unsafe": True, "changed_at": at}
        session.add(ContactPreference(client_id=client.id, **values))
    else:
        client.contact_by = ContactBy.NOT_AT_ALL
    session.commit()


def events(session):
    return [event for event in session.scalars(select(AuditEvent.event)) if "interview" in event]


def test_who_agreed_by_word_of_mouth_is_on_the_list_with_whom_they_told(session, make, at):
    episode, colleague = somebody_who_stopped(make), make.user()

    offer_interview(session, episode, when_suits=" Mornings ", by=colleague.actor, at=at)

    request = session.scalars(select(InterviewRequest)).one()
    assert (request.agreed_with, request.asked_at) == (colleague.id, at)
    assert request.when_suits == "Mornings"


def refusal(session, episode, by, at):
    with pytest.raises(InterviewRefused) as refused:
        offer_interview(session, episode, when_suits="", by=by, at=at)
    return refused.value.why


def test_nobody_is_called_about_a_course_that_goes_on_or_ended_in_death_or_long_ago(
    session, make, by, at
):
    going_on = make.episode()
    died = somebody_who_stopped(make, ended_how=Ending.DIED)
    long_ago = somebody_who_stopped(make, days_ago=184)

    assert refusal(session, going_on, by, at) is NoInterview.NOT_ENDED
    assert refusal(session, died, by, at) is NoInterview.NOT_ENDED
    assert refusal(session, long_ago, by, at) is NoInterview.LONG_AGO


@pytest.mark.parametrize("what", [InterviewEnd.UNSAFE, InterviewEnd.OPTED_OUT, InterviewEnd.DIED])
def test_HAZ_21_who_must_not_be_called_cannot_be_put_on_the_list(session, make, by, at, what):
    episode = somebody_who_stopped(make)
    close_off(session, episode.client, what, at)

    assert refusal(session, episode, by, at) is NoInterview.MAY_NOT


def test_without_a_live_form_there_are_no_codes_and_no_calls(session, make, by, at, form):
    form.state, form.retired_at = VersionState.RETIRED, at
    session.commit()

    assert refusal(session, somebody_who_stopped(make), by, at) is NoInterview.NO_FORM


def test_nobody_is_put_on_the_list_twice(session, by, at, agreed):
    request = agreed()

    assert refusal(session, request.episode, by, at) is NoInterview.OFFERED


def test_two_interviewers_do_not_call_the_same_person(engine, session, make, at, agreed):
    request = agreed()
    callers = [make.user(Role.INTERVIEWER).actor for _ in range(4)]

    results = together(
        engine, 4, lambda own, n: take_interview(own, request.id, by=callers[n], at=at)
    )

    refused = [one for one in results if isinstance(one, InterviewRefused)]
    assert [one.why for one in refused] == [NoInterview.TAKEN] * 3
    session.expire_all()
    winner = callers[results.index(None)]
    assert session.get_one(InterviewRequest, request.id).taken_by == winner.id


def test_who_looked_before_somebody_took_it_on_is_told(engine, session, at, agreed, make):
    request, first, second = agreed(), make.user().actor, make.user().actor
    assert request.taken_by is None
    session.commit()
    with session_factory(engine)() as faster:
        take_interview(faster, request.id, by=first, at=at)

    with pytest.raises(InterviewRefused) as refused:
        take_interview(session, request.id, by=second, at=at)

    assert refused.value.why is NoInterview.TAKEN


def test_who_cannot_call_lets_somebody_else(session, at, agreed, interviewer, other):
    request = agreed()
    take_interview(session, request.id, by=interviewer, at=at)
    give_interview_back(session, request.id, by=interviewer, at=at)

    take_interview(session, request.id, by=other, at=at)

    assert request.taken_by == other.id


def test_after_three_calls_in_vain_they_are_let_alone(session, at, agreed, interviewer):
    request = agreed()
    take_interview(session, request.id, by=interviewer, at=at)
    for outcome in (TryOutcome.NO_ANSWER, TryOutcome.CALL_BACK, TryOutcome.WRONG_NUMBER):
        note_try(session, request.id, outcome, changes=request.changes, by=interviewer, at=at)
    assert request.ended_at is None

    last = TryOutcome.NO_ANSWER
    note_try(session, request.id, last, changes=request.changes, by=interviewer, at=at)

    assert request.ended_how is InterviewEnd.NO_ANSWER
    assert request.when_suits == ""


def test_one_call_is_not_written_down_twice(session, at, agreed, interviewer):
    request = agreed()
    take_interview(session, request.id, by=interviewer, at=at)
    seen = request.changes
    note_try(session, request.id, TryOutcome.NO_ANSWER, changes=seen, by=interviewer, at=at)

    with pytest.raises(InterviewRefused) as refused:
        note_try(session, request.id, TryOutcome.NO_ANSWER, changes=seen, by=interviewer, at=at)

    assert refused.value.why is NoInterview.CHANGED
    assert len(feedback.tries_of(session, request)) == 1


def test_who_does_not_want_to_talk_is_not_called_again(session, at, agreed, interviewer):
    request = agreed()
    take_interview(session, request.id, by=interviewer, at=at)

    record_consent(session, request.id, talks=False, may_link=False, by=interviewer, at=at)

    assert request.ended_how is InterviewEnd.DECLINED


def test_nothing_is_kept_before_they_agreed_to_talk(session, at, agreed, interviewer, said):
    request = agreed()
    take_interview(session, request.id, by=interviewer, at=at)

    for act in (keep_notes, finish_interview):
        with pytest.raises(InterviewRefused) as refused:
            act(session, request.id, said, by=interviewer, at=at)
        assert refused.value.why is NoInterview.NO_CONSENT


def test_only_who_has_taken_it_on_may_act(session, at, in_call, other, said):
    request = in_call()

    for act in (keep_notes, finish_interview):
        with pytest.raises(InterviewRefused):
            act(session, request.id, said, by=other, at=at)
    with pytest.raises(InterviewRefused):
        withdraw_interview(session, request.id, by=other, at=at)


@pytest.mark.parametrize("what", [InterviewEnd.DIED, InterviewEnd.UNSAFE, InterviewEnd.OPTED_OUT])
def test_EQ_14_HAZ_21_what_speaks_against_it_ends_it_at_once(
    session, at, agreed, interviewer, what
):
    request = agreed()
    close_off(session, request.client, what, at)

    with pytest.raises(InterviewRefused) as refused:
        take_interview(session, request.id, by=interviewer, at=at)

    assert refused.value.why is NoInterview.OVER
    session.rollback()
    session.expire_all()
    assert request.ended_how is what


@pytest.mark.parametrize("what", [InterviewEnd.DIED, InterviewEnd.UNSAFE, InterviewEnd.OPTED_OUT])
def test_EQ_14_the_worker_ends_it_too(session, at, agreed, what):
    request = agreed()
    close_off(session, request.client, what, at)

    assert look_after_interviews(session, at=at) == 1
    assert request.ended_how is what


def test_HAZ_21_nobody_is_called_in_hospital_and_they_can_be_afterwards(
    session, make, at, agreed, interviewer
):
    request = agreed()
    stay = ContactPause(
        client_id=request.client_id, reason=PauseReason.INPATIENT, starts_on=make.today
    )
    session.add(stay)
    session.commit()
    services, caller = [make.the_service().id], interviewer.id

    assert feedback.people_to_call(session, services, caller, at=at) == []
    look_after_interviews(session, at=at)
    session.delete(stay)
    session.commit()

    assert len(feedback.people_to_call(session, services, caller, at=at)) == 1


def test_who_took_it_on_and_never_called_lets_others_call(session, at, agreed, interviewer):
    request = agreed()
    take_interview(session, request.id, by=interviewer, at=at)

    look_after_interviews(session, at=at + timedelta(days=15))

    assert request.taken_by is None


def test_a_call_that_comes_too_late_is_not_made(session, at, agreed):
    request = agreed()

    look_after_interviews(session, at=at + timedelta(days=61))

    assert request.ended_how is InterviewEnd.TOO_LATE


def test_what_was_written_so_far_is_kept(session, at, in_call, interviewer, said):
    request = in_call()

    keep_notes(session, request.id, said, by=interviewer, at=at)

    session.expire_all()
    assert Said.from_text(request.notes_so_far) == said


def test_what_may_be_linked_leads_to_the_call(session, make, at, in_call, interviewer, said):
    request = in_call(may_link=True)

    finish_interview(session, request.id, said, by=interviewer, at=at)

    interview = feedback.linked_interviews_of(session, request.client_id)[request.episode_id]
    assert (interview.reasons, interview.barriers) == (["could_not_get", "wait"], ["travel"])
    assert interview.notes == WORDS
    assert interview.month == at.date().replace(day=1)


def test_EQ_05_what_must_not_be_linked_leads_to_nobody(session, at, in_call, interviewer, said):
    request = in_call()
    keep_notes(session, request.id, said, by=interviewer, at=at)

    finish_interview(session, request.id, said, by=interviewer, at=at)

    held = session.scalars(select(HeldInterview)).one()
    assert session.scalars(select(Interview)).all() == []
    assert (request.ended_how, request.notes_so_far) == (InterviewEnd.HELD, "")
    assert {column.name for column in HeldInterview.__table__.columns} == {
        "id", "service_id", "sealed",
    }  # fmt: skip
    assert WORDS not in held.sealed


def test_EQ_05_neither_length_nor_order_nor_rewriting_tells_which_one_it_was(
    session, at, form, in_call, interviewer
):
    ids = []
    for notes in ("", WORDS, "ا" * 4000, "y"):
        request = in_call()
        said = Said(form.id, ("wait",), (), notes)
        finish_interview(session, request.id, said, by=interviewer, at=at)
        ids.append(set(session.scalars(select(HeldInterview.id))))

    rows = session.scalars(select(HeldInterview)).all()
    assert len(rows) == 4
    assert len({len(row.sealed) for row in rows}) == 1
    assert all(a.isdisjoint(b) for a, b in pairwise(ids))


def test_EQ_05_they_are_let_go_together_and_notes_apart(session, at, in_call, interviewer, form):
    for number in range(5):
        request = in_call()
        said = Said(form.id, ("wait",), (), f"note {number}" if number else "")
        finish_interview(session, request.id, said, by=interviewer, at=at)
        if number < 4:
            look_after_interviews(session, at=at)
            assert session.scalars(select(Interview)).all() == []

    look_after_interviews(session, at=at + timedelta(days=30))

    interviews = session.scalars(select(Interview)).all()
    comments = session.scalars(select(FeedbackComment)).all()
    assert [(one.request_id, one.notes) for one in interviews] == [(None, "")] * 5
    assert {one.month.month for one in interviews} == {4}
    assert sorted(one.text for one in comments) == [f"note {number}" for number in range(1, 5)]
    assert session.scalars(select(HeldInterview)).all() == []


def test_EQ_05_many_calls_that_end_together_lose_nothing(engine, session, make, at, form, agreed):
    callers = [make.user(Role.INTERVIEWER).actor for _ in range(4)]
    requests = [agreed() for _ in callers]
    for request, caller in zip(requests, callers, strict=True):
        take_interview(session, request.id, by=caller, at=at)
        record_consent(session, request.id, talks=True, may_link=False, by=caller, at=at)

    def finish(own, number):
        said = Said(form.id, ("wait",), (), f"note {number}")
        finish_interview(own, requests[number].id, said, by=callers[number], at=at)

    assert together(engine, 4, finish) == [None] * 4

    kept = feedback.take_held(session, make.the_service().id)
    assert sorted(Said.from_text(text).notes for text in kept) == [f"note {n}" for n in range(4)]


def test_who_takes_their_yes_back_is_not_called_and_nothing_is_kept(
    session, at, in_call, interviewer, said
):
    request = in_call(may_link=True)
    keep_notes(session, request.id, said, by=interviewer, at=at)

    withdraw_interview(session, request.id, by=interviewer, at=at)

    assert (request.ended_how, request.notes_so_far) == (InterviewEnd.WITHDRAWN, "")
    assert session.scalars(select(Interview)).all() == []


def test_what_leads_to_them_can_be_deleted_afterwards(session, at, in_call, interviewer, said):
    request = in_call(may_link=True)
    finish_interview(session, request.id, said, by=interviewer, at=at)

    withdraw_interview(session, request.id, by=interviewer, at=at)

    assert session.scalars(select(Interview)).all() == []
    assert request.ended_how is InterviewEnd.WITHDRAWN


def test_SEC_39_every_step_is_in_the_trail_and_no_word_of_it(
    session, at, in_call, interviewer, said
):
    request = in_call()
    finish_interview(session, request.id, said, by=interviewer, at=at)

    assert sorted(events(session)) == [
        "interview.agreed", "interview.consented", "interview.held", "interview.taken",
    ]  # fmt: skip
    details = session.scalars(select(AuditEvent.detail)).all()
    assert not any(word in detail for detail in details for word in ("bus", "wait", "travel"))
