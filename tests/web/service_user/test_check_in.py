"""The home of a check-in: what comes, how long it takes, who reads it, and help with it."""

from sqlalchemy.orm import Session

from app.care import Relation
from app.scheduling import CheckIn, HelpWanted
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.conftest import Begun


def test_ACC_15_it_says_what_comes_how_long_and_that_all_can_be_skipped(begun: Begun):
    visit = begun("phq9", "gad7", "core_om")

    assert "It takes about 6 minutes" in visit.text  # 50 questions, 7 seconds each
    assert "34 questions" in visit.text
    assert "skip any question" in visit.text
    assert "keep your answers for 7 days" in visit.text


def test_the_person_is_told_as_many_minutes_as_the_staff_who_asked(
    begun: Begun, make: Make, visit_as
):
    therapist = make.clinician()
    client = make.client(therapist)
    make.episode(client)
    staff = visit_as(therapist)
    staff.open(f"/clinic/clients/{client.id}/check-in")

    visit = begun("phq9")

    assert "PHQ-9 9 questions, about 2 minutes" in staff.text
    assert "It takes about 2 minutes" in visit.text


def test_who_can_read_the_answers_is_who_may(begun: Begun, make: Make):
    own = make.clinician(name="Ada Own")
    client = make.client(own)
    make.care_relationship(make.clinician(name="Ben Boss"), client, relation=Relation.SUPERVISED)
    make.care_relationship(make.clinician(name="Cy Cover"), client, relation=Relation.COVER)
    over = make.clinician(name="Eve Ended")
    make.care_relationship(over, client, ends_on=make.today.replace(day=1))
    make.clinician(name="Nobody Near")

    visit = begun("phq9", client=client)

    heading = visit.page.find("h2", string="Who can read your answers")
    readers = [li.get_text() for li in heading.find_next_sibling("ul").select("li")]
    assert readers == [
        "Ada Own: your therapist",
        "Ben Boss: supervises your therapist",
        "Cy Cover: stands in when your therapist is away",
        "Colleagues on duty: only an answer that says you are in danger",
    ]


def test_colleagues_on_duty_read_nothing_where_nothing_asks_about_danger(begun: Begun):
    assert "on duty" not in begun("gad7").text


def test_no_one_reads_it_straight_away_and_it_says_so_before_and_after(begun: Begun):
    visit = begun("phq9")
    before = visit.text
    visit.open(visit.url + "/1")
    visit.press("Check your answers", q1=1)
    visit.press("Send my answers")

    assert "No one reads your answers straight away" in before
    assert "No one reads your answers straight away" in visit.text


def test_a_measure_without_arabic_is_offered_in_english_and_help_can_be_asked_for(
    begun: Begun, make: Make, session: Session
):
    visit = begun("phq9", client=make.client(language="pl"))
    assert visit.page.select('main button[value="interpreter"]')

    token = visit.csrf_token
    visit.post(visit.url + "/help", data={"csrf_token": token, "wanted": "interpreter"})

    assert session.query(CheckIn).one().help_wanted is HelpWanted.INTERPRETER
    chosen = visit.open(visit.url).select("#help button[aria-current]")
    assert [button["value"] for button in chosen] == ["interpreter"]
    assert "zobaczy, że potrzebujesz tłumacza" in visit.text


def test_asking_for_help_can_be_changed_and_taken_back(begun: Begun, make: Make, session: Session):
    visit = begun("phq9", client=make.client(language="pl"))
    steps = {
        "Potrzebuję pomocy": HelpWanted.HELP,
        "Potrzebuję tłumacza": HelpWanted.INTERPRETER,
        "Jednak nie potrzebuję pomocy": None,
    }

    for words, wanted in steps.items():
        visit.press(words)
        assert session.query(CheckIn).one().help_wanted is wanted

    assert not visit.page.select("#help button[aria-current], #help button[value=nothing]")
    assert visit.page.select('#help button[value="help"]')


def test_what_was_asked_for_can_be_taken_back_on_a_page_in_english_too(
    begun: Begun, make: Make, session: Session
):
    visit = begun("phq9", client=make.client(language="pl"))
    visit.press("Potrzebuję pomocy")
    visit.press("English")

    visit.press("I do not need help after all")

    assert session.query(CheckIn).one().help_wanted is None
    assert not visit.page.select("#help")


def test_only_a_page_with_the_script_promises_that_the_next_question_comes_by_itself(begun: Begun):
    visit = begun("phq9")

    promise = visit.page.find(string="Tap an answer and the next question comes by itself.")
    assert promise.find_parent(hidden=True)
    assert "You can always go back." in visit.text


def test_help_of_an_unknown_kind_is_refused(begun: Begun):
    visit = begun("phq9")

    refused = visit.post(
        visit.url + "/help", data={"csrf_token": visit.csrf_token, "wanted": "money"}
    )

    assert refused.status_code == 400


def test_done_is_not_there_before_the_end(begun: Begun):
    visit = begun("phq9")
    home = visit.url

    assert visit.open(home + "/done").h1.text == "Your check-in"
    assert visit.url == home


def test_nobody_comes_in_without_a_link(visit: Visit, make: Make):
    check_in = make.check_in()

    for path in ("", "/1", "/1/check", "/done"):
        visit.open(f"/check-in/{check_in.id}{path}", status=403)
        assert visit.page.h1.text == "This page is closed"
