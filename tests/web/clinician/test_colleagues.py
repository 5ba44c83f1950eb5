"""Colleagues see a client: handing over, and cover while somebody is away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import care
from app.care import CareRelationship, Relation

DAY = timedelta(days=1)


@pytest.fixture
def client(make, therapist):
    return make.client(therapist)


@pytest.fixture
def colleague(make, therapist):
    return make.clinician(therapist.service, name="Noor Colleague", profession="Psychologist")


@pytest.fixture
def courses(visit, client):
    visit.open(f"/clinic/clients/{client.id}/courses")
    return visit


def errors(visit) -> list[str]:
    return [li.get_text(" ", strip=True) for li in visit.page.select(".nhsuk-error-summary li")]


def sees(session, clinician, client, on) -> bool:
    return care.find_client(session, client.id, seen_by=clinician, on=on) is not None


def test_a_client_is_handed_over_from_a_day_to_come(
    courses, make, therapist, colleague, client, session
):
    courses.follow("Hand over to a colleague")

    courses.press("Hand over", to=str(colleague.id), day="2026-03-11")

    assert "The client is handed over." in courses.text
    assert "Noor Colleague , Own clinician, since 11 Mar 2026 Planned" in courses.text
    assert "Robin Therapist , Own clinician, 3 Jan 2026 – 10 Mar 2026" in courses.text
    assert sees(session, colleague, client, make.today + 7 * DAY)


def test_whoever_hands_over_today_comes_back_to_their_caseload(
    courses, make, colleague, client, session
):
    courses.follow("Hand over to a colleague")

    courses.press("Hand over", to=str(colleague.id), day="2026-03-04")

    assert courses.url == "/clinic/"
    assert "The client is handed over." in courses.text
    assert client.name not in courses.text
    assert courses.get(f"/clinic/clients/{client.id}").status_code == 404


def test_a_planned_hand_over_is_called_off(courses, make, therapist, colleague, client, session):
    courses.follow("Hand over to a colleague")
    courses.press("Hand over", to=str(colleague.id), day="2026-03-11")
    courses.follow("Hand over to a colleague")
    assert "is being handed over already" in courses.text
    courses.follow("Courses of care")

    courses.press("Call this off")

    assert "It is called off." in courses.text
    assert session.scalars(select(CareRelationship)).one().ends_on is None


def test_cover_is_arranged_and_ended(courses, make, colleague, client, session):
    courses.follow("Arrange cover")

    courses.press("Arrange cover", to=str(colleague.id), day="2026-03-04", last_day="2026-03-13")

    assert "Noor Colleague , Cover, 4 Mar 2026 – 13 Mar 2026" in courses.text
    assert sees(session, colleague, client, make.today)
    assert not sees(session, colleague, client, make.today + 10 * DAY)

    courses.press("End cover now")

    assert not sees(session, colleague, client, make.today + DAY)


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("hand-over", {"to": ""}, "Choose a colleague who works in this service"),
        ("hand-over", {"day": "2026-03-03"}, "Enter a day from today on"),
        ("hand-over", {"day": "0001-01-01"}, "Enter a day from today on"),
        ("hand-over", {"day": "9999-12-31"}, "That is more than three months ahead."),
        ("cover", {"day": "2026-03-03"}, "Enter a day from today on"),
        ("cover", {"last_day": "2026-03-04"}, "The last day is before the first."),
        ("cover", {"last_day": "9999-12-31"}, "Cover lasts six months at most."),
        ("cover", {"last_day": ""}, "Enter the last day"),
    ],
)
def test_what_cannot_be_is_said_kindly(visit, colleague, client, session, page, fields, said):
    visit.open(f"/clinic/clients/{client.id}/colleagues/{page}")
    good = {"to": str(colleague.id), "day": "2026-03-05"}
    good |= {"last_day": "2026-03-12"} if page == "cover" else {}

    visit.press("Hand over" if page == "hand-over" else "Arrange cover", **(good | fields))

    assert any(said in error for error in errors(visit))
    assert len(session.scalars(select(CareRelationship)).all()) == 1


def test_SEC_34_only_colleagues_of_the_service_are_offered_or_taken(
    visit, make, therapist, colleague, client, session
):
    left = make.clinician(therapist.service, name="Gone Already", left_on=make.today)
    elsewhere = make.clinician(make.service(therapist.service.trust), name="Elsewhere")
    visit.open(f"/clinic/clients/{client.id}/colleagues/hand-over")

    offered = [o.get_text(strip=True) for o in visit.page.select("#to option")]
    assert offered == ["Choose", "Noor Colleague, Psychologist"]
    own = visit.page.select_one("#own")["value"]
    for who in (left, elsewhere, therapist):
        fields = {"to": str(who.id), "day": "2026-03-11", "own": own}
        visit.post(visit.url, data=fields | {"csrf_token": visit.csrf_token})
    assert len(session.scalars(select(CareRelationship)).all()) == 1


def test_SEC_34_another_clients_relationship_cannot_be_handed_over_or_ended(
    visit, make, therapist, colleague, client, session
):
    stranger = make.client(colleague)
    theirs = session.scalars(
        select(CareRelationship).where(CareRelationship.client_id == stranger.id)
    ).one()
    visit.open(f"/clinic/clients/{client.id}/colleagues/hand-over")
    token = visit.csrf_token

    fields = {"to": str(colleague.id), "day": "2026-03-11", "own": str(theirs.id)}
    visit.post(visit.url, data=fields | {"csrf_token": token})
    gone = visit.post(f"/clinic/clients/{client.id}/colleagues/{theirs.id}/withdraw",
                      data={"csrf_token": token})  # fmt: skip

    assert gone.status_code == 404
    assert session.get_one(CareRelationship, theirs.id).ends_on is None


def test_SEC_34_who_covers_may_look_and_pass_the_client_on_to_nobody(
    make, visit_as, therapist, colleague, client, session
):
    cover = make.care_relationship(colleague, client, relation=Relation.COVER,
                                   ends_on=make.today + 9 * DAY)  # fmt: skip
    visit = visit_as(colleague)

    visit.open(f"/clinic/clients/{client.id}/courses")
    assert "Hand over" not in visit.text
    assert "End cover now" not in visit.text
    visit.open(f"/clinic/clients/{client.id}/colleagues/hand-over")
    assert "Only the client’s own clinician or a supervisor can do this." in visit.text

    token = {"csrf_token": visit.page.select_one("input[name=csrf_token]")["value"]}
    third = make.clinician(therapist.service)
    fields = {"to": str(third.id), "day": "2026-03-05", "last_day": "2026-03-06"}
    visit.post(f"/clinic/clients/{client.id}/colleagues/cover", data=fields | token)
    visit.post(f"/clinic/clients/{client.id}/colleagues/{cover.id}/withdraw", data=token)
    assert not sees(session, third, client, make.today + DAY)
    assert session.get_one(CareRelationship, cover.id).ends_on == make.today + 9 * DAY


def test_who_is_alone_in_the_service_is_told_so(visit, client):
    for page in ("hand-over", "cover"):
        visit.open(f"/clinic/clients/{client.id}/colleagues/{page}")
        assert "Nobody else in this service has a caseload." in visit.text
