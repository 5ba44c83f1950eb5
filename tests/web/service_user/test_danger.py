"""What somebody sees whose answer speaks of danger, without a script: HAZ-01, HAZ-05, HAZ-06."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer
from app.risk import Alert, ContactWish, CrisisWords, FollowUp, FollowUpPreference
from app.security import AuditEvent
from tests.factory import Make
from tests.pages import Visit
from tests.statements import statements

Begun = Callable[..., Visit]
NUMBERS = ["tel:111", "tel:116123", "sms:85258?body=SHOUT", "tel:999"]
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


@pytest.fixture
def words(make: Make, at: datetime) -> Callable[..., CrisisWords]:
    """Crisis words of the service, approved unless it is said otherwise."""

    def write(language: str = "en", *, is_approved: bool = True, **values: Any) -> CrisisWords:
        approved = {"approved_at": at, "approved_by": make.user().id} if is_approved else {}
        texts = {"heading": "Good that you said it", "body": "We are here."} | values
        return make.crisis_words(language, **approved, **texts)

    return write


def box(visit: Visit) -> Any:
    """The box as it is on the page, and the numbers in it."""
    found = visit.page.find(id="support")
    assert found is not None
    assert [a["href"] for a in found.select("li a")][-4:] == NUMBERS
    return found


def is_open(visit: Visit) -> bool:
    assert not box(visit).has_attr("hidden")
    return bool(box(visit).details.has_attr("open"))


def in_danger(begun: Begun, *measures: str, value: int = 2, **check_in: Any) -> Visit:
    """Item 9 of the PHQ-9 is answered, on a page that asks it alone."""
    visit = begun(*(measures or ("phq9",)), **check_in)
    visit.open(f"{visit.url}/1?q=9")
    visit.press("Check your answers", q9=value)
    return visit


def home_of(visit: Visit) -> str:
    return "/".join(visit.url.split("?")[0].split("/")[:3])


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


# ---- whether we contact them


def test_a_wish_is_noted_said_and_can_be_changed(begun: Begun, session: Session):
    visit = in_danger(begun)

    visit.press("In the morning")

    assert visit.url.endswith("/1/check?help=open")
    assert is_open(visit)
    assert (
        "We noted: in the morning. Your team should see it by Wednesday 4 March at 2pm. "
        "They contact you in the way that your team knows is safe." in visit.text
    )
    assert visit.page.select_one("#support button[aria-current]")["value"] == "morning"
    visit.press("No thank you")
    assert "We noted: no thank you. Your team still sees your answer." in visit.text
    [alert] = session.scalars(select(Alert)).all()
    assert (alert.wish, [s.wish for s in alert.steps if s.wish]) == (
        ContactWish.NO, [ContactWish.MORNING, ContactWish.NO],
    )  # fmt: skip
    events = select(AuditEvent.detail).where(AuditEvent.event == "alert.wished")
    assert sorted(session.scalars(events)) == ["morning", "no"]


def test_our_script_gets_the_words_and_stays_where_it_is(begun: Begun):
    visit = in_danger(begun)
    data = {"csrf_token": visit.csrf_token, "wish": "any_time"}

    reply = visit.post(f"{home_of(visit)}/contact", data=data)

    assert reply.json["saved"]
    assert reply.json["said"].startswith("We noted: as soon as you can. Your team should see it")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/clinic/", "/check-in/1\r\nX: y", "", "/é"]
)
def test_SEC_09_a_wish_leads_back_to_this_check_in_only(begun: Begun, back: str):
    visit = in_danger(begun)
    data = {"csrf_token": visit.csrf_token, "wish": "no", "back": back}

    reply = visit.post(f"{home_of(visit)}/contact", data=data)

    assert reply.location == f"{home_of(visit)}?help=open#support"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("contact", {"wish": "x"}),
        ("contact", {}),
        ("follow-up", {"follow_up": "x"}),
        ("follow-up", {}),
    ],
)
def test_SEC_07_nothing_else_can_be_wished_for(
    begun: Begun, session: Session, path: str, data: dict[str, str]
):
    visit = in_danger(begun)

    reply = visit.post(f"{home_of(visit)}/{path}", data=data | {"csrf_token": visit.csrf_token})

    assert reply.status_code == 400
    assert session.scalars(select(Alert.wish)).all() == [None]


def test_a_first_alert_offers_nothing_more(begun: Begun):
    assert "what helps most" not in in_danger(begun).text


def test_a_second_alert_offers_one_more_choice_once(begun: Begun, make: Make, session: Session):
    client = make.client()
    first = make.alert(client=client)
    visit = in_danger(begun, client=client)
    before = session.scalars(select(Alert).where(Alert.id != first.id)).one()
    clock, owner = before.acknowledge_by, before.owner_id

    visit.press("Send me a message")

    assert "Your therapist reads it" in visit.text
    assert session.scalars(select(FollowUpPreference.follow_up)).all() == [FollowUp.MESSAGE]
    after = session.get_one(Alert, before.id)
    assert (after.acknowledge_by, after.owner_id) == (clock, owner)
    assert "what helps most" not in in_danger(begun, client=client).text


# ---- when it cannot be saved


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, app: Any) -> Callable[[str], None]:
    """Breaks a part, and shows faults as people see them."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def broken(name: str) -> None:
        monkeypatch.setattr(name, lambda *_, **__: 1 / 0)

    return broken


def test_SAF_02_a_failed_save_shows_help_and_keeps_the_answer(
    begun: Begun, session: Session, broken: Callable[[str], None], monkeypatch: Any
):
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=9")
    with monkeypatch.context():
        broken("app.risk.raising.tell")
        visit.press("Check your answers", q9=2, status=503)
    assert session.scalars(select(DraftAnswer)).all() == []
    assert visit.page.h1.text == "Your answer is not saved yet"
    assert is_open(visit)
    monkeypatch.undo()

    visit.press("Try again")

    assert [a.value for a in session.scalars(select(DraftAnswer))] == [2]
    assert is_open(visit)


def test_SAF_02_also_when_nothing_of_the_database_answers(
    begun: Begun, broken: Callable[[str], None]
):
    """REL-14: even the visit cannot be looked up."""
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=9")
    broken("app.security.find_web_session")

    visit.press("Check your answers", q9=1, status=503)

    assert is_open(visit)
    assert visit.page.select_one("input[name=q9]")["value"] == "1"


def test_SAF_02_another_answer_that_fails_speaks_of_no_danger(
    begun: Begun, broken: Callable[[str], None]
):
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=1")
    broken("app.responses.keep_answer")

    visit.press("Next", q1=3, status=503)

    assert visit.page.find(id="support") is None
    assert visit.page.select_one("input[name=q1]")["value"] == "3"


def test_SEC_06_the_page_of_a_failed_save_repeats_nothing_but_our_own(
    begun: Begun, broken: Callable[[str], None]
):
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=1")
    broken("app.security.find_web_session")
    data = {"csrf_token": visit.csrf_token, "q1": "<b>", "x": "y", "language": "<i>"}

    page = visit.post(visit.url, data=data)

    assert page.status_code == 503
    assert [f["name"] for f in visit._show(page, 503).select("main input")] == ["csrf_token"]


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
