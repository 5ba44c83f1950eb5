"""An interviewer, and people who left and agreed to be called."""

import pytest
from sqlalchemy import select

from app.actions import offer_interview, record_consent, take_interview
from app.feedback import InterviewRequest
from app.security import Role
from tests.leaving import live_form, somebody_who_stopped


@pytest.fixture(autouse=True)
def form(session, make, at):
    return live_form(session, make.the_service(), at=at)


@pytest.fixture
def interviewer(make):
    """Somebody with lived experience who calls people."""
    return make.user(Role.INTERVIEWER)


@pytest.fixture
def visit(visit_as, interviewer):
    """The interviewer's browser."""
    return visit_as(interviewer)


@pytest.fixture
def agreed(session, make, at):
    """Somebody who left and agreed to be called."""

    def do(when="After 4 pm", **client):
        episode = somebody_who_stopped(make, make.client(**client))
        offer_interview(session, episode, when_suits=when, by=make.user().actor, at=at)
        found = select(InterviewRequest).where(InterviewRequest.episode_id == episode.id)
        return session.scalars(found).one()

    return do


@pytest.fixture
def taken(session, at, agreed, interviewer):
    """Somebody whom this interviewer calls."""

    def do(**client):
        request = agreed(**client)
        take_interview(session, request.id, by=interviewer.actor, at=at)
        return request

    return do


@pytest.fixture
def in_call(session, at, taken, interviewer):
    """Somebody who talks."""

    def do(*, may_link=False, **client):
        request = taken(**client)
        by = interviewer.actor
        record_consent(session, request.id, talks=True, may_link=may_link, by=by, at=at)
        return request

    return do


@pytest.fixture
def said():
    """All that a page says on one line."""
    return lambda page: " ".join(page.main.get_text(" ", strip=True).split())
