"""A client's courses of care are opened, ended and corrected, and what follows is shown before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import change_plan
from app.care import AppointmentStatus, Client, Ending, Episode
from app.scheduling import Invitation, Plan, askable_keys

CORE = ("phq9", "gad7")
PLAN = Plan(start=CORE, routine=CORE, end=(*CORE, "ders"), after=CORE, every=4, days_after=30)
DAY = timedelta(days=1)


@pytest.fixture
def client(make, therapist):
    return make.client(therapist)


@pytest.fixture
def pathway(make, session, therapist, by, at):
    pathway = make.pathway(therapist.service, name="CBT for psychosis")
    change_plan(session, pathway.id, PLAN, known=askable_keys(), changes=0, reason="first",
                by=by, at=at)  # fmt: skip
    return pathway


@pytest.fixture
def course(make, client, pathway):
    return make.episode(client, pathway=pathway)


@pytest.fixture
def courses(visit, client):
    """Opens the page with all courses."""

    def opened(client=client, then=""):
        visit.open(f"/clinic/clients/{client.id}/courses{then}")
        return visit

    return opened


def errors(visit) -> list[str]:
    return [li.get_text(" ", strip=True) for li in visit.page.select(".nhsuk-error-summary li")]


def section(visit, heading) -> str:
    """What stands below this heading, up to the next."""
    start = next(h for h in visit.page.select("h3") if h.get_text(strip=True) == heading)
    said = []
    for tag in start.find_next_siblings():
        if tag.name in ("h3", "form"):
            break
        said.append(tag.get_text(" ", strip=True))
    return " ".join(said)


# ---- opening


def test_a_course_is_opened_from_the_clients_page_after_its_questions_were_shown(
    visit, make, client, pathway, session
):
    visit.open(f"/clinic/clients/{client.id}")
    visit.follow("Courses of care")
    visit.follow("Open a course")

    visit.press("Continue", place=str(pathway.id), day="2026-03-04")

    assert "Start : on 4 Mar 2026." in section(visit, "What will be asked")
    assert "Every few sessions : After 4 more" in section(visit, "What will be asked")
    assert session.scalars(select(Episode)).all() == []

    visit.press("Open the course")

    assert "The course is open." in visit.text
    episode = session.scalars(select(Episode)).one()
    assert (episode.pathway_id, episode.started_on) == (pathway.id, make.today)


def test_what_was_chosen_can_be_changed_before_it_counts(courses, pathway, session):
    visit = courses(then="/open")
    visit.press("Continue", place=str(pathway.id), day="2026-02-04")

    visit.press("Change it")

    assert visit.page.select_one("#day")["value"] == "2026-02-04"
    assert visit.page.select_one("#place option[selected]")["value"] == str(pathway.id)
    assert session.scalars(select(Episode)).all() == []


def test_a_group_brings_its_pathway_with_it(courses, make, pathway, session):
    group = make.group(pathway, name="Monday group")
    visit = courses(then="/open")

    visit.press("Continue", place=str(group.id), day="2026-03-04")
    visit.press("Open the course")

    episode = session.scalars(select(Episode)).one()
    assert (episode.pathway_id, episode.group_id) == (pathway.id, group.id)
    assert "Monday group" in visit.text


def test_only_the_pathways_and_groups_of_the_own_service_are_offered(courses, make, pathway):
    make.group(make.pathway(make.service(), name="Elsewhere"), name="Their group")
    make.group(pathway, name="Over", ended_on=make.today - DAY)

    visit = courses(then="/open")

    offered = [o.get_text(strip=True) for o in visit.page.select("#place option")]
    assert offered == ["Choose", "CBT for psychosis"]


def test_a_course_beside_another_says_what_the_other_asks(
    courses, make, pathway, therapist, course
):
    other = make.pathway(therapist.service, name="Skills group")
    visit = courses(then="/open")

    visit.press("Continue", place=str(other.id), day="2026-03-04")

    assert "The client is in another course" in visit.text
    assert "CBT for psychosis , since 3 Jan 2026" in visit.text
    assert "This pathway has no plan" in visit.text
    visit.press("Open the course")
    assert "The course is open." in visit.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"place": ""}, "Choose the pathway"),
        ({"day": ""}, "Enter the day"),
        ({"day": "soon"}, "Write the day like this: 12/3/2026"),
        ({"day": "2016-03-04"}, "That is more than five years ago. Check the year."),
        ({"day": "0001-01-01"}, "That is more than five years ago. Check the year."),
        ({"day": "9999-12-31"}, "That is more than three months ahead. Check the day."),
        ({}, "The client is in a course on this pathway then."),
    ],
)
def test_what_cannot_be_opened_is_said_kindly_and_what_was_typed_stays(
    courses, pathway, course, session, fields, said
):
    visit = courses(then="/open")
    place = str(pathway.id)

    visit.press("Continue", **({"place": place, "day": "2026-03-03"} | fields))

    assert any(said in error for error in errors(visit))
    assert visit.page.title.text.startswith("Error:")
    assert len(session.scalars(select(Episode)).all()) == 1


def test_SEC_34_a_pathway_of_another_service_cannot_be_smuggled_in(courses, make, session, client):
    theirs = make.pathway(make.service())
    visit = courses(then="/open")
    fields = {"csrf_token": visit.csrf_token, "place": str(theirs.id), "day": "2026-03-04"}

    for do in ("look", "save"):
        visit.post(visit.url, data=fields | {"do": do})

    assert session.scalars(select(Episode)).all() == []


def test_somebody_who_opened_it_a_moment_before_is_not_overtaken(
    courses, make, pathway, client, session
):
    visit = courses(then="/open")
    visit.press("Continue", place=str(pathway.id), day="2026-03-04")
    make.episode(client, pathway=pathway)

    visit.press("Open the course")

    assert any("End that one first" in error for error in errors(visit))
    assert len(session.scalars(select(Episode)).all()) == 1


# ---- ending


def test_an_end_shows_what_is_still_asked_what_stops_and_what_is_open(
    courses, make, course, session, at
):
    make.invitation(make.check_in(["ders"], course, at=at - 3 * DAY))
    make.appointment(course, starts_at=at - 2 * DAY, status=AppointmentStatus.ATTENDED)
    make.appointment(course, starts_at=at + 7 * DAY)
    visit = courses()
    visit.follow("End this course")

    visit.press("Continue", day="2026-03-04", how="completed")

    still = section(visit, "Still asked")
    assert "End : goes out within a minute." in still
    assert "After leaving : On 3 Apr 2026." in still
    assert "DERS . It can still be answered." in section(visit, "Open now")
    assert "Every few sessions" in section(visit, "Stops")
    assert "1 later session is cancelled." in section(visit, "Stops")
    assert course.ended_on is None

    visit.press("End the course")

    assert "The course has ended." in visit.text
    assert "Completed as planned." in visit.text
    assert (course.ended_on, course.ended_how) == (make.today, Ending.COMPLETED)


@pytest.mark.parametrize("how", ["stopped coming", "moved away", "referred on", "other"])
def test_who_left_in_another_way_is_asked_nothing(courses, make, course, session, at, how):
    link = make.invitation(make.check_in(["phq9"], course, at=at - 3 * DAY))
    visit = courses()
    visit.follow("End this course")

    visit.press("Continue", day="2026-03-04", how=how)
    assert section(visit, "Still asked") == "Nothing."
    assert "Its link stops working." in section(visit, "Open now")
    visit.press("End the course")

    assert session.get_one(Invitation, link.id).revoked_at
    assert "How did it end" not in visit.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"how": ""}, "Choose how it ended"),
        ({"how": "badly"}, "Choose how it ended"),
        ({"day": "2026-03-05"}, "That day is still to come."),
        ({"day": "2026-01-02"}, "That is before the course began."),
        ({"day": "2026-03-01"}, "The client came to a session after that day."),
        ({"day": "never"}, "Write the day like this: 12/3/2026"),
    ],
)
def test_an_end_that_cannot_be_is_said_kindly(courses, make, course, at, fields, said):
    make.appointment(course, starts_at=at - 2 * DAY, status=AppointmentStatus.ATTENDED)
    visit = courses(then=f"/{course.id}/end")

    visit.press("Continue", **({"day": "2026-03-04", "how": "agreed"} | fields))

    assert any(said in error for error in errors(visit))
    assert course.ended_on is None


def test_a_wrong_end_is_corrected(courses, make, course, session):
    visit = courses(then=f"/{course.id}/end")
    visit.press("Continue", day="2026-03-04", how="other")
    visit.press("End the course")

    visit.follow("Correct: it has not ended")
    visit.press("Correct it")
    assert errors(visit) == ["Choose why it is corrected"]
    visit.press("Correct it", why="a slip")

    assert "Corrected. The course goes on." in visit.text
    assert course.ended_on is None


def test_what_ended_long_ago_offers_no_correction_and_takes_none(courses, make, client, pathway):
    old = make.episode(client, pathway=pathway, started_on=make.today - 300 * DAY,
                       ended_on=make.today - 200 * DAY, ended_how=Ending.AGREED)  # fmt: skip
    visit = courses()
    assert "Correct: it has not ended" not in visit.text

    visit.open(f"/clinic/clients/{client.id}/courses/{old.id}/reopen")
    visit.press("Correct it", why="a slip")

    assert "Open a new one instead." in visit.text
    assert old.ended_on


# ---- death


def test_HAZ_21_a_death_is_recorded_once_for_all_courses_and_can_be_taken_back(
    courses, make, course, client, session
):
    other = make.episode(client)
    visit = courses()
    visit.follow("The client has died")
    visit.press("Continue", day="2026-03-03")
    assert section(visit, "Still asked") == "Nothing."
    assert "All questions and all messages, in every course." in section(visit, "Stops")

    visit.press("Record the death")

    assert session.get_one(Client, client.id).died_on == make.today - DAY
    assert {course.ended_how, other.ended_how} == {Ending.DIED}
    assert "Died on 3 Mar 2026" in visit.text
    assert "Open a course" not in visit.text

    visit.follow("Correct: the client has not died")
    visit.press("Correct it", why="meant for another client")

    assert session.get_one(Client, client.id).died_on is None
    assert {course.ended_how, other.ended_how} == {None}


def test_a_course_that_ends_by_a_death_records_the_death(courses, make, course, client, session):
    visit = courses(then=f"/{course.id}/end")

    visit.press("Continue", day="2026-03-03", how="died")
    assert "Record the death?" in visit.text
    visit.press("Record the death")

    assert session.get_one(Client, client.id).died_on == make.today - DAY


def test_a_day_of_death_to_come_is_said_kindly(courses, client, session):
    visit = courses(then="/end-all")

    visit.press("Continue", day="2026-03-05")

    assert any("That day is still to come." in error for error in errors(visit))
    assert session.get_one(Client, client.id).died_on is None


def test_SEC_28_no_title_says_what_became_of_somebody(courses, course):
    for then in ("", "/open", f"/{course.id}/end", f"/{course.id}/reopen", "/end-all"):
        assert "die" not in courses(then=then).page.title.text


def test_who_has_no_course_is_led_to_open_one(visit, client, pathway):
    for page in ("schedule", "check-in"):
        visit.open(f"/clinic/clients/{client.id}/{page}")
        visit.follow("Open a course")
        assert "Pathway, and group if there is one" in visit.text
