"""SAF-23: questions that are withdrawn while somebody answers them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer, Submission
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.conftest import Begun

STOPPED = "We have stopped asking these questions"


def answers(session: Session) -> dict[str, int | None]:
    return {row.item: row.value for row in session.scalars(select(DraftAnswer))}


def test_saf_23_in_mid_form_without_script_it_says_so_and_keeps_the_answers(
    begun: Begun, make: Make, session: Session
):
    visit = begun("gad7")
    visit.follow("Start")
    visit.press("Next", q1=2)
    make.withdrawal("gad7")

    page = visit.press("Next", status=410, q2=3)

    assert page.h1.text == STOPPED
    assert "What you answered until then is kept." in visit.text
    assert "Get help now" in page.main.get_text()
    assert answers(session) == {"q1": 2}
    visit.follow("Carry on")
    assert "There is nothing more to do." in visit.text


def test_saf_23_in_mid_form_the_scripts_save_gets_a_clear_answer(
    begun: Begun, make: Make, session: Session
):
    visit = begun("gad7")
    address = visit.url + "/1"
    visit.open(address)
    data = {"csrf_token": visit.csrf_token, "item": "q1", "value": "2", "language": "en"}
    assert visit.post(f"{address}/answer", data=data).json == {"saved": True}
    make.withdrawal("gad7")

    reply = visit.post(f"{address}/answer", data=data | {"item": "q2"})

    assert (reply.status_code, reply.json) == (410, {"saved": False})
    assert answers(session) == {"q1": 2}


def test_saf_23_every_page_of_the_form_says_so(begun: Begun, make: Make, session: Session):
    visit = begun("gad7")
    address = visit.url + "/1"
    visit.open(address)
    token = {"csrf_token": visit.csrf_token}
    make.draft("gad7", check_in=make.check_in(["gad7"]))
    make.withdrawal("gad7")

    for path in (address, f"{address}?q=3", f"{address}/check"):
        assert visit.open(path, status=410).h1.text == STOPPED
    for path, more in ((address, {"q1": "1"}), (f"{address}/check", {"mode": "self"})):
        reply = visit.post(path, data=token | more)
        assert (reply.status_code, STOPPED in reply.text) == (410, True)
    assert session.scalars(select(Submission)).all() == []


def test_saf_23_the_other_questions_go_on(begun: Begun, make: Make):
    visit = begun("gad7", "phq9")
    make.withdrawal("gad7")

    page = visit.open(visit.url)

    assert "We have stopped asking some of the questions. What you answered is kept." in visit.text
    assert len(page.select(".heard-parts li")) == 1
    assert "9 questions" in visit.text
    visit.follow("Start")
    assert visit.url.endswith("/2?q=1")


def test_saf_23_an_answer_about_danger_still_shows_help(begun: Begun, make: Make):
    visit = begun("phq9", "gad7")
    home = visit.url
    visit.open(f"{home}/1?q=9")
    visit.press("Check your answers", q9=2)
    make.withdrawal("phq9")

    page = visit.open(home)

    assert not page.select_one("#support").has_attr("hidden")


def test_saf_23_without_its_language_the_rest_is_asked_in_english(
    begun: Begun, make: Make, visit: Visit, session: Session
):
    make.approval("phq9", "pl")
    begun("phq9", client=make.client(language="pl"))
    home = visit.url
    first = visit.open(f"{home}/1?q=1")
    assert first.select_one("main form.heard-one")["lang"] == "pl"
    visit.press("Dalej", q1=3)
    make.withdrawal("phq9", language="pl")

    page = visit.open(f"{home}/1?q=2")

    assert page.select_one("main form.heard-one")["lang"] == "en"
    assert answers(session) == {"q1": 3}


def test_saf_23_what_was_sent_can_still_be_read(make: Make, visit_as, session: Session):
    therapist = make.clinician()
    client = make.client(therapist)
    sent = make.submission("gad7", client=client)
    begun = make.draft("phq9", client=client, answers=[1, 2])
    make.withdrawal("gad7", therapist.service)
    make.withdrawal("phq9", therapist.service)
    visit = visit_as(therapist)

    assert "GAD-7" in visit.open(f"/clinic/clients/{client.id}/submissions/{sent.id}").main.text
    visit.open(f"/clinic/clients/{client.id}")
    assert "2 of 9 answered, not sent, withdrawn" in " ".join(visit.text.split())
    visit.open(f"/clinic/clients/{client.id}/check-in")
    assert "GAD-7 : withdrawn by your service. It is not asked at present." in visit.text
    assert begun.withdrawn_at
