"""Calls, the board on how people left, and who stopped coming, in a real browser."""

from datetime import date

import pytest
from sqlalchemy import select

from app.actions import offer_interview, record_consent, take_interview
from app.feedback import InterviewRequest, LeavingFigures, ReturnWish
from app.security import Role
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE
from tests.leaving import ask, live_form, questions, somebody_who_stopped

SIZES = {"desk": DESK, "phone": PHONE, "small phone": SMALL_PHONE}
NUMBERS = {
    "endings": {"stopped coming": 23, "completed": 37, "agreed": 11, "moved away": 2},
    "asked": 22, "answered": 12, "agreed": 11, "held": 5, "forms": 21, "interviews": 9,
    "reason": {"wait": 15, "could_not_get": 12, "forms": 2}, "barriers": {"travel": 9, "time": 6},
}  # fmt: skip


@pytest.fixture(autouse=True)
def form(session, make, at):
    return live_form(session, make.the_service(), at=at)


@pytest.fixture
def interviewer(make):
    return make.user(Role.INTERVIEWER, name="Noor Listener")


@pytest.fixture
def calls(session, make, at, interviewer):
    """Three people to call: one whom nobody calls yet, one to begin with, and one who talks."""
    found = []
    people = (("Amira", "en"), ("Małgorzata", "pl"), ("نور", "ar"))
    for name, language in people:
        client = make.client(given_name=name, language=language)
        episode = somebody_who_stopped(make, client)
        when = "After four, but never on a Friday, as I am at the mosque with my father then"
        offer_interview(session, episode, when_suits=when, by=make.user().actor, at=at)
        of_theirs = select(InterviewRequest).where(InterviewRequest.client_id == client.id)
        found.append(session.scalars(of_theirs).one())
    by = interviewer.actor
    for request in found[1:]:
        take_interview(session, request.id, by=by, at=at)
    record_consent(session, found[2].id, talks=True, may_link=False, by=by, at=at)
    return [f"/interviews/{request.id}" for request in found]


@pytest.mark.any_database
@pytest.mark.parametrize(("size", "language"), [("small phone", "en-GB"), ("desk", "ar")])
def test_acc_17_the_interviewers_pages_fit_and_shut_nobody_out(
    new_browser, interviewer, calls, session, app, size, language
):
    window = new_browser(**SIZES[size], locale=language)
    window.sign_in(interviewer, session, app)

    for path in ("/interviews", *calls):
        page = window.open(path)
        for closed in page.locator("details").all():
            closed.locator("summary").click()
        window.check()


@pytest.mark.any_database
def test_acc_02_a_call_is_held_with_the_keyboard_and_no_scripts(
    new_browser, interviewer, calls, session, app
):
    window = new_browser(**PHONE, java_script_enabled=False)
    window.sign_in(interviewer, session, app)
    page = window.open(calls[1])

    page.get_by_role("radio", name="Yes").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="No").last.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Go on").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    window.check()
    page.get_by_role("checkbox", name="The wait was too long").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="The call is over: finish").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Thank you for listening" in page.inner_text("main")


@pytest.mark.any_database
@pytest.mark.parametrize(("size", "language"), [("small phone", "en-GB"), ("desk", "ar")])
def test_acc_17_the_board_on_how_people_left_fits_and_shuts_nobody_out(
    new_browser, make, session, app, size, language
):
    lead = make.staff(Role.SERVICE_LEAD, Role.CLINICIAN)
    service_id = make.the_service().id
    for month in (1, 4, 7, 10):
        row = LeavingFigures(service_id=service_id, quarter=date(2025, month, 1), numbers=NUMBERS)
        session.add(row)
    client_id = make.client().id
    session.add(ReturnWish(service_id=service_id, client_id=client_id, asked_on=make.today))
    session.commit()
    window = new_browser(**SIZES[size], locale=language)
    window.sign_in(lead, session, app)

    for path in ("/service/", "/service/leaving", "/service/returning"):
        page = window.open(path)
        for closed in page.locator("details").all():
            closed.locator("summary").click()
        window.check()


@pytest.mark.any_database
@pytest.mark.parametrize("size", SIZES)
def test_acc_17_what_staff_see_of_who_left_fits(new_browser, make, session, app, at, size):
    therapist = make.clinician()
    episode = somebody_who_stopped(make, make.client(therapist))
    ask(session, at=at)
    window = new_browser(**SIZES[size])
    window.sign_in(therapist, session, app)

    window.open(f"/clinic/clients/{episode.client_id}/courses")
    window.open(f"/clinic/clients/{episode.client_id}/courses/{episode.id}/interview")


@pytest.mark.any_database
@pytest.mark.parametrize(("size", "language"), [(PHONE, "ar"), (SMALL_PHONE, "en")])
def test_who_stopped_coming_answers_on_a_small_phone(
    new_browser, make, session, at, size, language
):
    episode = somebody_who_stopped(make, make.client(language=language))
    ask(session, at=at)
    [token] = [message.token for message in questions(session, episode)]
    session.commit()
    window = new_browser(**size)

    page = window.open(f"/l/{token}")
    window.press(page.locator("form[action^='/feedback'] button").first)
    window.check()
