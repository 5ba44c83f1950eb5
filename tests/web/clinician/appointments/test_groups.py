"""One list for a whole group."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care import Client, Outcome
from tests.web.clinician.appointments.conftest import assert_error, outcomes, said, stored


@pytest.fixture
def group(make, therapist):
    """A group with three members of the therapist's."""
    group = make.group(make.pathway(therapist.service, name="STEPPS-EI"), name="Spring group")
    for name in ("Ada", "Ben", "Cy"):
        client = make.client(therapist, given_name=name, family_name="Member")
        make.episode(client, pathway=group.pathway, group_id=group.id)
    return group


@pytest.fixture
def attendance(visit, group, at):
    """The list of today's session, which was added for everybody."""
    visit.open(f"/clinic/groups/{group.id}")
    visit.press("Add", day="2026-03-04", time="10:00")
    return visit.follow("Today, 10:00")


def test_who_has_nobody_in_a_group_is_not_offered_any(visit, client):
    assert "Group attendance" not in said(visit.open("/clinic/"))
    assert "None of your clients is in a group." in said(visit.open("/clinic/groups"))


def test_the_caseload_leads_to_a_groups_list(visit, group, attendance):
    visit.open("/clinic/")
    visit.follow("Group attendance")

    page = visit.follow("Spring group")

    assert "Today, 10:00 Who" not in said(page)
    assert "3 clients" in said(page)
    assert "3 not marked" in said(page)


def test_a_member_of_a_group_has_a_link_to_its_list_on_their_own_page(visit, group, session):
    [ada] = [c for c in clients(session) if c.given_name == "Ada"]

    visit.open(f"/clinic/clients/{ada.id}/appointments")

    assert visit.follow("Group attendance").h1.text == "Spring group"


def clients(session):
    return session.scalars(select(Client)).all()


def chosen(page):
    """What the list shows as chosen, by name."""
    return {
        fieldset.legend.text: fieldset.select_one("input[checked]")["value"]
        for fieldset in page.select("main fieldset")
    }


def test_everybody_is_marked_attended_then_single_ones_changed_and_saved_with_one_press(
    visit, attendance, session
):
    page = visit.follow("Mark everybody attended")
    assert set(chosen(page).values()) == {"attended"}
    assert outcomes(session) == [Outcome.BOOKED] * 3
    [ben] = [f for f in page.select("main fieldset") if "Ben" in f.text]
    name = ben.select_one("input[type=radio]")["name"]

    page = visit.press("Save", **{name: "missed"})

    assert "3 changes saved." in said(page)
    assert chosen(page) == {"Ada Member": "attended", "Ben Member": "missed",
                            "Cy Member": "attended"}  # fmt: skip
    assert sorted(outcomes(session)) == [Outcome.ATTENDED, Outcome.ATTENDED, Outcome.MISSED]
    assert "Nothing was changed." in said(visit.press("Save"))


def radio(page, name):
    [fieldset] = [f for f in page.select("main fieldset") if name in f.text]
    return fieldset.select_one("input[type=radio]")["name"]


def test_two_therapists_with_one_list_keep_what_each_of_them_typed(
    make, visit, visit_as, attendance, session, group, therapist
):
    colleague = make.clinician(therapist.service)
    for client in clients(session):
        make.care_relationship(colleague, client)
    other = visit_as(colleague)
    other.open(visit.url)
    other.press("Save", **{radio(attendance, "Ada"): "attended", radio(attendance, "Cy"): "missed"})

    page = visit.press(
        "Save", **{radio(attendance, "Ada"): "missed", radio(attendance, "Ben"): "attended"}
    , status=409)  # fmt: skip

    assert_error(page, "It now says: attended. Look again.")
    assert page.select_one(".nhsuk-error-summary a")["href"].startswith("#of-")
    assert chosen(page)["Ada Member"] == "missed"
    assert chosen(page)["Ben Member"] == "attended"
    assert chosen(page)["Cy Member"] == "missed"
    assert sorted(outcomes(session)) == [Outcome.ATTENDED, Outcome.BOOKED, Outcome.MISSED]
    visit.press("Save")
    assert sorted(outcomes(session)) == [Outcome.ATTENDED, Outcome.MISSED, Outcome.MISSED]


def test_whom_nobody_touched_stays_as_somebody_else_marked_them(
    make, visit, visit_as, attendance, session, therapist
):
    colleague = make.clinician(therapist.service)
    for client in clients(session):
        make.care_relationship(colleague, client)
    other = visit_as(colleague)
    other.open(visit.url)
    other.press("Save", **{radio(attendance, "Ada"): "attended"})

    page = visit.press("Save", **{radio(attendance, "Ben"): "missed"})

    assert "1 change saved." in said(page)
    assert sorted(outcomes(session)) == [Outcome.ATTENDED, Outcome.BOOKED, Outcome.MISSED]


def test_who_joined_later_or_left_is_not_on_the_list(make, visit, attendance, group, therapist):
    for name, values in {
        "Late": {"started_on": make.today + timedelta(days=1)},
        "Gone": {"ended_on": make.today - timedelta(days=1)},
    }.items():
        client = make.client(therapist, given_name=name)
        make.episode(client, pathway=group.pathway, group_id=group.id, **values)
    visit.open(f"/clinic/groups/{group.id}")

    again = visit.press("Add", day="2026-03-04", time="10:00")
    page = visit.open(f"/clinic/groups/{group.id}/20260304T100000Z")

    assert_error(again, "Nobody to add: everybody in the group that day has this session", "day")
    assert list(chosen(page)) == ["Ada Member", "Ben Member", "Cy Member"]


def test_sec_34_a_list_shows_only_those_on_the_therapists_caseload(
    make, visit, group, therapist, session, at
):
    elsewhere = make.client(make.clinician(therapist.service), given_name="Unseen")
    theirs = make.episode(elsewhere, pathway=group.pathway, group_id=group.id)
    make.appointment(theirs, starts_at=at)
    page = visit.open(f"/clinic/groups/{group.id}")
    assert "1 person in the group is not on your caseload, and not shown here." in said(page)

    visit.press("Add", day="2026-03-04", time="10:00")

    assert len(stored(session)) == 1 + 3
    page = visit.follow("Today, 10:00")
    assert "Unseen" not in page.text


def test_somebody_who_is_elsewhere_then_is_named(make, visit, group, therapist, session, at):
    [ada] = [c for c in clients(session) if c.given_name == "Ada"]
    own = make.episode(ada, pathway=make.pathway(therapist.service))
    make.appointment(own, starts_at=at + timedelta(minutes=5))
    visit.open(f"/clinic/groups/{group.id}")

    page = visit.press("Add", day="2026-03-04", time="10:00")

    assert_error(page, "Ada Member: Today, 10:00 is less than 10 minutes from another", "day")
    assert len(stored(session)) == 1


@pytest.mark.parametrize("moment", ["20260304T100001Z", "today", "20269904T100000Z"])
def test_a_session_that_is_not_there(visit, group, attendance, moment):
    assert visit.get(f"/clinic/groups/{group.id}/{moment}").status_code == 404
