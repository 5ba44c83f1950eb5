"""A form about the service that comes with a check-in: offered, never a part of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app import actions, scheduling
from app.outbox import Message, MessageKind
from app.scheduling import (
    CheckIn,
    FeedbackTicket,
    MeasurePlan,
    Plan,
    TicketState,
)
from tests.factory import Make
from tests.feedback.forms import FORM, live_form, stored, to
from tests.pages import Visit

BOTH = Plan(start=("gad7", "prem"), routine=(), every=4)
ONLY = Plan(start=("prem",), routine=(), every=4)


@pytest.fixture
def given(session: Session, make: Make, at: datetime, by) -> Callable[[Plan], Any]:
    """Brings a new course's plan round once; the link that was sent."""

    def bring_round(plan: Plan, released: bool = True) -> Any:
        if released:
            live_form(make)
        episode = make.episode(started_on=make.today)
        session.add(
            MeasurePlan(
                pathway_id=episode.pathway_id, version=1, content=plan.as_json(), made_at=at
            )
        )
        scheduling.look_again(session, [episode.id], on=make.today)
        session.commit()
        actions.run_schedule(session, at=at, days=7)
        found = session.query(Message).filter_by(kind=MessageKind.INVITATION).one_or_none()
        return Invited(f"/c/{found.token}", found.check_in_id) if found else None

    return bring_round


@dataclass(frozen=True)
class Invited:
    """Where a message leads, and to which check-in."""

    path: str
    check_in_id: UUID | None


def home_of(visit: Visit, message: Any) -> Visit:
    """The home of the check-in, begun from its link."""
    visit.open(message.path)
    visit.press("Start")
    return visit


def test_it_is_offered_as_a_part_of_its_own_and_leads_to_its_questions(
    visit: Visit, given, session: Session
):
    home_of(visit, given(BOTH))
    assert "Anonymous, about" in visit.page.select_one("section").text

    visit.press("Tell us about the service")
    visit.press("Start")

    assert FORM.title in visit.text
    [ticket] = stored(session, FeedbackTicket)
    assert ticket.token_hash not in visit.text
    assert ticket.state is TicketState.WAITING


def test_it_is_not_there_before_the_service_has_released_one(visit: Visit, given):
    home_of(visit, given(BOTH, released=False))

    assert "About the service" not in visit.text


def test_no_thank_you_takes_it_away_and_nothing_else(visit: Visit, given, session: Session):
    home_of(visit, given(BOTH))

    visit.press("No, thank you")

    assert "About the service" not in visit.text
    assert "Part 1" in visit.text
    [ticket] = stored(session, FeedbackTicket)
    assert ticket.state is TicketState.DECLINED


def test_the_check_in_is_done_once_the_measures_are_and_offers_what_is_left(
    visit: Visit, given, session: Session, at: datetime, person
):
    message = given(BOTH)
    home_of(visit, message)
    answer_gad7(visit)

    [check_in] = stored(session, CheckIn)
    assert check_in.completed_at, "nobody is reminded of the rest"
    assert not check_in.is_asking
    assert "About the service" in visit.open(f"/check-in/{check_in.id}/done").text

    again = visit.another()
    again.open(message.path)
    assert "about our service" in again.text
    again.press("Start")
    again.press("Start")
    assert FORM.title in again.text


def test_after_the_form_the_way_leads_back_to_the_check_in(visit: Visit, given):
    home_of(visit, given(BOTH))
    visit.press("Tell us about the service")
    visit.press("Start")
    answer_form(visit)

    visit.follow("Back to my check-in")

    assert "Part 1" in visit.text
    assert "About the service" not in visit.text


def test_a_check_in_that_asks_nothing_else_is_done_with_the_form(
    visit: Visit, given, session: Session
):
    home_of(visit, given(ONLY))
    assert "we only ask about our service" in visit.text
    visit.press("Tell us about the service")
    visit.press("Start")
    assert not stored(session, CheckIn)[0].completed_at
    answer_form(visit)

    assert stored(session, CheckIn)[0].completed_at
    visit.follow("Back to my check-in")
    assert visit.url.endswith("/done")
    assert "Your answers are sent" not in visit.text


def test_a_check_in_that_asks_nothing_else_is_done_when_it_is_declined(
    visit: Visit, given, session: Session
):
    home_of(visit, given(ONLY))

    visit.press("No, thank you")

    assert visit.url.endswith("/done")
    assert stored(session, CheckIn)[0].completed_at


def test_nobody_is_reminded_of_a_form_about_the_service(given, session: Session):
    given(ONLY)

    assert [one.kind for one in stored(session, Message)] == [MessageKind.INVITATION]


def test_its_link_is_sent_though_there_are_no_measures(given, session: Session, at: datetime):
    given(ONLY)

    [check_in] = stored(session, CheckIn)
    assert check_in.is_asking


def test_it_counts_as_asked(given, session: Session, at: datetime):
    given(BOTH)

    [check_in] = stored(session, CheckIn)
    history = scheduling.histories(session, [check_in.episode])[check_in.episode_id]
    assert [one.measures for one in history.asked] == [("gad7", "prem")]
    state = scheduling.state(
        replace(BOTH, end=("prem",), sessions=1), replace(history, attended=()), at.date()
    )
    assert "prem" not in [key for ask in state.asks if ask.status == "due" for key in ask.measures]


def test_a_stranger_to_the_check_in_opens_no_form(visit: Visit, given, session: Session):
    message = given(BOTH)
    home_of(visit, message)
    token = visit.csrf_token
    reply = visit.another().post(
        f"/check-in/{message.check_in_id}/about-the-service",
        data={"csrf_token": token, "wanted": "answer"},
    )

    assert reply.status_code in (400, 403)


def test_what_is_asked_there_is_what_its_buttons_ask(visit: Visit, given):
    message = given(BOTH)
    home_of(visit, message)
    path = f"/check-in/{message.check_in_id}/about-the-service"

    data = {"csrf_token": visit.csrf_token, "wanted": "everything"}
    assert visit.post(path, data=data).status_code == 400


def answer_form(visit: Visit) -> None:
    """One answer, and off it goes."""
    visit.open("/feedback/questions?q=helped")
    visit.press("Next", **to("helped", "4"))
    visit.open("/feedback/check")
    visit.press("Send my answers")


def answer_gad7(visit: Visit) -> None:
    """All of it."""
    home = visit.url
    visit.open(f"{home}/1?q=1")
    for number in range(1, 8):
        visit.press("Check" if number == 7 else "Next", **answer_to(f"q{number}"))
    visit.press("Send my answers")


def answer_to(item: str) -> dict[str, Any]:
    """The last option."""
    return {item: "3"}
