"""What is done about an alert: acting on it, closing it, passing it on."""

from datetime import timedelta

import pytest

from app.actions import act_on_alert, close_alert, save_answer
from app.responses import Answer
from app.risk import Alert, AlertState, Deed, Rung
from app.security import Role
from tests.web.clinician.alerts.conftest import SPOKE, address, said, states, words


def test_saf_08_acting_on_it_needs_a_tick_and_a_note(visit, alert, session):
    visit.open(address(alert))

    page = visit.press("I am acting on this", note="Only a note")

    assert "Tick what you do or did" in said(page)
    assert page.select_one("textarea").text.strip() == "Only a note"
    page = visit.press("I am acting on this", deeds=["calling", "gp"], note="  ")
    assert "Write a note" in said(page)
    ticked = [box["value"] for box in page.select("input[name=deeds][checked]")]
    assert ticked == ["calling", "gp"]
    assert states(session) == [AlertState.SEEN]


def test_saf_08_who_acts_is_named_with_what_they_did(visit, alert, session):
    visit.open(address(alert))

    page = visit.press("I am acting on this", **SPOKE)

    assert states(session) == [AlertState.ACTING]
    assert "You have this alert in hand" in said(page)
    course = said(page)[said(page).index("What happened so far") :]
    assert "Acting on it , Robin Therapist Spoke with the client We talked. Safe today." in course


def test_more_can_be_added_and_then_it_is_closed(visit, alert, session):
    visit.open(address(alert))
    visit.press("I am acting on this", deeds=["calling"], note="Calling.")
    visit.press("Add this", deeds=["no_answer"], note="No answer.")

    page = visit.press("Close", deeds=["no_answer"], note="No answer.")
    assert "closes no alert" in said(page)
    page = visit.press("Close", **SPOKE)

    assert states(session) == [AlertState.CLOSED]
    assert not page.select("textarea")
    assert len(session.get_one(Alert, alert.id).steps) == 5


@pytest.mark.parametrize("button", ["Close", "I am acting on this"])
def test_somebody_was_faster_shows_what_they_did_and_keeps_the_text(
    visit, visit_as, duty, alert, session, at, button
):
    """HAZ-02: two colleagues never do the same thing without knowing of each other."""
    visit.open(address(alert))
    act_on_alert(session, alert, [Deed.CRISIS_TEAM], "They visit.", user=duty.user, at=at)

    page = visit.press(button, status=409, **SPOKE)

    meanwhile = words(page.select_one(".nhsuk-error-summary"))
    assert "Dana Duty Contacted the crisis team They visit." in meanwhile
    assert page.select_one("textarea").text.strip() == SPOKE["note"]
    assert page.select_one("input[value=spoke]").has_attr("checked")
    assert states(session) == [AlertState.ACTING]
    visit.press("Close")
    assert states(session) == [AlertState.CLOSED]


def test_haz_06_what_came_in_unseen_is_never_closed_with_the_rest(visit, alert, session, at):
    visit.open(address(alert))
    answer = Answer("q9", 3, "en", alert.id, tab="again")
    save_answer(session, alert.check_in_id, 1, answer, at=at + timedelta(minutes=1))

    page = visit.press("Close", status=409, **SPOKE)

    meanwhile = words(page.select_one(".nhsuk-error-summary"))
    assert "Nearly every day" in meanwhile
    assert states(session) == [AlertState.SEEN]


def test_who_is_on_duty_learns_that_it_was_closed_and_keeps_the_text(
    visit_as, duty, alert, therapist, session, at
):
    visit = visit_as(duty)
    visit.open(address(alert))
    close_alert(session, alert, [Deed.SPOKE], "Safe.", user=therapist.user, at=at)

    page = visit.press("I am acting on this", status=409, **SPOKE)

    assert "Nothing was saved: the alert is closed." in said(page)
    assert SPOKE["note"] in said(page)
    assert visit.get(address(alert)).status_code == 404


def test_pressing_twice_is_acting_once(visit, alert, session):
    visit.open(address(alert))
    first = visit.page
    visit.press("I am acting on this", **SPOKE)
    visit.page = first

    visit.press("I am acting on this", status=409, **SPOKE)

    assert len(session.get_one(Alert, alert.id).steps) == 3


def test_saf_09_it_is_passed_on_with_a_note_and_what_was_tried(visit, duty, alert, session):
    visit.open(address(alert))
    page = visit.press("Pass to the duty team", deeds=["no_answer"])
    assert "Write a note" in said(page)

    page = visit.press("Pass to the duty team", note="I am in session until four.")

    assert session.get_one(Alert, alert.id).rung is Rung.DUTY
    assert "With the duty team: a colleague passed it on (Dana Duty)" in said(page)
    assert "Called, no answer I am in session until four." in said(page)


def test_nobody_is_offered_a_rung_on_which_nobody_stands(visit, make, alert):
    assert "Pass to" not in said(visit.open(address(alert)))

    make.staff(Role.SERVICE_LEAD)

    page = visit.open(address(alert))
    assert "Pass to the service lead" in said(page)
    assert "Pass to the duty team" not in said(page)


def test_a_rung_that_is_empty_by_now_keeps_the_text(visit, duty, alert, session):
    visit.open(address(alert))
    duty.user.active = False
    session.commit()

    page = visit.press("Pass to the duty team", note="I am in session.")

    assert "Nobody is there to pass it to" in said(page)
    assert page.select_one("textarea").text.strip() == "I am in session."


@pytest.mark.parametrize(
    "form", [{}, {"do": "judge"}, {"do": "act", "deeds": "nonsense", "note": "x"}]
)
def test_what_no_button_sends_does_nothing(visit, alert, session, form):
    visit.open(address(alert))

    response = visit.post(address(alert), data={"csrf_token": visit.csrf_token, **form})

    assert response.status_code in (200, 400)
    assert states(session) == [AlertState.SEEN]
