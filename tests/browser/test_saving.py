"""Answers on their way to the server: saved, not saved yet, and left nowhere else."""

import re

import pytest
from playwright.sync_api import Dialog, Route, expect
from sqlalchemy.orm import Session

from tests.browser.answering import CANARY, LONGEST_PAUSE, NewBrowser, kept, shown, start, tap
from tests.browser.conftest import PHONE, Phone
from tests.factory import Make


@pytest.mark.any_database
def test_another_phone_goes_on_at_the_first_unanswered_question(
    new_browser: NewBrowser, make: Make
):
    path = make.invitation(measures=["phq9"]).path
    page = start(new_browser(**PHONE), path)
    for _ in range(3):
        tap(page, 3)
    expect(page.locator("#status")).to_have_text("Saved")

    other = new_browser(**PHONE)
    page = start(other, path)

    expect(shown(page)).to_have_attribute("id", "q4")
    page.locator("#back").click()
    expect(shown(page)).to_have_attribute("id", "q3")
    expect(page.locator("#earlier")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)


def test_REL_02_what_is_not_saved_is_said_and_tried_again_and_the_end_waits(
    phone: Phone, make: Make, session: Session
):
    page = start(phone, make.invitation(measures=["gad7"]).path)
    phone.page.context.set_offline(True)
    for _ in range(6):
        tap(page, 2)
    shown(page).locator("label").nth(2).tap()

    expect(page.locator("#status")).to_have_text("Not saved yet. We keep trying.")
    page.wait_for_timeout(500)  # an end that does not wait would have come by now
    phone.check()
    expect(page).to_have_url(re.compile("#7$"))
    assert kept(session) == {}
    page.context.set_offline(False)
    page.wait_for_url("**/check", timeout=LONGEST_PAUSE)

    assert kept(session) == {f"q{n}": 2 for n in range(1, 8)}


def test_REL_02_only_the_newest_answer_is_sent_again(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tried: list[str] = []

    def refuse_twice(route: Route) -> None:
        tried.append(route.request.post_data or "")
        if len(tried) <= 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/answer", refuse_twice)
    tap(page, 0)
    page.locator("#back").click()
    expect(shown(page)).to_have_attribute("id", "q1")
    tap(page, 3)
    expect(page.locator("#status")).to_have_text("Saved", timeout=LONGEST_PAUSE)

    assert kept(session) == {"q1": 3}
    assert "value=3" in tried[-1]


@pytest.mark.any_database
def test_REL_02_an_answer_that_never_can_be_saved_is_said(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.route("**/answer", lambda route: route.fulfill(status=403, body="no"))

    shown(page).locator("label").nth(1).tap()

    expect(page.locator("#status")).to_contain_text("was not saved")
    expect(page.locator("#status")).to_have_class("heard-problem")


@pytest.mark.any_database
def test_SAF_23_with_script_a_withdrawn_form_says_so_at_the_next_answer(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["gad7"]).path)
    tap(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")
    make.withdrawal("gad7")

    shown(page).locator("label").nth(2).tap()

    expect(page.locator("h1")).to_have_text("We have stopped asking these questions")
    phone.check()
    phone.press("text=Carry on")
    expect(page.locator("main")).to_contain_text("There is nothing more to do.")
    phone.check()


@pytest.mark.any_database
def test_someone_who_closes_the_page_too_early_is_warned(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.route("**/answer", lambda route: route.abort())
    tap(page, 1)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))

    with page.expect_event("dialog") as warned:
        page.close(run_before_unload=True)
    warned.value.dismiss()  # and be done with it: Chromium crashes if its window goes meanwhile

    expect(shown(page)).to_have_attribute("id", "q2")
    assert asked == ["beforeunload"]


@pytest.mark.any_database
def test_REL_02_the_way_out_asks_nothing(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.route("**/answer", lambda route: route.abort())
    page.route("**/leave", lambda route: route.fulfill(status=200, body="elsewhere"))
    tap(page, 1)
    asked: list[str] = []

    def go(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", go)

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/leave")

    assert asked == []


@pytest.mark.any_database
def test_ACC_08_a_warning_two_minutes_before_the_page_closes(phone: Phone, make: Make):
    phone.page.clock.install()
    page = start(phone, make.invitation(measures=["phq9"]).path)

    page.clock.fast_forward(27 * 60 * 1000)
    page.clock.run_for(6_000)
    expect(page.locator("#stay")).to_be_hidden()
    page.clock.fast_forward(70 * 1000)
    page.clock.run_for(6_000)
    expect(page.locator("#stay")).to_be_visible()
    phone.check()
    page.locator("#stay button").click()

    expect(page.locator("#stay")).to_be_hidden()


@pytest.mark.any_database
def test_SEC_26_nothing_of_the_answers_stays_in_the_browser(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["gad7"]).path)
    for _ in range(7):
        tap(page, 3)
    page.wait_for_url("**/check")
    phone.press("#send button")
    page.wait_for_url("**/done")

    stored = page.evaluate(
        """async () => ({
            local: Object.entries(localStorage), session: Object.entries(sessionStorage),
            databases: await indexedDB.databases(), caches: await caches.keys(),
            workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    )
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert stored == {"local": [], "session": [], "databases": [], "caches": [], "workers": 0}
    assert {name.removeprefix("__Host-") for name in cookies} == {"heard", "language"}
    assert all(re.fullmatch(r"en|[\w-]{43}", value) for value in cookies.values())
    for _ in range(10):
        page.go_back()
        assert CANARY not in page.content()


@pytest.mark.any_database
def test_the_form_works_when_the_script_does_not_arrive(phone: Phone, make: Make, session: Session):
    phone.page.route("**/person.*.js", lambda route: route.abort())
    page = start(phone, make.invitation(measures=["phq9"]).path)
    expect(page).to_have_url(re.compile(r"\?q=1$"))
    page.goto(page.url.split("?")[0])
    phone.check()

    page.locator("label[for=q1-1]").tap()
    page.locator("label[for=q9-declined]").tap()
    phone.press("form[lang] > button")
    page.wait_for_url("**/check")

    assert kept(session) == {"q1": 1, "q9": None}


@pytest.mark.any_database
def test_REL_02_the_answers_do_not_jump_while_an_answer_is_tried_again(
    phone: Phone, make: Make, session: Session
):
    """A tap must not land on the next option because a notice came or went under it."""
    page = start(phone, make.invitation(measures=["gad7"]).path)
    page.evaluate(
        """() => {
            const real = window.fetch;
            window.restore = () => (window.fetch = real);
            window.fetch = () => new Promise((_, fail) => setTimeout(() => fail(Error()), 400));
        }"""
    )
    shown(page).locator("label").nth(2).tap()
    expect(page.locator("#status")).to_have_text("Not saved yet. We keep trying.")

    tops = page.evaluate(
        """async () => {
            const seen = new Set();
            const label = () => document.querySelector("fieldset:not([hidden]) label");
            for (let i = 0; i < 60; i++) {
                seen.add(Math.round(label().getBoundingClientRect().top + scrollY));
                await new Promise((done) => setTimeout(done, 50));
            }
            return [...seen];
        }"""
    )

    assert len(tops) == 1, "retries came and went in these three seconds"
    page.evaluate("restore()")
    expect(page.locator("#status")).to_have_text("Saved", timeout=20_000)
