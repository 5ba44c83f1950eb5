"""Sessions are added, one or a series, and what cannot be is said."""

from datetime import timedelta

import pytest

from app.care import Outcome
from tests.web.clinician.appointments.conftest import WEEK, assert_error, outcomes, said, stored


def test_one_session_is_added(visit, form, session):
    page = visit.press("Add", day="2026-03-12", time="14:30")

    assert "1 session added." in said(page)
    assert [f"{a.starts_at:%d %H:%M}" for a in stored(session)] == ["12 14:30"]


def test_rel_11_a_series_over_the_clock_change_stays_at_its_time(visit, form, session):
    page = visit.press("Add", day="19/03/2026", time="14.30", repeat="weekly", times="3")

    assert "3 sessions added." in said(page)
    assert said(page).count("14:30") == 3
    assert [a.starts_at.hour for a in stored(session)] == [14, 14, 13]


def test_every_two_weeks(visit, form, session, at):
    visit.press("Add", day="2026-03-12", time="14:30", repeat="fortnightly", times="2")

    first, second = stored(session)
    assert second.starts_at - first.starts_at == timedelta(days=14)


def test_a_session_that_has_been_can_be_written_down_later(visit, form, session):
    page = visit.press("Add", day="2026-02-04", time="14:30", outcome="attended")

    assert outcomes(session) == [Outcome.ATTENDED]
    assert "Attended" in said(page)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"day": ""}, "day", "Enter the day"),
        ({"day": "soon"}, "day", "Write the day like this: 12/3/2026"),
        ({"time": ""}, "time", "Enter the time"),
        ({"time": "26:00"}, "time", "Write the time like this: 14:30"),
        ({"repeat": "weekly"}, "times", "Enter how many sessions there are"),
        ({"repeat": "weekly", "times": "0"}, "times", "Enter how many sessions there are"),
        ({"repeat": "weekly", "times": "201"}, "times", "A series has at most 200 sessions."),
        ({"repeat": "weekly", "times": "many"}, "times", "Write how many sessions, as a number"),
        ({"day": "2025-03-12"}, "day", "is before this course of care began."),
        ({"day": "2126-03-12"}, "day", "is more than ten years ahead."),
        ({"day": "9999-12-31", "repeat": "weekly", "times": "9"}, "day", "Write the day"),
        ({"outcome": "attended"}, "day", "is still to come. Nobody can have attended"),
        ({"day": "2026-03-11", "time": "10:00"}, "day", "There is a session at this time already"),
        ({"day": "2026-03-11", "time": "10:05"}, "day", "is less than 10 minutes from another"),
        ({"day": "2026-03-29", "time": "01:30"}, "day", "The clocks go forward on 29 Mar 2026."),
    ],
)
def test_ACC_07_what_cannot_be_is_said_and_nothing_typed_is_lost(
    make, visit, form, session, episode, at, typed, field, words
):
    make.appointment(episode, starts_at=at + WEEK)
    typed = {"day": "2026-03-12", "time": "14:30"} | typed

    page = visit.press("Add", **typed)

    assert_error(page, words, field)
    assert len(stored(session)) == 1
    kept = visit._filled(page.select_one("main form"))
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}


def test_a_series_with_many_faults_says_a_few_of_them(visit, form):
    page = visit.press("Add", day="2025-03-12", time="14:30", repeat="weekly", times="20")

    assert len(page.select(".nhsuk-error-summary li")) == 6
    assert "15 more have a problem." in page.select_one(".nhsuk-error-summary").text


def test_with_two_courses_one_is_chosen(make, visit, client, episode, therapist, session):
    other = make.episode(client, pathway=make.pathway(therapist.service, name="DBT"))
    visit.open(f"/clinic/clients/{client.id}/appointments/add")

    page = visit.press("Add", day="2026-03-12", time="14:30", episode=other.id)

    assert [a.episode_id for a in stored(session)] == [other.id]
    assert "DBT" in said(page)


def test_anothers_course_cannot_be_chosen(make, visit, form, session):
    page = visit.press("Add", day="2026-03-12", time="14:30", episode=make.episode().id)

    assert page.title.text.startswith("Error: ")
    assert stored(session) == []


def test_who_has_died_has_sessions_that_were_and_none_to_come(make, visit, client, form, session):
    client.died_on = make.today - WEEK

    page = visit.press("Add", day="2026-03-12", time="14:30")
    assert_error(page, "is after the client died.", "day")
    visit.press("Add", day="2026-02-11", time="14:30", outcome="attended")

    assert outcomes(session) == [Outcome.ATTENDED]
