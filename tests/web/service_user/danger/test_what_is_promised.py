"""By when somebody should see an answer, and what happens with answers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.risk import Alert
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.conftest import Begun
from tests.web.service_user.danger.conftest import box, in_danger

# By when the team should have seen it, four hours of work after it was said.
AFTER_THE_WEEKEND = {
    "en": "Monday 30 November at 1pm",
    "pl": "poniedziałek, 30 listopada",
    "ar": "الاثنين، 30 نوفمبر",
}
AFTER_CHRISTMAS = {
    "en": "Tuesday 29 December at 1pm",
    "pl": "wtorek, 29 grudnia",
    "ar": "الثلاثاء، 29 ديسمبر",
}
IN_MARCH = {
    "en": "Monday 30 March at 1pm",
    "pl": "poniedziałek, 30 marca",
    "ar": "الاثنين، 30 مارس",
}
IN_OCTOBER = {
    "en": "Monday 26 October at 1pm",
    "pl": "poniedziałek, 26 października",
    "ar": "الاثنين، 26 أكتوبر",
}
MOMENTS = {
    "fri 17:01": (datetime(2026, 11, 27, 17, 1, tzinfo=UTC), AFTER_THE_WEEKEND),
    "fri 23:30": (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), AFTER_THE_WEEKEND),
    "24 dec 17:01": (datetime(2026, 12, 24, 17, 1, tzinfo=UTC), AFTER_CHRISTMAS),
    "25 dec": (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), AFTER_CHRISTMAS),
    "clocks go on": (datetime(2026, 3, 27, 23, 30, tzinfo=UTC), IN_MARCH),
    "clocks go back": (datetime(2026, 10, 23, 22, 30, tzinfo=UTC), IN_OCTOBER),
}


# ---- by when


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_SAF_04_HAZ_01_it_says_by_when_somebody_should_see_it(
    begun: Begun, make: Make, session: Session, moment: str, language: str
):
    """HAZ-22: before the first question, beside it, and after the answer."""
    now, expected = MOMENTS[moment]
    said = expected[language]
    make.at = now
    with time_machine.travel(now):
        client = make.client(language=language)
        visit = begun("phq9", client=client)
        assert said in visit.text
        home = visit.url
        visit.open(f"{home}/1?q=9")
        assert said in visit.page.find(id="q9-not-read").text
        visit.open(f"{home}/1")
        assert said in visit.page.find(id="q9-not-read").text
        reply = visit.post(
            f"{home}/1/answer",
            data={"csrf_token": visit.csrf_token, "item": "q9", "value": "1"},
        )
        visit.open(f"{home}/1/check")

    assert said in reply.json["seen"]
    assert said in visit.page.find(id="seen").text
    [alert] = session.scalars(select(Alert)).all()
    assert alert.acknowledge_by.day == int("".join(filter(str.isdigit, said.split(" at ")[0])))


def test_SAF_04_what_was_promised_first_stays(begun: Begun, at: datetime):
    visit = in_danger(begun)
    first = visit.page.find(id="seen").text

    with time_machine.travel(at + timedelta(minutes=20)):
        visit.open(visit.url)

    promised = "Your team should see it by Wednesday 4 March at 2pm."
    assert visit.page.find(id="seen").text == first == promised


def test_SAF_04_nothing_is_promised_where_nothing_asks_about_danger(begun: Begun):
    visit = begun("gad7")

    assert "should see it by" not in visit.text
    visit.open(f"{visit.url}/1")
    assert "should see it by" not in visit.text


# ---- what happens with your answers


def test_what_happens_with_answers_can_be_read_by_anybody(visit: Visit):
    page = visit.open("/your-answers")

    assert page.h1.text == "What happens with your answers"
    for said in (
        "No one reads it straight away",
        "working hours",
        "still sees the first one",
        "It changes nothing in your care",
        "the way that your team knows is safe",
    ):
        assert said in visit.text


def test_it_is_linked_from_the_box_and_from_home(begun: Begun):
    visit = begun("phq9")
    visit.follow("What happens with your answers")
    visit.follow("Back to my check-in")
    visit.open(f"{visit.url}/1?q=9")

    assert box(visit).find("a", href="/your-answers")
