"""What a client will be asked next and when, and changing it for one person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import change_plan, run_schedule
from app.care import AppointmentStatus
from app.scheduling import Decided, Occasion, Plan, PlanDecision, askable_keys

PLAN = Plan(start=("phq9",), routine=("phq9",), middle=("ders", "prem"), sessions=16)


@pytest.fixture
def client(make, therapist):
    return make.client(therapist, given_name="Amira")


@pytest.fixture
def episode(make, session, client, by, at):
    """A course of two weeks, with two attended sessions, on a pathway with a plan."""
    episode = make.episode(client, started_on=make.today - timedelta(days=14))
    change_plan(session, episode.pathway_id, PLAN, known=askable_keys(), changes=0, reason="first",
                by=by, at=at)  # fmt: skip
    for days in (8, 1):
        make.appointment(episode, starts_at=at - timedelta(days=days),
                         status=AppointmentStatus.ATTENDED)  # fmt: skip
    return episode


@pytest.fixture
def page_of(visit, client):
    return lambda: visit.open(f"/clinic/clients/{client.id}/schedule")


def said(page) -> list[str]:
    return [li.get_text(" ", strip=True) for li in page.select("section ul li")]


def test_every_occasion_says_how_it_stands_and_why(page_of, episode):
    assert said(page_of()) == [
        "Start Due Its time has come. PHQ-9",
        "Every few sessions Waiting After the check-in that is open or due now. PHQ-9",
        "Mid-way Waiting After 6 more attended sessions. DERS, Experience form",
    ]


def test_what_was_asked_is_open_with_its_day(page_of, episode, session, at):
    run_schedule(session, at=at, days=7)

    assert "Start Open Asked 4 Mar 2026, not answered. PHQ-9" in said(page_of())


def test_a_pathway_without_a_plan_says_what_to_do(page_of, make, client):
    make.episode(client)

    assert "Your administrator can make one." in page_of().main.get_text()


@pytest.mark.parametrize(
    ("kind", "filled", "kept"),
    [
        (Decided.SKIP, {}, {}),
        (Decided.DEFER, {"until": "2026-03-20"}, {"until": "2026-03-20"}),
        (Decided.ADD, {"measures": "pcl5"}, {"measures": ["pcl5"]}),
        (Decided.BRING_FORWARD, {"until": "2026-03-20"}, {"until": None}),
    ],
)
def test_a_change_is_kept_with_its_reason_and_shown(
    visit, page_of, episode, session, therapist, kind, filled, kept
):
    page_of()

    values = {"kind": kind.value, "occasion": "start", "reason": "She asked for it"}
    visit.press("Change the plan", **values | filled)

    [row] = session.scalars(select(PlanDecision)).all()
    assert (row.kind, row.occasion, row.reason) == (kind, Occasion.START, "She asked for it")
    assert row.decided_by == therapist.user_id
    stored = {"until": row.until and row.until.isoformat(), "measures": row.measures}
    assert {name: stored[name] for name in kept} == kept
    text = page_of().main.get_text(" ", strip=True)
    assert "She asked for it" in text
    assert therapist.name in text


@pytest.mark.parametrize(
    ("filled", "error"),
    [
        ({"kind": ""}, "Choose what should change"),
        ({"reason": " "}, "Write the reason, so that colleagues understand"),
        ({"kind": "defer"}, "Enter a day after today"),
        ({"kind": "defer", "until": "2026-03-04"}, "Enter a day after today"),
        ({"kind": "defer", "until": "soon"}, "Enter a day after today"),
        ({"kind": "add"}, "Choose at least one questionnaire"),
    ],
)
def test_ACC_07_what_is_missing_is_said_above_and_beside_it_and_nothing_is_lost(
    visit, page_of, episode, session, filled, error
):
    page_of()

    values = {"kind": "skip", "occasion": "middle", "reason": "Too unwell"}
    page = visit.press("Change the plan", **values | filled)

    assert page.title.get_text().startswith("Error:")
    assert error in page.select_one(".nhsuk-error-summary").get_text()
    assert error in page.select_one(".nhsuk-error-message").get_text()
    assert page.select_one("option[selected]")["value"] == "middle"
    assert session.scalars(select(PlanDecision)).all() == []


def test_with_two_courses_the_change_is_made_in_the_one_that_was_chosen(
    page_of, visit, make, client, episode, session, by, at
):
    newer = make.episode(client, started_on=make.today)
    change_plan(session, newer.pathway_id, PLAN, known=askable_keys(), changes=0, reason="first",
                by=by, at=at)  # fmt: skip
    page_of()

    visit.press("Change the plan", course=str(episode.id), kind="skip", occasion="routine",
                reason="asked on paper")  # fmt: skip

    assert session.scalars(select(PlanDecision.episode_id)).all() == [episode.id]


def test_a_newer_course_that_has_ended_hides_no_older_one(
    page_of, visit, make, client, episode, session
):
    make.episode(client, started_on=make.today, ended_on=make.today)
    page_of()

    visit.press("Change the plan", kind="skip", occasion="routine", reason="asked on paper")

    assert session.scalars(select(PlanDecision.episode_id)).all() == [episode.id]


def test_of_a_course_that_has_ended_nothing_can_be_changed(make, client, visit, page_of, episode):
    episode.ended_on = make.today
    make.session.commit()

    assert page_of().select("form[novalidate]") == []
