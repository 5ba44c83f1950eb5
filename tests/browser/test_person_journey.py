"""A person with a phone: the whole way from the link to "thank you", in real Chromium."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer, Submission
from tests.browser.conftest import PHONE, SMALL_PHONE, Phone
from tests.factory import Make

NewBrowser = Callable[..., Phone]
CANARY = "Nearly every day"
LONGEST_PAUSE = 40_000  # ms; a page that finds no network waits up to 30 s before it tries again


# Where questions are asked: with script in one page (#3), without it in a page for each (?q=3).
QUESTIONS = re.compile(r"/check-in/[0-9a-f-]+/\d+[#?]")


def start(phone: Phone, path: str, *, with_checks: bool = False) -> Page:
    """The first question, from the link on."""
    phone.page.goto(path)
    if with_checks:
        phone.check()
    phone.press(phone.page.locator("main form button").first)
    phone.page.wait_for_url("**/check-in/*")
    if with_checks:
        phone.check()
    phone.press("main a.nhsuk-button")
    phone.page.wait_for_url(QUESTIONS)
    shown(phone.page).wait_for()
    return phone.page


def shown(page: Page) -> Any:
    """The question that is shown."""
    return page.locator("fieldset:not([hidden])")


def tap(page: Page, option: int) -> None:
    """Tap this option of the question that is shown, and wait until the next one is there."""
    before = page.evaluate("location.href")  # page.url may not know yet of the last step
    shown(page).locator("label").nth(option).tap()
    page.wait_for_function("before => location.href !== before", arg=before)


def kept(session: Session) -> dict[str, int | None]:
    """What the database holds."""
    session.rollback()
    found = {row.item: row.value for row in session.scalars(select(DraftAnswer))}
    session.rollback()  # the page cannot save while this transaction is open
    return found


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["390", "320"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_01_the_whole_way_with_script(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    client = make.client(language=language)
    make.approval("gad7", "ar")
    phone = new_browser(**size, locale=language)
    page = start(phone, make.invitation(client=client, measures=["gad7"]).path, with_checks=True)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")

    for number in range(1, 8):
        if number in (1, 2, 7):
            phone.check()
        expect(shown(page)).to_have_attribute("id", f"q{number}")
        tap(page, number % 4)
    page.wait_for_url("**/check")
    phone.check()
    phone.press("#send button")
    page.wait_for_url("**/done")
    phone.check()

    [sent] = session.scalars(select(Submission)).all()
    assert sent.answers == {f"q{n}": n % 4 for n in range(1, 8)}
    assert sent.language == language


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["390", "320"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_05_the_whole_way_without_script(
    new_browser: NewBrowser, make: Make, session: Session, size: dict[str, Any], language: str
):
    phone = new_browser(**size, locale=language, java_script_enabled=False)
    client = make.client(language=language)
    page = start(phone, make.invitation(measures=["gad7"], client=client).path, with_checks=True)

    for number in range(1, 8):
        page.wait_for_url(re.compile(rf"/1\?q={number}$"))
        if number in (1, 2, 7):
            phone.check()
        expect(page.locator("fieldset")).to_have_count(1)
        page.locator("label").nth(number % 4).tap()
        phone.press("form.heard-one button")
    page.wait_for_url("**/1/check")
    phone.check()
    phone.press("#send button")
    page.wait_for_url("**/done")
    phone.check()

    [sent] = session.scalars(select(Submission)).all()
    assert sent.answers == {f"q{n}": n % 4 for n in range(1, 8)}


def test_ACC_02_the_whole_way_with_the_keyboard_alone(phone: Phone, make: Make, session: Session):
    phone.open(make.invitation(measures=["phq9"]).path)
    page = phone.page
    _tab_to(page, "main form button >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-in/*")
    _tab_to(page, "main a.nhsuk-button")
    page.keyboard.press("Enter")
    page.wait_for_url(QUESTIONS)
    for number in range(1, 10):
        expect(shown(page)).to_have_attribute("id", f"q{number}")
        if number > 1:
            focus = page.evaluate("document.activeElement.tagName")
            assert focus == "LEGEND", "a screen reader must read the new question"
        _tab_to(page, f"#q{number}-0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        if number == 1:
            page.wait_for_timeout(500)  # a tap would have moved on by now
        expect(shown(page)).to_have_attribute("id", f"q{number}")  # walking is not answering
        page.keyboard.press("Enter" if number % 2 else "Space")
        if number == 9:  # it speaks of danger: help is read first, and Next goes on
            expect(page.locator("#support")).to_be_focused()
            _tab_to(page, "form[data-save] > button")
            page.keyboard.press("Enter")
        page.wait_for_function(
            "n => !document.querySelector('#q' + n + ':not([hidden])')", arg=number
        )
    page.wait_for_url("**/check")
    _tab_to(page, "#send button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done")

    assert set(session.scalars(select(Submission)).one().answers.values()) == {2}


def test_back_is_always_there_and_so_is_the_browsers(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tap(page, 1)
    tap(page, 2)

    page.locator("#back").click()
    expect(shown(page)).to_have_attribute("id", "q2")
    expect(page.locator("#q2-2")).to_be_checked()
    page.go_back()
    expect(shown(page)).to_have_attribute("id", "q1")
    phone.press("#back")
    page.wait_for_url(re.compile(r"/check-in/[0-9a-f-]+$"))


def test_a_change_from_the_check_page_comes_back_to_it(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["gad7"]).path)
    for _ in range(7):
        tap(page, 0)
    page.wait_for_url("**/check")

    phone.press(page.locator("dd a").nth(3))
    expect(shown(page)).to_have_attribute("id", "q4")
    shown(page).locator("label").nth(3).tap()
    page.wait_for_url("**/check")

    assert kept(session)["q4"] == 3
    expect(page.locator("dl div").nth(3)).to_contain_text(CANARY)


def test_skipping_and_rather_not_are_two_things(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["gad7"]).path)

    page.locator("form[data-save] button").click()
    tap(page, 4)
    expect(page.locator("#status")).to_have_text("Saved")

    assert kept(session) == {"q2": None}


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


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_ACC_14_leave_this_page(new_browser: NewBrowser, make: Make, has_script: bool):
    phone = new_browser(**PHONE, java_script_enabled=has_script)
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.route("**/leave", _leave)

    page.locator("nav a[href='/leave']").click()

    page.wait_for_url("**/leave")
    page.go_back()
    expect(page.locator("h1")).to_have_text("This page is closed")
    if has_script:
        assert not QUESTIONS.search(page.url), "Back still knows the questions"
    assert "Little interest" not in page.content()


def test_SAF_03_help_shows_at_once_even_without_a_network(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    for _ in range(8):
        page.locator("form[data-save] button").click()
    expect(shown(page)).to_have_attribute("id", "q9")
    page.context.set_offline(True)

    shown(page).locator("label").nth(1).tap()

    expect(page.locator("#support")).to_be_visible()
    page.wait_for_timeout(700)
    page.locator("form[data-save] > button").tap()
    page.context.set_offline(False)
    page.wait_for_url("**/check", timeout=LONGEST_PAUSE)


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


def test_the_language_changes_and_answers_stay(phone: Phone, make: Make, session: Session):
    make.approval("phq9", "pl")
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tap(page, 1)
    expect(page.locator("#status")).to_have_text("Saved")

    page.locator("header summary").click()
    phone.check()
    phone.press("header button[value=pl]")
    expect(page.locator("html")).to_have_attribute("lang", "pl")

    expect(page.locator("form[data-save]")).to_have_attribute("lang", "pl")
    expect(shown(page)).to_have_attribute("id", "q2")
    assert kept(session) == {"q1": 1}


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
def test_ACC_03_targets_are_big_enough_for_a_thumb(new_browser: NewBrowser, make: Make):
    phone = new_browser(**SMALL_PHONE)
    page = start(phone, make.invitation(measures=["des_ii"]).path)

    small = page.evaluate(
        """() => [...document.querySelectorAll(
            "fieldset:not([hidden]) label, main button, nav a, summary, .heard-language, #back")]
            .filter(e => e.checkVisibility())
            .map(e => [e.textContent.trim(), e.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


@pytest.mark.any_database
def test_ACC_03_nothing_is_lost_with_wide_text_spacing(new_browser: NewBrowser, make: Make):
    phone = new_browser(**SMALL_PHONE)
    page = start(phone, make.invitation(measures=["core_om"]).path)

    page.evaluate(
        """() => document.querySelectorAll("body, body *").forEach((element) =>
            Object.assign(element.style,
                { lineHeight: "1.5", letterSpacing: "0.12em", wordSpacing: "0.16em" }))"""
    )

    phone.check()


def _leave(route: Route) -> None:
    """Ask our server, but not the other site that it sends people to."""
    route.fetch(max_redirects=0)
    route.fulfill(status=200, body="elsewhere")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, and see that the focus is never hidden on the way."""
    target = page.locator(selector)
    for _ in range(40):
        page.keyboard.press("Tab")
        _focus_is_seen(page)
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def _focus_is_seen(page: Page) -> None:
    hidden = page.evaluate(
        """() => {
            const focused = document.activeElement, bar = document.querySelector(".heard-bar");
            if (focused === document.body || bar.contains(focused)) return false;
            const box = focused.getBoundingClientRect();
            return box.top >= bar.getBoundingClientRect().top || box.bottom <= 0;
        }"""
    )
    assert not hidden, "the focus is behind the bar or off the screen"


@pytest.mark.parametrize("pause", [50, 150, 290])
def test_a_slow_double_tap_answers_one_question(
    phone: Phone, make: Make, session: Session, pause: int
):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    tap(page, 0)
    expect(shown(page)).to_have_attribute("id", "q2")
    page.wait_for_timeout(500)

    _tap_twice(page, shown(page).locator("label").nth(1), pause)

    expect(shown(page)).to_have_attribute("id", "q3")
    page.wait_for_timeout(700)
    expect(shown(page)).to_have_attribute("id", "q3")
    assert page.locator("#q3 :checked").count() == 0
    assert kept(session) == {"q1": 0, "q2": 1}


def test_a_slow_double_tap_on_next_skips_one_question(phone: Phone, make: Make):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.wait_for_timeout(500)

    _tap_twice(page, page.locator("form[data-save] button"), 100)

    page.wait_for_timeout(500)
    expect(shown(page)).to_have_attribute("id", "q2")


def test_a_tap_after_the_question_could_be_seen_is_an_answer(
    phone: Phone, make: Make, session: Session
):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    page.wait_for_timeout(500)

    _tap_twice(page, shown(page).locator("label").nth(1), 1_000)

    expect(shown(page)).to_have_attribute("id", "q3")
    expect(page.locator("#status")).to_have_text("Saved")
    assert kept(session) == {"q1": 1, "q2": 1}


def test_the_keyboard_never_waits(phone: Phone, make: Make, session: Session):
    page = start(phone, make.invitation(measures=["phq9"]).path)

    for number in range(1, 4):
        page.locator(f"#q{number}-2").focus()
        page.keyboard.press("Space")
        page.wait_for_url(f"**#{number + 1}")

    expect(page.locator("#status")).to_have_text("Saved")
    assert kept(session) == {f"q{n}": 2 for n in range(1, 4)}


def test_SAF_03_a_double_tap_cannot_change_the_answer_that_brought_help(
    phone: Phone, make: Make, session: Session
):
    page = start(phone, make.invitation(measures=["phq9"]).path)
    for _ in range(8):
        page.locator("form[data-save] button").click()
    expect(shown(page)).to_have_attribute("id", "q9")
    page.wait_for_timeout(500)

    _tap_twice(page, shown(page).locator("label").nth(3), 120)

    expect(page.locator("#status")).to_have_text("Saved")
    page.wait_for_timeout(700)
    expect(shown(page)).to_have_attribute("id", "q9")
    assert kept(session) == {"q9": 3}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_ACC_03_no_page_scrolls_sideways_on_a_small_phone(
    new_browser: NewBrowser, make: Make, language: str
):
    phone = new_browser(**SMALL_PHONE, locale=language)
    client = make.client(language=language)
    page = start(phone, make.invitation(measures=["core_om"], client=client).path)
    home = page.url.rpartition("/")[0]
    wide = {}

    for address in (home, f"{home}/1", f"{home}/1?q=2", f"{home}/1/check", "/help", "/c/new-link"):
        page.goto(address)
        wide[address.removeprefix(home)] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in wide.items() if width > 320} == {}


def test_that_the_next_question_comes_by_itself_is_said_where_it_does(
    new_browser: NewBrowser, make: Make
):
    said = {}
    for has_script in (True, False):
        phone = new_browser(**PHONE, java_script_enabled=has_script)
        phone.page.goto(make.invitation(measures=["gad7"]).path)
        phone.page.locator("main form button").first.click()
        phone.page.wait_for_url("**/check-in/*")
        said[has_script] = phone.page.get_by_text("comes by itself").is_visible()

    assert said == {True: True, False: False}


def _tap_twice(page: Page, place: Locator, pause: int) -> None:
    """Two taps on the same spot of the glass, whatever has come under the finger meanwhile."""
    box = place.bounding_box()
    assert box
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(pause)
    page.touchscreen.tap(x, y)


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
