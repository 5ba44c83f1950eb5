"""How people left is counted once for each quarter that is over, and never again."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.actions import count_departures, offer_interview
from app.care import Ending
from app.feedback import FeedbackResponse, Interview, InterviewRequest, LeavingFigures
from app.scheduling import FeedbackTicket, TicketState
from tests.leaving import ask, live_form, somebody_who_stopped
from tests.together import together

# The last quarter of 2025 is over, and had a month to be put right.
NEWEST = date(2025, 10, 1)
THEN = datetime(2025, 11, 12, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def form(session, make, at):
    return live_form(session, make.the_service(), at=at)


@pytest.fixture
def counted(session, at):
    """The numbers of the newest quarter that is counted."""

    def do(at=at):
        count_departures(session, at=at)
        found = select(LeavingFigures).where(LeavingFigures.quarter == NEWEST)
        return session.scalars(found).one().numbers

    return do


def ended(make, on, how=Ending.STOPPED_COMING):
    return somebody_who_stopped(make, days_ago=(make.today - on).days, ended_how=how)


def test_endings_are_counted_by_quarter_in_local_days(make, counted):
    for on in (date(2025, 9, 30), date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 1)):
        ended(make, on)
    ended(make, date(2025, 11, 3), Ending.COMPLETED)

    assert counted()["endings"] == {"stopped coming": 2, "completed": 1}


def test_a_quarter_is_counted_a_month_after_it_is_over(session, make, at):
    count_departures(session, at=datetime(2026, 1, 20, 10, tzinfo=UTC))

    quarters = set(session.scalars(select(LeavingFigures.quarter)))
    assert NEWEST not in quarters
    assert max(quarters) == date(2025, 7, 1)


def test_EQ_04_what_is_corrected_later_changes_nothing(session, make, counted, at):
    episode = ended(make, date(2025, 11, 3))
    before = counted()
    episode.ended_how = Ending.MOVED_AWAY
    session.commit()

    assert counted() == before


def test_asked_answered_agreed_and_held(session, make, by, counted):
    episodes = [ended(make, date(2025, 10, 20)) for _ in range(2)]
    ask(session, at=THEN)
    first = session.scalars(select(FeedbackTicket)).first()
    first.state = TicketState.SPENT
    offer_interview(session, episodes[0], when_suits="", by=make.user().actor, at=THEN)

    numbers = counted()

    assert (numbers["asked"], numbers["answered"]) == (2, 1)
    assert (numbers["agreed"], numbers["held"]) == (1, 0)


def test_reasons_of_forms_and_calls_are_counted_together(session, make, form, counted):
    ended(make, date(2025, 10, 20))
    ask(session, at=THEN)
    ticket = session.scalars(select(FeedbackTicket)).one()
    answers = {"reason": ["wait", "forms", "wait"], "helped_more": ["A quiet room"]}
    session.add_all(
        [
            FeedbackResponse(
                ticket_id=ticket.id, version_id=form.id, privacy=form.content.privacy,
                language="en", answers=json.dumps(answers), submitted_at=THEN,
            ),
            Interview(
                service_id=make.the_service().id, version_id=form.id, month=date(2025, 12, 1),
                reasons=["wait"], barriers=["travel"],
            ),
        ]
    )  # fmt: skip

    numbers = counted()

    assert (numbers["forms"], numbers["interviews"]) == (1, 1)
    assert numbers["reason"] == {"wait": 2, "forms": 1}
    assert numbers["barriers"] == {"travel": 1}
    assert "A quiet room" not in json.dumps(numbers)


def test_another_services_people_are_not_counted(session, make, counted):
    other = make.pathway(make.service())
    make.episode(pathway=other, ended_on=date(2025, 11, 3), started_on=date(2025, 1, 1),
                 ended_how=Ending.MOVED_AWAY)  # fmt: skip
    session.add(live_form(session, other.service, at=THEN))

    count_departures(session, at=make.at)

    found = select(LeavingFigures).where(LeavingFigures.quarter == NEWEST)
    rows = {row.service_id: row.numbers["endings"] for row in session.scalars(found)}
    assert rows[make.the_service().id] == {}
    assert rows[other.service_id] == {"moved away": 1}


def test_two_workers_count_each_quarter_once(engine, session, make, at):
    make.the_service()

    together(engine, 3, lambda own, _number: count_departures(own, at=at))

    assert len(session.scalars(select(LeavingFigures)).all()) == 8
    assert session.scalars(select(InterviewRequest)).all() == []
