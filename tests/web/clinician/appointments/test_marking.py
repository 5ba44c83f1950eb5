"""Sessions are marked with one press, and corrected."""

import pytest
from sqlalchemy import select

from app.care import Outcome
from app.security import AuditEvent
from tests.web.clinician.appointments.conftest import assert_error, outcomes, said, stored


@pytest.mark.parametrize(
    ("button", "outcome"),
    [
        ("Attended", Outcome.ATTENDED),
        ("Missed", Outcome.MISSED),
        ("Cancelled by the client", Outcome.CANCELLED_BY_CLIENT),
        ("Cancelled by the service", Outcome.CANCELLED_BY_SERVICE),
    ],
)
def test_one_press_marks_a_session_and_it_can_be_corrected_later(
    make, visit, episode, sessions, session, therapist, at, button, outcome
):
    make.appointment(episode, starts_at=at)
    sessions()

    page = visit.press(button)

    assert "Saved." in said(page)
    assert visit.url.endswith("/appointments")
    assert outcomes(session) == [outcome]
    visit.follow("Today, 10:00")
    visit.press("Booked")
    assert outcomes(session) == [Outcome.BOOKED]
    marked = select(AuditEvent.actor_id).where(AuditEvent.event == "appointment.marked")
    assert list(session.scalars(marked)) == [therapist.user_id] * 2


def test_two_therapists_who_mark_one_session_do_not_undo_each_other(
    make, visit, visit_as, episode, sessions, session, client, therapist, at
):
    make.appointment(episode, starts_at=at)
    colleague = make.clinician(therapist.service)
    make.care_relationship(colleague, client)
    sessions()
    other = visit_as(colleague)
    other.open(f"/clinic/clients/{client.id}/appointments")
    other.press("Attended")

    page = visit.press("Missed", status=409)

    words = "Somebody changed this a moment ago. It now says: attended. Look again."
    assert_error(page, words, "session")
    assert "You chose: Missed. It is not saved." in said(page)
    assert outcomes(session) == [Outcome.ATTENDED]
    visit.press("Missed")
    assert outcomes(session) == [Outcome.MISSED]


def test_a_double_press_is_one_press(make, visit, episode, sessions, session, at):
    make.appointment(episode, starts_at=at)
    page, address = sessions(), visit.url
    visit.press("Attended")

    visit.page, visit.url = page, address
    again = visit.press("Attended")

    assert "Saved." in said(again)
    assert stored(session)[0].version == 2


@pytest.mark.parametrize("data", [{}, {"outcome": "cancelled"}, {"outcome": "died"}])
def test_what_is_no_outcome_changes_nothing(make, visit, client, episode, session, data, at):
    appointment = make.appointment(episode, starts_at=at)
    visit.open("/account/")
    path = f"/clinic/clients/{client.id}/appointments/{appointment.id}"

    answer = visit.post(path, data=data | {"version": "1", "csrf_token": visit.csrf_token})

    assert answer.status_code == 400
    assert outcomes(session) == [Outcome.BOOKED]


def test_a_form_without_its_version_is_an_old_one(make, visit, client, episode, session, at):
    appointment = make.appointment(episode, starts_at=at)
    visit.open("/account/")
    path = f"/clinic/clients/{client.id}/appointments/{appointment.id}"

    for version in ("", "x", "²", "9" * 5000, "-1"):
        data = {"outcome": "attended", "version": version, "csrf_token": visit.csrf_token}
        assert visit.post(path, data=data).status_code == 409
    assert outcomes(session) == [Outcome.BOOKED]
