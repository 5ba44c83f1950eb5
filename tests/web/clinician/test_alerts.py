"""The duty page and one alert: what there is to know, whose turn it is, and what is done."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import risk
from app.actions import (
    act_on_alert,
    ask_for_contact,
    close_alert,
    disable_user,
    pass_alert_on,
    save_answer,
)
from app.care import Absence, AbsenceReason, ContactPreference, Relation
from app.responses import Answer
from app.risk import Alert, AlertState, ContactWish, Deed, FollowUp, FollowUpPreference, Rung
from app.security import AuditEvent, Role
from tests.statements import statements

ALERTS = "/clinic/alerts"
SPOKE = {"deeds": ["spoke"], "note": "We talked. Safe today."}


@pytest.fixture
def duty(make):
    """Somebody of the duty team who looks after nobody."""
    return make.staff(Role.DUTY, name="Dana Duty")


@pytest.fixture
def alert(make, therapist):
    """An alert of one of the therapist's own clients, raised on Wednesday at ten."""
    return make.alert(client=make.client(therapist, given_name="Nina", family_name="Adair"))


def address(alert):
    return f"{ALERTS}/{alert.id}"


def words(tag):
    return " ".join(tag.get_text(" ", strip=True).split())


def said(page):
    return words(page.main)


def states(session):
    session.expire_all()
    return [alert.state for alert in session.scalars(select(Alert).order_by(Alert.raised_at))]


# ---- the duty page


def test_saf_10_the_duty_page_lists_every_open_alert_of_the_service(
    make, visit_as, duty, therapist
):
    for name in ("Ada", "Bea"):
        make.alert(client=make.client(therapist, given_name=name))
    make.alert(client=make.client(trust=make.the_service().trust, given_name="Cem"))

    page = visit_as(duty).open(ALERTS)

    names = [heading.text.split()[0] for heading in page.select("h3")]
    assert sorted(names) == ["Ada", "Bea", "Cem"]
    assert "To take up: 3" in said(page)


def test_haz_02_overdue_alerts_stand_first_and_say_so_in_words(make, visit_as, duty, therapist):
    old = make.client(therapist, given_name="Late")
    make.alert(client=make.client(therapist, given_name="Fresh"))
    make.alert(client=old, at=datetime(2026, 3, 3, 9, 30, tzinfo=UTC))

    page = visit_as(duty).open(ALERTS)

    assert [heading.text.split()[0] for heading in page.select("h3")] == ["Late", "Fresh"]
    first, second = (words(row) for row in page.select(".heard-alerts > li"))
    assert "Overdue Was to be taken up by Tue 3 Mar, 13:30, 4 h 30 min of working time ago" in first
    assert "Take up by Wed 4 Mar, 14:00, in 4 h of working time" in second
    assert "Overdue" not in second
    assert "To take up: 2, 1 overdue" in said(page)


def test_a_row_says_who_when_what_and_with_whom_it_is(make, visit_as, duty, alert, session, at):
    ask_for_contact(
        session, alert.check_in_id, ContactWish.MORNING, client_id=alert.client_id, at=at
    )

    page = visit_as(duty).open(ALERTS)

    row = words(page.select_one(".heard-alerts > li"))
    for part in (
        "Nina Adair", "born 17 May 1990 (35 years)", "With the own clinician (Robin Therapist)",
        "not opened yet", "The client said: “Please call in the morning”",
        "PHQ-9 , question 9; questionnaire not finished yet",
        "Thoughts that you would be better off dead",
        "Answered: Wed 4 Mar, 10:00: More than half the days (2)",
    ):  # fmt: skip
        assert part in row


def test_haz_03_the_row_says_who_covers_and_why_it_is_with_the_duty_team(
    make, visit_as, duty, therapist, session, at
):
    session.add(Absence(clinician_id=therapist.id, reason=AbsenceReason.LEAVE, starts_on=at.date()))
    covered, alone = make.client(therapist), make.client(therapist)
    make.care_relationship(make.clinician(name="Casey Cover"), covered, relation=Relation.COVER)
    make.alert(client=covered)
    make.alert(client=alone)

    text = said(visit_as(duty).open(ALERTS))

    assert "With the cover: nobody nearer to the client is at work (Casey Cover)" in text
    assert "With the duty team: nobody nearer to the client is at work" in text


def test_what_somebody_has_in_hand_stands_apart(
    make, visit_as, duty, alert, therapist, session, at
):
    act_on_alert(session, alert, [Deed.CALLING], "Calling.", user=therapist.user, at=at)

    page = visit_as(duty).open(ALERTS)

    assert "To take up: 0" in said(page)
    assert "In hand: 1 Nina Adair" in said(page)
    assert "In hand: Robin Therapist, since Wed 4 Mar, 10:00" in said(page)


def test_haz_03_what_was_in_hand_of_somebody_who_left_is_to_be_taken_up(
    make, visit_as, duty, alert, therapist, session, by, at
):
    act_on_alert(session, alert, [Deed.CALLING], "Calling.", user=therapist.user, at=at)
    disable_user(session, therapist.user, by=by, at=at)
    visit = visit_as(duty)

    text = said(visit.open(ALERTS))

    assert "To take up: 1 Nina Adair" in text
    assert "With the duty team" in text
    assert "whoever took it up is away or has left" in text
    assert "whoever took it up is away or has left" in said(visit.open(address(alert)))


def test_haz_09_names_alike_are_marked(make, visit_as, duty, therapist):
    for given in ("Nina", "Nora"):
        make.alert(client=make.client(therapist, given_name=given, family_name="Adair"))

    page = visit_as(duty).open(ALERTS)

    assert len(page.select(".heard-alerts .nhsuk-tag--white")) == 2


def test_who_has_two_alerts_is_not_like_named_with_themselves(make, visit_as, duty, alert, at):
    make.alert(check_in=make.check_in(client=alert.client), at=at + timedelta(minutes=1))

    page = visit_as(duty).open(ALERTS)

    assert len(page.select(".heard-alerts > li")) == 2
    assert not page.select(".heard-alerts .nhsuk-tag--white")


def test_the_duty_page_takes_as_many_queries_for_twenty_alerts_as_for_two(
    make, visit_as, duty, therapist, app
):
    visit = visit_as(duty)

    def queries():
        with statements(app.extensions["engine"]) as asked:
            visit.open(ALERTS)
        return len(asked)

    for _ in range(2):
        make.alert(client=make.client(therapist))
    queries()
    few = queries()
    for _ in range(18):
        make.alert(client=make.client(therapist))

    assert queries() == few


# ---- one alert


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


# ---- what is done


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


# ---- what the client says helps


@pytest.fixture
def preference(session, alert, at):
    session.add(
        FollowUpPreference(
            client_id=alert.client_id, follow_up=FollowUp.MESSAGE, said_at=at - timedelta(days=9)
        )
    )
    newest = FollowUpPreference(client_id=alert.client_id, follow_up=FollowUp.CALL, said_at=at)
    session.add(newest)
    session.commit()
    return newest


def test_the_own_clinician_agrees_with_what_the_client_says_helps(
    visit, alert, preference, session, therapist
):
    assert "a call , said on 4 Mar 2026; no clinician has agreed to it yet" in (
        said(visit.open(address(alert)))
    )

    page = visit.press("I agree to it")

    assert "agreed by Robin Therapist, 4 Mar 2026" in said(page)
    assert (preference.is_agreed, preference.reviewed_by) == (True, therapist.user_id)
    assert "3 Mar" not in said(page)
    assert "23 Feb 2026: a message" in said(page)
    [row] = session.scalars(select(AuditEvent).where(AuditEvent.event == "follow_up.reviewed"))
    assert (row.subject_id, row.detail) == (preference.id, "agreed")
    page = visit.press("I do not agree")
    assert "not agreed by Robin Therapist" in said(page)


def test_nobody_else_agrees_to_it(visit_as, duty, alert, preference, session):
    visit = visit_as(duty)
    page = visit.open(address(alert))
    assert "I agree" not in said(page)

    data = {"csrf_token": visit.csrf_token, "said": preference.id, "agreed": "yes"}
    refused = visit.post(f"{address(alert)}/follow-up", data=data)

    assert refused.status_code == 404
    assert preference.reviewed_at is None


def test_an_older_wish_is_not_agreed_to(visit, alert, preference, session, at):
    visit.open(address(alert))
    session.add(
        FollowUpPreference(
            client_id=alert.client_id,
            follow_up=FollowUp.NEXT_SESSION,
            said_at=at + timedelta(minutes=1),
        )
    )

    page = visit.press("I agree to it")

    assert "The client has said something else since" in said(page)
    assert preference.reviewed_at is None


# ---- on every other page


@pytest.fixture
def pages(make, therapist):
    client = make.client(therapist)
    about = f"/clinic/clients/{client.id}"
    return ["/clinic/", about, f"{about}/contact", f"{about}/appointments", f"{about}/schedule",
            f"{about}/check-in", "/clinic/groups"]  # fmt: skip


def test_every_page_says_that_something_waits_until_it_is_closed(
    visit, pages, alert, therapist, session, at
):
    for path in pages:
        page = visit.open(path)
        assert "1 alert waits for you to act." in page.text, path
        assert page.select_one(".heard-tools a[href='/clinic/alerts']").text == "Alerts (1)"

    close_alert(session, alert, [Deed.SPOKE], "Safe.", user=therapist.user, at=at)

    for path in pages:
        page = visit.open(path)
        assert "waits for you" not in page.text, path
        assert page.select_one(".heard-tools a[href='/clinic/alerts']").text == "Alerts"


def test_what_a_colleague_has_to_act_on_is_no_banner_here(visit, make, pages, duty, at, session):
    alert = make.alert()

    assert "waits for you" not in visit.open("/clinic/").text
    pass_alert_on(session, alert, Rung.DUTY, "In session.", user=alert.owner.user, at=at)
    assert "waits for you" not in visit.open("/clinic/").text


def test_at_the_weekend_it_is_the_turn_of_who_works_on_monday(visit_as, make, therapist):
    with time_machine.travel(datetime(2026, 3, 7, 12, tzinfo=UTC)) as _:
        make.staff(Role.SERVICE_LEAD)
        make.alert(clinician=therapist, at=datetime(2026, 3, 7, 12, tzinfo=UTC))

        assert "1 alert waits for you to act." in visit_as(therapist).open("/clinic/").text


def test_the_banner_takes_one_query_however_many_alerts_there_are(
    make, therapist, engine, session, duty, at
):
    def queries():
        session.expire_all()
        whom = session.get_one(type(therapist), therapist.id)
        assert whom.user
        assert whom.service
        with statements(engine) as asked:
            count = len(risk.own_alerts(session, whom, on=at.date()))
        return count, len(asked)

    assert queries() == (0, 1)
    for _ in range(4):
        make.alert(client=make.client(therapist))
    assert queries() == (4, 1)


def test_the_caseload_and_the_record_lead_to_the_alert(visit, alert, therapist, session, at):
    page = visit.open("/clinic/")
    assert page.select(f".heard-caseload a[href='{address(alert)}']")
    close_alert(session, alert, [Deed.SPOKE], "Safe.", user=therapist.user, at=at)

    page = visit.open("/clinic/")
    assert not page.select(f".heard-caseload a[href='{address(alert)}']")
    page = visit.open(f"/clinic/clients/{alert.client_id}")

    assert "1 closed alert" in said(page)
    assert "Spoke with the client" in said(page)
    assert "Closed" in said(visit.follow("of Wed 4 Mar, 10:00"))


def test_who_is_on_duty_begins_on_the_duty_page(visit_as, duty):
    duty.user.mf_recovery_codes = ["a code"]

    visit = visit_as(duty)
    page = visit.open("/account/after-sign-in")

    assert page.h1.text == "Alerts"
    assert "Caseload" not in page.select_one(".heard-tools").text
