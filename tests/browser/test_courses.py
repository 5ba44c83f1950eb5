"""Courses of care and messages that did not arrive, in a real browser: every width, by keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.outbox import Reason
from app.security import Role
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE

SIZES = {"desk": DESK, "phone": PHONE, "small phone": SMALL_PHONE}


@pytest.fixture
def therapist(make):
    """Who is signed in, and is an administrator too."""
    return make.clinician(user=make.user(Role.CLINICIAN, Role.ADMINISTRATOR))


@pytest.fixture
def at_work(new_browser, therapist, session, app):
    """A window of some size in which the therapist has signed in."""

    def opened(**options):
        window = new_browser(**options)
        window.sign_in(therapist, session, app)
        return window

    return opened


@pytest.fixture
def client(make, therapist):
    """Somebody with a long name in a course, and a group and a colleague for them."""
    client = make.client(therapist, given_name="Maximiliana Alexandrina Theodora",
                         family_name="Featherstonehaugh-Cholmondeley-Warburton")  # fmt: skip
    course = make.episode(client, pathway=make.pathway(therapist.service))
    make.invitation(make.check_in(["core_om"], course))
    make.group(make.pathway(therapist.service), name="Emotional skills on Monday afternoons")
    make.clinician(therapist.service, name="Noor Colleague", profession="Psychological therapist")
    return client


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["en-GB", "ar"])
@pytest.mark.parametrize("size", SIZES)
def test_acc_17_every_page_of_a_course_fits_and_shuts_nobody_out(at_work, client, size, language):
    window = at_work(**SIZES[size], locale=language)
    courses = f"/clinic/clients/{client.id}/courses"

    page = window.open(f"{courses}/open")
    window.press("main form button")
    window.check()
    page.select_option("#place", index=1)
    window.press("main form button")
    window.check()
    window.open(courses)
    window.press("section.heard-panel a")
    window.check()
    page.fill("#day", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.check("input[value='stopped coming']")
    window.press("main form button")
    window.check()
    window.press("button[value=save]")
    window.check()
    window.press("section.heard-panel a")
    window.check()
    for other in ("courses/end-all", "colleagues/hand-over", "colleagues/cover"):
        window.open(f"/clinic/clients/{client.id}/{other}")


@pytest.mark.any_database
@pytest.mark.parametrize("size", SIZES)
def test_acc_17_the_lists_of_what_went_wrong_fit_and_shut_nobody_out(
    at_work, make, client, size, at
):
    make.message(client, reason=Reason.NO_CONTACT)
    make.message(client, created_at=at - timedelta(days=1), check_in_id=client.id)
    window = at_work(**SIZES[size])

    page = window.open("/clinic/messages")
    page.fill("main input[name=note] >> nth=0", "Called")
    window.press("main form button >> nth=0")
    window.check()

    expect(page.get_by_text("“Called”")).to_be_visible()
    window.open("/admin/jobs")


@pytest.mark.any_database
def test_ACC_02_ACC_05_a_course_is_ended_by_keyboard_without_scripts(at_work, client):
    window = at_work(**DESK, java_script_enabled=False)
    page = window.open(f"/clinic/clients/{client.id}/courses")

    page.focus("section.heard-panel a")
    page.keyboard.press("Enter")
    expect(page.locator("#day")).to_be_visible()
    page.focus("#day")
    for key in ("01", "01", "2000"):
        page.keyboard.type(key)
    page.focus("input[value=completed]")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # The page opens at what is wrong, and its link leads to the field.
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{window.address}/clinic/clients/{client.id}/courses/"
                             f"{page.url.split('/')[-2]}/end#day")  # fmt: skip
