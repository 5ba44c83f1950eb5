"""Absences on the page: one's own, and for the rota those of the service."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from app.care import Absence, AbsenceReason, Relation
from app.risk import Rung
from app.security import Role

OWN = "/clinic/absences"


def said(page):
    return " ".join(page.main.get_text(" ", strip=True).split())


def test_a_clinician_writes_down_leave_and_sees_what_it_means(visit, make, therapist, session):
    """SAF-09, HAZ-03: it says who acts on alerts, and warns where nobody covers."""
    make.staff(Role.DUTY)
    covered, _alone = make.client(therapist), make.client(therapist)
    make.care_relationship(make.clinician(name="Casey Cover"), covered, relation=Relation.COVER)
    alert = make.alert(client=covered)
    visit.open(OWN)

    page = visit.press("Add", reason="leave", starts_on="2026-03-04", ends_on="6/3/2026")

    text = said(page)
    assert "Leave , 4 Mar 2026 to 6 Mar 2026 Now" in text
    assert "Alerts of 1 client go to Casey Cover." in text
    assert "Nobody covers for 1 client. Their alerts go to the duty team." in text
    assert session.get_one(type(alert), alert.id).rung is Rung.COVER


def test_at_the_weekend_it_says_who_covers_on_monday(visit_as, make, therapist):
    with time_machine.travel(datetime(2026, 3, 7, 12, tzinfo=UTC)):
        casey = make.clinician(name="Casey Cover")
        make.care_relationship(casey, make.client(therapist), relation=Relation.COVER)

        page = visit_as(therapist).open(OWN)

    assert "If it were today Alerts of 1 client go to Casey Cover." in said(page)


@pytest.mark.parametrize(
    ("staff", "words"),
    [
        ([Role.SERVICE_LEAD], "There is no duty team: their alerts go to the service lead."),
        ([], "nobody would act on their alerts"),
    ],
)
def test_saf_09_it_warns_when_nobody_would_act(visit, make, therapist, staff, words):
    make.client(therapist)
    for role in staff:
        make.staff(role)

    assert words in said(visit.open(OWN))


def test_sickness_has_no_end_until_somebody_is_back(visit, session, therapist):
    visit.open(OWN)
    page = visit.press("Add", reason="sickness", starts_on="2026-03-02", ends_on="")
    assert "Sickness , from 2 Mar 2026, no end yet" in said(page)

    page = visit.press("Back at work today")

    assert "No absence is written down." in said(page)
    [absence] = session.scalars(select(Absence))
    assert (absence.reason, absence.ends_on.isoformat()) == (AbsenceReason.SICKNESS, "2026-03-03")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_on": ""}, "Enter the day"),
        ({"starts_on": "soon"}, "Write the day like this"),
        ({"starts_on": "2026-03-04", "ends_on": "never"}, "Write the day like this"),
        ({"starts_on": "2026-03-04", "ends_on": "2026-03-01"}, "not before the first"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(visit, session, typed, words):
    visit.open(OWN)

    page = visit.press("Add", reason="training", **typed)

    assert words in said(page)
    assert page.select_one("input[value=training]").has_attr("checked")
    for name, value in typed.items():
        assert page.select_one(f"input[name={name}]")["value"] == value
    assert session.scalars(select(Absence)).all() == []


def test_what_is_wrong_with_an_absence_leaves_the_working_days_ticked(visit):
    visit.open(OWN)

    page = visit.press("Add", starts_on="")

    ticked = [box["value"] for box in page.select("input[name=days][checked]")]
    assert ticked == ["0", "1", "2", "3", "4"]


def test_the_same_days_twice_are_refused(visit):
    visit.open(OWN)
    visit.press("Add", starts_on="2026-03-04", ends_on="2026-03-05")

    page = visit.press("Add", starts_on="2026-03-05", ends_on="2026-03-07")

    assert "Some of these days are written down already" in said(page)


def test_working_days_are_changed(visit, session, therapist):
    visit.open(OWN)
    page = visit.press("Save these days", days=["0", "2"])
    ticked = [box["value"] for box in page.select("input[name=days][checked]")]
    assert (ticked, session.get_one(type(therapist), therapist.id).works_on) == (["0", "2"], "02")

    page = visit.press("Save these days", days=[])

    assert "Tick at least one day" in said(page)
    assert session.get_one(type(therapist), therapist.id).works_on == "02"


@pytest.mark.parametrize("role", [Role.DUTY, Role.SERVICE_LEAD])
def test_who_looks_after_the_rota_writes_it_down_for_a_colleague(
    visit_as, make, therapist, session, role
):
    visit = visit_as(make.staff(role))
    page = visit.open(OWN)
    assert therapist.name in said(page)

    visit.follow(therapist.name)
    page = visit.press("Add", reason="sickness", starts_on="2026-03-04")

    assert "Robin Therapist Absences" in said(page)
    [absence] = session.scalars(select(Absence))
    assert absence.clinician_id == therapist.id
    assert "Not at work today" in said(visit.open(OWN))


def test_sec_34_nobody_else_sees_or_changes_the_absences_of_others(
    visit_as, make, therapist, visit
):
    elsewhere = make.staff(Role.DUTY, service=make.service(make.the_service().trust))
    colleague = make.clinician(name="Kim Colleague")
    left = make.clinician(left_on=make.today)

    for browser, whom in [(visit_as(elsewhere), therapist), (visit, colleague), (visit, left)]:
        browser.open(OWN)
        data = {"csrf_token": browser.csrf_token, "do": "days", "days": "0"}
        assert browser.get(f"{OWN}/{whom.id}").status_code == 404
        assert browser.post(f"{OWN}/{whom.id}", data=data).status_code == 404
    assert "Colleagues" not in said(visit.open(OWN))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CO_DESIGNER])
def test_sec_33_who_has_no_alerts_has_no_absences_here(visit_as, make, role):
    assert visit_as(make.staff(role)).get(OWN).status_code == 403


def test_another_colleagues_absence_is_not_ended_from_here(visit, make, session, at):
    theirs = Absence(
        clinician_id=make.clinician().id, reason=AbsenceReason.LEAVE, starts_on=at.date()
    )
    session.add(theirs)
    visit.open(OWN)
    mine = visit.page.select_one("form[action*=absences]")["action"]

    refused = visit.post(mine, data={"csrf_token": visit.csrf_token, "back": theirs.id})

    assert refused.status_code == 400
    assert session.get_one(Absence, theirs.id).ends_on is None
