"""The duty page: which alerts there are, whose turn it is, and what is late."""

from datetime import UTC, datetime, timedelta

from app.actions import act_on_alert, ask_for_contact, disable_user
from app.care import Absence, AbsenceReason, Relation
from app.risk import ContactWish, Deed
from tests.statements import statements
from tests.web.clinician.alerts.conftest import ALERTS, address, said, words


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


def test_who_is_on_duty_begins_on_the_duty_page(visit_as, duty):
    duty.user.mf_recovery_codes = ["a code"]

    visit = visit_as(duty)
    page = visit.open("/account/after-sign-in")

    assert page.h1.text == "Alerts"
    assert "Caseload" not in page.select_one(".heard-tools").text
