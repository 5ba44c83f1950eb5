"""Staff see what somebody who left was asked, and when; what they answer they do not see."""

import pytest
from sqlalchemy import select

from app.actions import finish_interview, record_consent, take_interview
from app.care import ContactPreference, Ending
from app.feedback import FeedbackResponse, InterviewRequest, Said
from app.scheduling import FeedbackTicket, TicketState
from app.security import Role
from tests.leaving import ask, live_form, somebody_who_stopped


@pytest.fixture(autouse=True)
def form(session, make, at):
    return live_form(session, make.the_service(), at=at)


@pytest.fixture
def therapist(make):
    return make.clinician()


@pytest.fixture
def visit(visit_as, therapist):
    return visit_as(therapist)


@pytest.fixture
def episode(make, therapist):
    return somebody_who_stopped(make, make.client(therapist))


@pytest.fixture
def courses(visit, episode):
    """The page about the client's courses."""
    return lambda: visit.open(f"/clinic/clients/{episode.client_id}/courses").main.get_text(
        " ", strip=True
    )


def test_staff_see_when_somebody_was_asked_and_never_what_they_answered(
    session, at, form, episode, courses
):
    ask(session, at=at)
    ticket = session.scalars(select(FeedbackTicket)).one()
    ticket.state = TicketState.SPENT
    session.add(
        FeedbackResponse(
            ticket_id=ticket.id, version_id=form.id, privacy=form.content.privacy, language="en",
            answers='{"reason": ["went_wrong"], "helped_more": ["Another room"]}', submitted_at=at,
        )
    )  # fmt: skip
    session.commit()

    page = courses()

    assert "Asked on 4 Mar 2026, once, how it was. What they answer is confidential." in page
    assert "Another room" not in page
    assert "Something went wrong" not in page


def test_that_they_agreed_to_a_call_is_written_down(session, visit, episode, therapist, courses):
    courses()
    visit.follow("They agree to a call by an interviewer")
    refused = visit.press("Write it down", when="Mornings")
    assert refused.title.text.startswith("Error:")

    page = visit.press("Write it down", agreed="y", when="Mornings")

    request = session.scalars(select(InterviewRequest)).one()
    assert (request.agreed_with, request.when_suits) == (therapist.user_id, "Mornings")
    assert "They agreed to a call by an interviewer." in page.main.get_text(" ", strip=True)
    assert "They agree to a call" not in courses()


def test_HAZ_21_who_must_not_be_called_cannot_be_offered_it(session, at, episode, courses):
    values = {"refused": [], "is_unsafe": True, "changed_at": at}
    session.add(ContactPreference(client_id=episode.client_id, **values))

    assert "They agree to a call" not in courses()


def test_what_was_said_is_shown_only_where_they_agreed(
    session, make, at, form, visit, episode, courses
):
    caller = make.user(Role.INTERVIEWER).actor
    courses()
    visit.follow("They agree to a call by an interviewer")
    visit.press("Write it down", agreed="y", when="")
    request = session.scalars(select(InterviewRequest)).one()
    take_interview(session, request.id, by=caller, at=at)
    record_consent(session, request.id, talks=True, may_link=True, by=caller, at=at)
    said = Said(form.id, ("wait",), ("travel",), "The bus was cut")
    finish_interview(session, request.id, said, by=caller, at=at)

    page = courses()

    assert "A call by an interviewer was held." in page
    assert "The wait was too long" in page
    assert "The bus was cut" in page


def test_the_page_says_before_an_end_that_they_will_be_asked(make, visit, therapist):
    open_one = make.episode(make.client(therapist))
    visit.open(f"/clinic/clients/{open_one.client_id}/courses/{open_one.id}/end")

    page = visit.press("Continue", day="2026-03-03", how=Ending.STOPPED_COMING)

    said = page.main.get_text(" ", strip=True)
    assert "How it was: on 17 Mar 2026, once and in confidence." in said


def test_of_another_end_it_does_not(make, visit, therapist):
    open_one = make.episode(make.client(therapist))
    visit.open(f"/clinic/clients/{open_one.client_id}/courses/{open_one.id}/end")

    page = visit.press("Continue", day="2026-03-03", how=Ending.AGREED)

    assert "How it was" not in page.main.get_text(" ", strip=True)
