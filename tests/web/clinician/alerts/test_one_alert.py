"""One alert: whose it is, what was answered, and who has seen it."""

from datetime import timedelta

from sqlalchemy import select

from app.actions import close_alert, save_answer
from app.care import ContactPreference
from app.responses import Answer
from app.risk import Alert, AlertState, Deed
from app.security import AuditEvent
from tests.web.clinician.alerts.conftest import ALERTS, address, said, states


def test_saf_18_the_page_says_whose_it_is_and_how_old_it_is(visit, alert):
    page = visit.open(address(alert))

    assert page.h1.text == "Nina Adair"
    text = said(page)
    assert "17 May 1990 (35 years)" in text
    assert "As at 4 March 2026, 10:00" in text
    assert "NHS number" in text


def test_saf_07_every_answer_and_its_time_is_shown(visit, make, alert, session, at):
    answer = Answer("q9", 0, "en", alert.id, tab="again")
    save_answer(session, alert.check_in_id, 1, answer, at=at + timedelta(minutes=1))

    text = said(visit.open(address(alert)))

    assert "Answered 2 times:" in text
    both = "Wed 4 Mar, 10:00: More than half the days (2) then Wed 4 Mar, 10:01: Not at all (0)"
    assert both in text


def test_the_wording_that_was_seen_with_the_published_english_below(
    visit, make, therapist, session, at
):
    check_in = make.check_in(client=make.client(therapist, language="pl"))
    answer = Answer("q9", 3, "pl", check_in.id, tab="1")
    save_answer(session, check_in.id, 1, answer, at=at)
    [alert] = session.scalars(select(Alert))

    page = visit.open(address(alert))

    assert page.select_one(".heard-said[lang=pl]")
    assert "Nearly every day" in said(page)
    assert "an interpreter may be needed" in said(page)


def test_haz_05_what_is_not_answered_is_said_and_whether_it_is_finished(
    visit, make, therapist, session, at
):
    check_in = make.check_in(["core_om", "gad7"], client=make.client(therapist))
    save_answer(session, check_in.id, 1, Answer("q6", 2, "en", check_in.id, tab="1"), at=at)
    save_answer(session, check_in.id, 1, Answer("q9", None, "en", check_in.id, tab="2"), at=at)
    [alert] = session.scalars(select(Alert))

    text = said(visit.open(address(alert)))

    assert "not finished yet , 1 of 34 answered" in text
    assert "question 9: rather not answer" in text
    assert "question 24: not answered yet" in text
    assert "GAD-7 : not started" in text


def test_unsafe_is_said_before_the_number(visit, make, alert, session, at):
    session.add(ContactPreference(client_id=alert.client_id, is_unsafe=True, changed_at=at))

    page = visit.open(address(alert))

    text = said(page)
    assert text.index("Somebody else may answer this phone") < text.index("07700 900123")
    assert page.select_one("a[href^='tel:']")["href"] == "tel:07700900123"


def test_saf_08_opening_it_is_not_acting_on_it(visit, alert, session, therapist):
    """HAZ-02: it stays in the list, and by the same clock."""
    page = visit.open(address(alert))

    assert states(session) == [AlertState.SEEN]
    assert "opened, not taken up" in said(page)
    assert "To take up: 1" in said(visit.open(ALERTS))
    assert session.get_one(Alert, alert.id).seen_by == therapist.user_id


def test_sec_39_who_is_on_duty_opens_it_as_duty_cover_and_sees_no_more(
    visit_as, duty, alert, session
):
    page = visit_as(duty).open(address(alert))

    assert not page.select(f"a[href='/clinic/clients/{alert.client_id}']")
    found = select(AuditEvent).where(AuditEvent.event == "alert.viewed")
    [viewed] = session.scalars(found)
    assert (viewed.subject_id, viewed.actor_id) == (alert.client_id, duty.user_id)
    assert viewed.detail == "duty cover"


def test_who_looks_after_the_client_finds_the_way_to_the_record(visit, alert, session):
    page = visit.open(address(alert))

    assert page.select(f"a[href='/clinic/clients/{alert.client_id}']")
    [viewed] = session.scalars(select(AuditEvent).where(AuditEvent.event == "alert.viewed"))
    assert viewed.detail == ""


def test_the_last_alert_and_what_was_done_then(visit, make, alert, therapist, session, at):
    close_alert(session, alert, [Deed.SPOKE], "Safe today.", user=therapist.user, at=at)
    later = make.alert(client=alert.client, at=at + timedelta(minutes=5))

    text = said(visit.open(address(later)))

    before = text[text.index("The last alert before this one") :]
    assert "Closed , Robin Therapist Spoke with the client Safe today." in before
