"""Answering: every answer is kept alone, nothing wrong is kept, and sending happens once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer, Submission
from app.scheduling import Mode
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.conftest import Begun


def answers(session: Session) -> dict[str, int | None]:
    """What is kept."""
    return {row.item: row.value for row in session.scalars(select(DraftAnswer))}


def save(visit: Visit, address: str, **fields: object) -> int:
    """The status of a background save."""
    data = {"csrf_token": visit.csrf_token, "tab": "t", "seq": "1", "language": "en", **fields}
    return visit.post(f"{address}/answer", data=data).status_code


# ---- Without script: one question on a page


def test_ACC_05_a_phq9_without_script_from_start_to_thank_you(begun: Begun, session: Session):
    visit = begun("phq9")
    visit.follow("Start")
    for number in range(1, 9):
        assert f"Question {number} of 9" in visit.text
        visit.press("Next", **{f"q{number}": number % 4})
    visit.press("Check your answers", q9="declined")

    assert "You answered 8 of 9 questions. You chose not to answer 1 question." in visit.text
    assert "I’d rather not answer" in visit.text
    visit.press("Send my answers")

    assert visit.page.h1.text == "Thank you"
    [sent] = session.scalars(select(Submission)).all()
    assert sent.answers == {f"q{n}": n % 4 for n in range(1, 9)} | {"q9": None}
    assert sent.declined == ["q9"]
    assert (sent.language, sent.mode) == ("en", Mode.SELF)


def test_ACC_15_every_question_can_be_skipped(begun: Begun, session: Session):
    visit = begun("gad7")
    visit.follow("Start")
    for _ in range(6):
        visit.press("Next")
    visit.press("Check your answers", q7=2)

    assert "You answered 1 of 7 questions" in visit.text
    assert visit.text.count("Not answered") == 6
    assert answers(session) == {"q7": 2}


def test_declining_is_counted_apart_and_kindly(begun: Begun):
    visit = begun("gad7")
    home = visit.url
    visit.open(home + "/1")

    visit.press("Check your answers", q1=1, q2=0, q3=3, q4="declined", q5="declined")

    assert (
        "You answered 3 of 7 questions. You chose not to answer 2 questions. "
        "It is fine to leave some out."
    ) in visit.text
    visit.open(home)
    assert "7 questions 3 answered" in visit.text


def test_someone_who_declines_everything_can_say_so_and_send_it(begun: Begun):
    visit = begun("gad7")
    home = visit.url
    visit.open(home + "/1")
    everything: dict[str, Any] = {f"q{n}": "declined" for n in range(1, 8)}

    visit.press("Check your answers", **everything)

    assert "You chose not to answer 7 questions." in visit.text
    assert "Carry on" in visit.open(home).text
    visit.open(home + "/1/check")
    assert visit.press("Send my answers").h1.text == "Thank you"


def test_SEC_17_another_browser_is_not_told_how_many_were_declined(visit: Visit, make: Make):
    invitation = make.invitation(measures=["gad7"])
    visit.open(invitation.path)
    visit.press("Start")
    visit.open(visit.url + "/1")
    visit.press("Check your answers", q1=1, q2="declined")

    other = visit.another()
    other.open(invitation.path)
    other.press("Start")
    other.open(other.url + "/1/check")

    assert "You answered 2 of 7 questions." in other.text
    assert "You chose not" not in other.text


def test_back_shows_what_this_browser_answered(begun: Begun):
    visit = begun("phq9")
    visit.follow("Start")
    visit.press("Next", q1=0)

    assert "Saved" in visit.text
    visit.follow("Back")

    assert visit.page.select_one("#q1 input[checked]")["value"] == "0"


def test_a_change_from_the_check_page_returns_there(begun: Begun, session: Session):
    visit = begun("phq9")
    visit.follow("Start")
    visit.press("Next", q1=1)
    visit.open(visit.url.split("?")[0] + "/check")

    visit.open(str(visit.page.select_one('a[href*="q=1&"]')["href"]))
    visit.press("Check your answers", q1=3)

    assert "Nearly every day" in visit.text
    assert answers(session) == {"q1": 3}


def test_nothing_is_sent_while_nothing_is_answered(begun: Begun, session: Session):
    visit = begun("phq9")
    visit.open(visit.url + "/1/check")
    token = visit.csrf_token

    assert not visit.page.select("main button")
    visit.post(visit.url, data={"csrf_token": token})

    assert session.scalar(select(func.count(Submission.id))) == 0


def test_the_whole_form_works_when_the_script_never_comes(begun: Begun, session: Session):
    visit = begun("phq9")
    visit.open(visit.url + "/1")

    visit.press("Check your answers", q1=1, q2=0, q9="declined")

    assert "You answered 2 of 9 questions" in visit.text
    assert answers(session) == {"q1": 1, "q2": 0, "q9": None}


def test_someone_can_say_that_they_had_help(begun: Begun, session: Session):
    visit = begun("phq9")
    visit.open(visit.url + "/1")
    visit.press("Check your answers", q1=1)

    visit.press("Send my answers", mode="interpreter")

    assert session.scalars(select(Submission.mode)).one() is Mode.INTERPRETER


def test_three_questionnaires_each_have_their_own_state(begun: Begun):
    visit = begun("phq9", "gad7", "swemwbs")
    home = visit.url
    visit.open(home + "/2")
    visit.press("Check your answers", q1=1)
    visit.press("Send my answers")

    assert visit.url == home
    parts = [li.get_text(" ", strip=True) for li in visit.page.select("main ol li")]
    assert parts == ["Part 1 9 questions", "Part 2 7 questions Sent", "Part 3 7 questions"]
    visit.follow("Carry on")
    assert visit.url == f"{home}/1?q=1"


# ---- With script: each answer by itself


def test_REL_01_saved_is_said_when_the_answer_is_kept(begun: Begun, session: Session):
    visit = begun("phq9")
    home = visit.url
    visit.open(home + "/1")
    data = {"csrf_token": visit.csrf_token, "item": "q1", "value": "0", "tab": "t", "seq": "1"}

    reply = visit.post(f"{home}/1/answer", data=data)

    assert reply.json == {"saved": True}
    assert answers(session) == {"q1": 0}


def test_REL_03_a_late_repeat_does_not_undo_a_newer_answer(begun: Begun, session: Session):
    visit = begun("phq9")
    address = visit.url + "/1"
    visit.open(address)

    save(visit, address, item="q1", value="1", seq="1")
    save(visit, address, item="q1", value="3", seq="2")
    save(visit, address, item="q1", value="1", seq="1")
    save(visit, address, item="q1", value="3", seq="2")

    assert answers(session) == {"q1": 3}


BAD = [
    {"item": "q10", "value": "1"},
    {"item": "q1", "value": "4"},
    {"item": "q1", "value": "-1"},
    {"item": "q1", "value": "1.0"},
    {"item": "q1", "value": "١"},
    {"item": "q1", "value": " 1"},
    {"item": "q1", "value": "1_0"},
    {"item": "q1", "value": ""},
    {"item": "q1", "value": "none"},
    {"item": "q1"},
    {"value": "1"},
    {"item": ["q1", "q2"], "value": "1"},
    {"item": "q1", "value": ["1", "2"]},
    {"item": "q1", "value": "1", "extra": "x"},
    {"item": "q1", "value": "1", "seq": "-1"},
    {"item": "q1", "value": "1", "seq": "9999999999"},
    {"item": "q1", "value": "1", "seq": "x"},
    {"item": "q1", "value": "1", "tab": "\x00"},
    {"item": "q1", "value": "1", "tab": "x" * 65},
    {"item": "q1", "value": "1", "language": "tlh"},
    {"item": "q1", "value": "1", "language": ""},
    {"item": "q1\x00", "value": "1"},
    {"item": "😀", "value": "1"},
    {"item": "\u202eq1", "value": "1"},
]


@pytest.mark.parametrize("fields", BAD, ids=str)
def test_SEC_07_what_was_never_printed_is_refused(
    begun: Begun, session: Session, fields: dict[str, object]
):
    visit = begun("phq9")
    address = visit.url + "/1"
    visit.open(address)

    assert save(visit, address, **fields) == 400
    assert answers(session) == {}


@pytest.mark.parametrize(
    "fields",
    [{"q1": ["1", "2"]}, {"q10": "1"}, {"q1": "5"}, {"q1": "<b>"}, {"q1": "1", "q2": "9"}],
    ids=str,
)
def test_SEC_07_a_form_with_one_wrong_answer_is_refused(
    begun: Begun, session: Session, fields: dict[str, object]
):
    visit = begun("phq9")
    visit.open(visit.url + "/1")
    data = {"csrf_token": visit.csrf_token, "language": "en", **fields}

    assert visit.post(visit.url, data=data).status_code == 400
    assert answers(session) == {}


def test_SEC_04_an_answer_without_token_is_refused(begun: Begun, session: Session):
    visit = begun("phq9")

    reply = visit.post(visit.url + "/1/answer", data={"item": "q1", "value": "1"})

    assert reply.status_code == 400
    assert answers(session) == {}


def test_SEC_10_a_body_that_is_too_big_is_refused(begun: Begun, session: Session):
    visit = begun("phq9")
    address = visit.url + "/1"
    visit.open(address)

    assert save(visit, address, item="q1", value="1" * 70_000) == 413
    assert answers(session) == {}


def test_SEC_14_the_check_in_of_somebody_else_is_not_there(
    begun: Begun, make: Make, session: Session
):
    other = make.check_in(["phq9"])
    visit = begun("phq9")
    visit.open(visit.url + "/1")
    address = f"/check-in/{other.id}/1"

    assert save(visit, address, item="q1", value="1") == 404
    assert visit.post(f"{address}/check", data={"csrf_token": visit.csrf_token}).status_code == 404
    assert visit.get(address).status_code == 404
    assert answers(session) == {}


def test_a_questionnaire_that_is_not_in_the_check_in_is_not_there(begun: Begun):
    visit = begun("phq9")
    home = visit.url
    visit.open(home + "/1")

    assert save(visit, f"{home}/2", item="q1", value="1") == 404
    assert visit.get(f"{home}/2").status_code == 404
    assert visit.get(f"{home}/1?q=10").status_code == 404
    assert visit.get(f"{home}/1?q=x").status_code == 404


def test_REL_04_sending_again_gives_the_first_result(begun: Begun, session: Session):
    visit = begun("phq9")
    home = visit.url
    visit.open(home + "/1")
    visit.press("Check your answers", q1=1)
    data = {"csrf_token": visit.csrf_token}

    replies = [visit.post(f"{home}/1/check", data=data) for _ in range(3)]

    assert {reply.location for reply in replies} == {f"{home}/done"}
    assert session.scalar(select(func.count(Submission.id))) == 1


def test_an_answer_after_sending_is_refused_and_back_leads_to_the_end(
    begun: Begun, session: Session
):
    visit = begun("phq9")
    home = visit.url
    visit.open(home + "/1")
    visit.press("Check your answers", q1=1)
    token = visit.csrf_token
    visit.press("Send my answers")
    data = {"csrf_token": token, "item": "q1", "value": "3"}

    late = visit.post(f"{home}/1/answer", data=data)

    assert late.status_code == 409
    assert session.scalars(select(Submission)).one().answers["q1"] == 1
    for path in ("", "/1", "/1/check", "/1?q=1"):
        assert visit.open(home + path).h1.text == "Thank you"


# ---- Help at once


def test_SAF_03_help_is_on_the_page_after_an_answer_about_danger(begun: Begun):
    visit = begun("phq9")
    home = visit.url
    visit.open(home + "/1?q=9")
    assert visit.page.find(id="support").has_attr("hidden")

    visit.press("Check your answers", q9=1)

    for path in ("/1/check", "/1?q=9", "/1", ""):
        visit.open(home + path)
        assert not visit.page.find(id="support").has_attr("hidden")
    assert "116\u00a0123" in visit.text


def test_SAF_03_the_script_knows_which_answers_call_for_help(begun: Begun):
    visit = begun("phq9", "core_om")
    home = visit.url

    visit.open(home + "/1")
    assert [f["id"] for f in visit.page.select("[data-help]")] == ["q9-1", "q9-2", "q9-3"]
    visit.open(home + "/2")
    assert {f["name"] for f in visit.page.select("[data-help]")} == {
        "q6", "q9", "q16", "q22", "q24", "q34",
    }  # fmt: skip


# ---- Time


def test_ACC_08_after_a_quiet_time_nothing_is_shown_and_nothing_is_lost(
    begun: Begun, session: Session, at: datetime
):
    visit = begun("phq9")
    address = visit.url + "/1"
    visit.open(address)
    save(visit, address, item="q1", value="2")

    with time_machine.travel(at + timedelta(minutes=45)):
        assert save(visit, address, item="q2", value="3") == 200
        visit.open(address, status=403)

    assert visit.page.h1.text == "This page is closed"
    assert "Nothing happened for a while" in visit.text
    assert "Nearly every day" not in visit.text
    assert answers(session) == {"q1": 2, "q2": 3}


def test_ACC_08_asking_for_more_time_keeps_the_page_open(begun: Begun, at: datetime):
    visit = begun("phq9")
    home = visit.url
    data = {"csrf_token": visit.open(home + "/1").select_one("[name=csrf_token]")["value"]}

    for count in range(1, 12):
        with time_machine.travel(at + timedelta(minutes=28 * count)):
            assert visit.post(f"{home}/stay", data=data).json == {"saved": True}

    with time_machine.travel(at + timedelta(minutes=28 * 11 + 20)):
        assert visit.open(home + "/1").h1.text == "Questions"


def test_ACC_08_the_page_says_how_long_it_stays_open(begun: Begun):
    visit = begun("phq9")

    assert visit.open(visit.url + "/1").find(id="stay")["data-seconds"] == str(30 * 60)


# ---- Words


def test_the_owner_of_the_questions_is_named(begun: Begun):
    visit = begun("phq9")
    home = visit.url

    for path in ("/1", "/1?q=1", "/1/check"):
        assert "Pfizer" in visit.open(home + path).text


def test_SEC_28_titles_and_addresses_say_nothing_clinical(begun: Begun):
    visit = begun("pcl5", "des_ii")
    home = visit.url
    titles = {visit.open(home + path).title.text for path in ("", "/1", "/2", "/1?q=1", "/1/check")}

    assert UUID(home.rpartition("/")[2])
    assert titles == {"Your check-in – Heard", "Questions – Heard", "Check your answers – Heard"}


@pytest.mark.parametrize("path", ["/1", "/1?q=1"])
def test_ACC_10_questions_keep_their_own_language_inside_an_arabic_page(
    begun: Begun, make: Make, path: str
):
    visit = begun("phq9", client=make.client(language="ar"))
    visit.open(visit.url + path)
    form = visit.page.select_one("main form[lang]")

    assert (visit.page.html["lang"], visit.page.html["dir"]) == ("ar", "rtl")
    assert (form["lang"], form["dir"]) == ("en", "ltr")
    assert visit.page.select('legend [lang="ar"][dir="rtl"]')


def test_ACC_10_answers_to_check_run_as_the_questionnaire_does_inside_an_arabic_page(
    begun: Begun, make: Make
):
    visit = begun("phq9", client=make.client(language="ar"))
    home = visit.url
    visit.open(home + "/1")
    save(visit, visit.url, item="q1", value="1", language="en")
    visit.open(home + "/1/check")
    answered, unanswered = visit.page.select(".heard-answers div")[:2]

    assert (answered["lang"], answered["dir"]) == ("en", "ltr")
    assert [len(row.select('span[lang="ar"]')) for row in (answered, unanswered)] == [0, 1]
    assert answered.a.parent["dir"] == "rtl"


def test_EQ_10_an_approved_arabic_wording_is_asked_in_arabic(
    begun: Begun, make: Make, session: Session
):
    client = make.client(language="ar")
    make.approval("gad7", "ar")
    visit = begun("gad7", client=client)
    visit.open(visit.url + "/1")
    form = visit.page.select_one("main form")

    assert (form["lang"], form["dir"]) == ("ar", "rtl")
    assert save(visit, visit.url, item="q1", value="1", language="ar") == 200
    assert session.scalars(select(DraftAnswer.language)).one() == "ar"
