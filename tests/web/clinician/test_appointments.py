"""Sessions on a phone in a corridor: added, marked, corrected; one list for a whole group."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care import Appointment, AppointmentStatus, Outcome, outcome_of
from app.security import AuditEvent

WEEK = timedelta(weeks=1)


@pytest.fixture
def client(make, therapist):
    """Somebody in therapy."""
    return make.client(therapist)


@pytest.fixture
def episode(make, client, therapist):
    """Their course of care, which began two months ago."""
    return make.episode(client, pathway=make.pathway(therapist.service, name="CBTp"))


@pytest.fixture
def sessions(visit, client):
    """Opens the list of the client's sessions."""
    return lambda: visit.open(f"/clinic/clients/{client.id}/appointments")


@pytest.fixture
def form(visit, client, episode):
    """The form to add sessions, open."""
    return visit.open(f"/clinic/clients/{client.id}/appointments/add")


def said(page):
    """All that the page says on one line."""
    return " ".join(page.main.get_text(" ", strip=True).split())


def stored(session):
    session.expire_all()
    return list(session.scalars(select(Appointment).order_by(Appointment.starts_at)))


def outcomes(session):
    return [outcome_of(appointment) for appointment in stored(session)]


def assert_error(page, words, field=None):
    """In the title, in the summary and, word for word, beside the field."""
    assert page.title.text.startswith("Error: ")
    summary = page.select_one(".nhsuk-error-summary")
    assert "There is a problem" in summary.text
    assert summary.has_attr("autofocus")
    assert words in summary.text
    assert any(words in error.text for error in page.select(".nhsuk-error-message"))
    if field:
        assert summary.select_one(f"a[href='#{field}']") is not None
        assert page.select_one(f"#{field}") is not None


# ---- the list


def test_the_clients_page_leads_to_their_sessions(visit, client, record_of):
    record_of(client)

    page = visit.follow("Sessions")

    assert page.title.text.startswith("Sessions")
    assert "no course of care yet" in said(page)


def test_what_is_to_be_marked_stands_first_then_what_comes_then_what_was(
    make, episode, sessions, at
):
    make.appointment(episode, starts_at=at - WEEK, status=AppointmentStatus.MISSED)
    make.appointment(episode, starts_at=at + 2 * WEEK)
    make.appointment(episode, starts_at=at + WEEK)
    make.appointment(episode, starts_at=at)

    words = said(sessions())

    order = ["Today, 10:00", "To come", "Wed 11 Mar", "Wed 18 Mar", "Before", "Wed 25 Feb"]
    places = [words.index(word) for word in order]
    assert places == sorted(places)
    assert "Missed" in words[places[-1] :]


def test_only_what_can_be_known_can_be_pressed(make, visit, client, episode, at):
    appointment = make.appointment(episode, starts_at=at + WEEK)

    page = visit.open(f"/clinic/clients/{client.id}/appointments/{appointment.id}")

    buttons = [button["value"] for button in page.select("main button[name=outcome]")]
    assert buttons == ["cancelled by client", "cancelled by service"]


def test_older_unmarked_sessions_have_no_buttons_but_say_so(make, episode, sessions, at):
    for n in range(5):
        make.appointment(episode, starts_at=at - n * WEEK)

    page = sessions()

    assert len(page.select("main form")) == 3
    assert said(page).count("Not marked") == 2


# ---- marking


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


# ---- adding


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


# ---- groups


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
    from app.care import Client

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
    assert "0 changes saved." in said(visit.press("Save"))


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
