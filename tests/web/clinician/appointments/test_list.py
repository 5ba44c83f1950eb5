"""The list of a client's sessions, on a phone in a corridor."""

from app.care import AppointmentStatus
from tests.web.clinician.appointments.conftest import WEEK, said


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
