"""The box with help, without a script: when it is open, and whose words are in it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.risk import CrisisWords
from tests.factory import Make
from tests.statements import statements
from tests.web.service_user.conftest import Begun
from tests.web.service_user.danger.conftest import box, home_of, in_danger, is_open


@pytest.fixture
def words(make: Make, at: datetime) -> Callable[..., CrisisWords]:
    """Crisis words of the service, approved unless it is said otherwise."""

    def write(language: str = "en", *, is_approved: bool = True, **values: Any) -> CrisisWords:
        approved = {"approved_at": at, "approved_by": make.user().id} if is_approved else {}
        texts = {"heading": "Good that you said it", "body": "We are here."} | values
        return make.crisis_words(language, **approved, **texts)

    return write


# ---- the box


@pytest.mark.parametrize("value", [1, 2, 3])
def test_SAF_03_the_box_is_open_on_the_next_page_and_folded_later(begun: Begun, value: int):
    visit = begun("phq9")
    home = visit.url
    visit.open(f"{home}/1?q=9")
    assert box(visit).has_attr("hidden")

    visit.press("Check your answers", q9=value)

    assert is_open(visit)
    for path in ("/1/check", "/1?q=9", "/1", ""):
        visit.open(home + path)
        assert not is_open(visit)


@pytest.mark.parametrize("value", [0, "declined"])
def test_SAF_03_other_answers_open_nothing(begun: Begun, value: Any):
    visit = in_danger(begun, value=value)

    assert visit.page.find(id="support") is None


def test_HAZ_06_SAF_07_a_lowered_answer_keeps_the_box(begun: Begun):
    visit = in_danger(begun, value=3)
    home = home_of(visit)

    visit.open(f"{home}/1?q=9&then=check")
    visit.press("Check your answers", q9=0)

    assert not is_open(visit)
    visit.open(home)
    assert not is_open(visit)


def test_SAF_03_in_the_middle_of_the_CORE_OM_only_the_first_opens_the_box(begun: Begun):
    """HAZ-05: what is shown does not wait for the end of the form."""
    visit = begun("core_om")
    visit.open(f"{visit.url}/1?q=6")

    visit.press("Next", q6=1)
    assert is_open(visit)
    for number in (7, 8, 9):
        visit.press("Next", **{f"q{number}": 4})

    assert not is_open(visit)


def test_SAF_03_the_box_is_on_the_page_after_sending_too(begun: Begun):
    visit = in_danger(begun)

    visit.press("Send my answers")

    assert visit.page.h1.text == "Thank you"
    assert is_open(visit)


def test_SEC_17_who_opens_the_link_elsewhere_learns_nothing_of_it(begun: Begun, make: Make):
    check_in = make.check_in(["phq9", "gad7"])
    visit = in_danger(begun, check_in=check_in)
    other = visit.another()
    other.open(make.invitation(check_in).path)
    other.press("Start")
    home = other.url

    for path in ("", "/1", "/1/check", "/2"):
        other.open(home + path)
        found = other.page.find(id="support")
        assert found is None or found.has_attr("hidden")


def test_SEC_17_nor_from_answering_the_question_once_more(begun: Begun, make: Make):
    check_in = make.check_in()
    visit = in_danger(begun, check_in=check_in)
    other = visit.another()
    other.open(make.invitation(check_in).path)
    other.press("Start")
    other.open(f"{other.url}/1?q=9")

    other.press("Check your answers", q9=0)

    assert other.page.find(id="support") is None


def test_ACC_08_after_a_quiet_time_the_last_page_shows_no_box(begun: Begun, at: datetime):
    visit = in_danger(begun)
    visit.press("Send my answers")
    with time_machine.travel(at + timedelta(minutes=45)):
        visit.open(f"{home_of(visit)}/done")

    assert visit.page.find(id="support") is None


# ---- whose words


def test_the_services_own_words_and_line_are_shown(begun: Begun, words: Any):
    words(line_name="Night line", line_phone="020 7946 0000", line_hours="6pm to 9am")

    visit = in_danger(begun)

    assert box(visit).h2.text == "Good that you said it"
    assert "We are here." in box(visit).text
    line = box(visit).select_one("li")
    assert line.a["href"] == "tel:02079460000"
    assert line.get_text(" ", strip=True) == ("Call 020\u00a07946\u00a00000: Night line 6pm to 9am")


@pytest.mark.parametrize("language", ["pl", "ar"])
def test_words_in_another_language_say_so_and_the_numbers_are_in_the_readers(
    begun: Begun, words: Any, make: Make, language: str
):
    words()
    words(language, is_approved=False, heading="Not yet")
    visit = begun("phq9", client=make.client(language=language))
    visit.open(f"{visit.url}/1?q=9")

    found = box(visit)

    assert (found.h2.text, found.h2["lang"], found.h2["dir"]) == (
        "Good that you said it", "en", "ltr",
    )  # fmt: skip
    assert "Call Samaritans" not in found.text


def test_without_any_words_the_box_has_our_own(begun: Begun):
    visit = in_danger(begun)

    assert box(visit).h2.text == "You matter to us"
    assert box(visit).select_one("li a")["href"] == "tel:08081570000"  # of the settings


# ---- what it costs


def test_CPU_pages_without_such_questions_ask_nothing_more(begun: Begun, app: Any):
    """And pages with them at most two queries more."""
    visit = begun("gad7", "phq9")
    home = visit.url
    counts = {}

    for path in ("/1", "/1?q=3", "/1/check", "/2", "/2?q=9", "/2/check"):
        with statements(app.extensions["engine"]) as asked:
            visit.get(home + path)
        counts[path] = sum(" alert" in q or "crisis_words" in q or "calendar" in q for q in asked)

    assert counts == {"/1": 0, "/1?q=3": 0, "/1/check": 0, "/2": 2, "/2?q=9": 2, "/2/check": 0}
