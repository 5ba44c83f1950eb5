"""A therapist's way in a real browser: at the desk, on a phone, on paper."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, SMALL_PHONE
from tests.web.clinician.believable import a_caseload, a_full_record, an_arabic_record

# What the database must do is tried on both without a browser.
pytestmark = pytest.mark.any_database

SIZES = {"desk": DESK, "small phone": SMALL_PHONE}
CONTINUE = "button:has-text('Continue')"
SHOW = "button:has-text('Show a QR code')"


@pytest.fixture
def therapist(make):
    """Who is signed in."""
    return make.clinician()


@pytest.fixture
def at_work(new_browser, therapist, session, app):
    """A window of some size in which the therapist has signed in."""

    def opened(**options):
        window = new_browser(**options)
        window.sign_in(therapist, session, app)
        return window

    return opened


@pytest.mark.parametrize("size", SIZES)
def test_acc_17_what_is_read_fits_and_shuts_nobody_out(at_work, make, therapist, session, size):
    client = a_caseload(make, therapist, others=1)
    session.commit()
    window = at_work(**SIZES[size])

    window.open("/clinic/")
    page = window.open(f"/clinic/clients/{client.id}")
    page.click("details:has(#des_ii-table) > summary")
    window.press("#des_ii-table a >> nth=0")
    window.check()

    expect(page).to_have_url(re.compile(f"/clients/{client.id}/submissions/[0-9a-f-]+$"))


@pytest.mark.parametrize("size", SIZES)
def test_acc_17_giving_a_check_in_fits_and_shuts_nobody_out(at_work, make, therapist, size):
    client = make.client(therapist, given_name="Maximiliana Alexandrina Theodora",
                         family_name="Featherstonehaugh-Cholmondeley-Warburton")  # fmt: skip
    make.check_in(["gad7"], make.episode(client))
    window = at_work(**SIZES[size])

    page = window.open(f"/clinic/clients/{client.id}/check-in")
    window.press(CONTINUE)
    expect(page.locator(".nhsuk-error-message")).to_be_visible()
    window.check()
    page.check("#measure-phq9")
    window.press(CONTINUE)
    window.check()
    window.press(SHOW)
    expect(page.locator(".heard-address")).to_be_visible()
    window.check()


def test_the_pages_are_mirrored_for_who_reads_from_right_to_left(at_work, make, therapist, session):
    client = an_arabic_record(make, therapist)
    session.commit()
    window = at_work(**SMALL_PHONE, locale="ar")

    window.open("/clinic/")
    page = window.open(f"/clinic/clients/{client.id}")

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    # Time runs from left to right in a chart, whatever is around it.
    assert (
        page.evaluate("getComputedStyle(document.querySelector('figure svg')).direction") == "ltr"
    )


def test_the_total_is_counted_while_questionnaires_are_ticked(at_work, make, therapist, session):
    client = make.client(therapist)
    make.episode(client)
    window = at_work(**DESK)
    page = window.open(f"/clinic/clients/{client.id}/check-in")
    total = page.locator("#total")
    expect(total).to_be_hidden()

    page.check("#measure-phq9")
    page.check("#measure-core_om")

    expect(total).to_be_visible()
    expect(total).to_have_text("Together: 43 questions, about 6 minutes")
    page.uncheck("#measure-core_om")
    expect(total).to_have_text("Together: 9 questions, about 2 minutes")
    page.uncheck("#measure-phq9")
    expect(total).to_be_hidden()


def test_without_javascript_the_next_page_says_the_total(at_work, make, therapist):
    client = make.client(therapist)
    make.episode(client)
    window = at_work(**DESK, java_script_enabled=False)
    page = window.page
    page.goto(f"/clinic/clients/{client.id}/check-in")
    page.check("#measure-phq9")

    window.press(CONTINUE)

    expect(page.locator("main")).to_contain_text("Together: 9 questions, about 2 minutes")


def test_what_is_shown_in_the_room_opens_on_the_persons_phone(
    at_work, phone, make, therapist, session
):
    client = make.client(therapist)
    make.episode(client)
    window = at_work(**DESK)
    page = window.open(f"/clinic/clients/{client.id}/check-in")
    page.check("#measure-phq9")
    window.press(CONTINUE)
    window.press(SHOW)

    opened = phone.open(page.inner_text(".heard-address"))

    expect(opened.locator("main form button").first).to_be_visible()
    assert client.family_name not in opened.content()


def test_saf_18_on_paper_the_name_is_on_top_and_nothing_is_folded_away(
    at_work, make, therapist, session
):
    client = a_full_record(make, therapist)
    session.commit()
    page = at_work(**DESK).open(f"/clinic/clients/{client.id}")

    page.emulate_media(media="print")

    expect(page.locator(".heard-identity dl")).to_be_visible()
    expect(page.locator("#des_ii-table tbody td >> nth=0")).to_be_visible()
    expect(page.locator(".nhsuk-header")).to_be_hidden()
    expect(page.get_by_text("Give a check-in")).to_be_hidden()


def test_acc_04_charts_can_be_read_without_colour(at_work, make, therapist, session):
    """Every line and letter of a chart is told from what is behind it by its darkness alone."""
    client = a_full_record(make, therapist)
    session.commit()
    page = at_work(**DESK).open(f"/clinic/clients/{client.id}")

    colours = page.evaluate(
        """[...document.querySelectorAll('figure svg *')].flatMap(e =>
             ['fill', 'stroke'].map(a => e.getAttribute(a))).filter(c => c && c[0] === '#')"""
    )

    dark, light = {"#212b32", "#003087", "#4c6272"}, {"#fff", "#f7f9fa", "#dde3e7"}
    assert set(colours) - dark - light == {"#aeb7bd"}  # lines that only help the eye
    assert min(map(contrast_with_white, dark)) / max(map(contrast_with_white, light)) > 3


def contrast_with_white(colour):
    """The contrast ratio of WCAG between this colour and white."""
    digits = colour.removeprefix("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (light + 0.05)


def test_back_finds_every_page_that_follows_a_press(at_work, make, therapist):
    """A page that was posted is not kept, and Back would end on the browser's own error page."""
    client = make.client(therapist, family_name="Zielińska")
    make.episode(client)
    page = at_work(**DESK, java_script_enabled=False).page
    page.goto("/clinic/")
    page.fill("#search", "zielinska")
    page.click("text=Find >> nth=-1")
    found = page.url
    page.click(f"table a:has-text('{client.name}')")
    page.go_back()
    assert (page.url, page.input_value("#search")) == (found, "zielinska")

    page.goto(f"/clinic/clients/{client.id}/check-in")
    page.click("text=Continue")
    page.check("#measure-phq9")
    page.click("text=Continue")
    confirm = page.url
    page.go_back()
    assert page.inner_text(".nhsuk-error-summary h2") == "There is a problem"
    page.go_forward()
    assert page.url == confirm
    page.click("button:has-text('Show a QR code')")
    page.click("text=Back to the client")
    page.go_back()
    assert page.is_visible("text=The code was shown once")


def test_acc_07_focus_goes_to_the_problem(at_work, make, therapist):
    client = make.client(therapist)
    make.episode(client)
    page = at_work(**SMALL_PHONE).open(f"/clinic/clients/{client.id}/check-in")

    page.click("text=Continue")

    assert page.get_attribute(":focus", "class") == "nhsuk-error-summary"
    page.click(".nhsuk-error-summary a")
    assert page.get_attribute(":focus", "name") == "measures"


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_the_header_takes_two_rows_of_a_small_phone(at_work, language):
    page = at_work(**SMALL_PHONE, locale=language).open("/clinic/")

    places = page.evaluate(
        """[...document.querySelectorAll('header .heard-name, header summary, .heard-tools > *')]
             .map(e => Math.round(e.getBoundingClientRect().top / 24))"""
    )
    assert len(set(places)) == 2
    assert page.evaluate("document.querySelector('header').offsetHeight") < 104


def test_a_row_of_the_caseload_is_a_few_lines_high_at_a_desk(at_work, make, therapist, at):
    client = make.client(therapist)
    for weeks in (9, 5, 1):
        for measure in ("phq9", "gad7", "core_om", "pcl5"):
            make.submission(measure, client=client, at=at - timedelta(weeks=weeks))
    page = at_work(**DESK).open("/clinic/")

    row = page.evaluate("document.querySelector('.heard-caseload tbody tr').offsetHeight")

    assert row < 130
