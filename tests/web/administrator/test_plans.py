"""What a pathway asks and when, changed on a page: seen before it is saved."""

import re

import pytest
from sqlalchemy import select

from app import scheduling
from app.actions import change_plan
from app.scheduling import MeasurePlan, Plan
from app.security import Actor, AuditEvent
from tests.pages import read_page

CORE = ("phq9", "gad7", "swemwbs", "core_om")
ALL_SEVEN = (*CORE, "ders", "des_ii", "pcl5")
PLAN = Plan(start=ALL_SEVEN, routine=CORE, middle=ALL_SEVEN, end=(*ALL_SEVEN, "prem"), sessions=16)
TO_PREVIEW = "Continue: see what this asks of a person"


@pytest.fixture
def pathway(make):
    """A pathway that has no plan."""
    return make.pathway(name="Individual therapy")


@pytest.fixture
def planned(session, pathway, administrator, at):
    """Gives the pathway a plan: `planned(Plan(...))`."""

    def made(plan, changes=0, reason="To begin with"):
        by = Actor("user", administrator.id)
        return change_plan(session, pathway.id, plan, known=scheduling.askable_keys(),
                           changes=changes, reason=reason, by=by, at=at)  # fmt: skip

    return made


@pytest.fixture
def form(visit, pathway):
    """Opens the form for the pathway."""
    return lambda query="": visit.open(f"/admin/plans/{pathway.id}{query}")


def plans(session):
    return [v.plan for v in session.scalars(select(MeasurePlan).order_by(MeasurePlan.version))]


def row(page, words):
    """The cells of the row of the course that begins with these words."""
    for label in page.select(".nhsuk-table-responsive__heading"):
        label.extract()
    rows = [[" ".join(cell.text.split()) for cell in tr.select("th,td")]
            for tr in page.select("tbody tr")]  # fmt: skip
    return next(cells for cells in rows if words in cells[0])


def errors(page):
    """The error summary: each link's words, and the field that it leads to."""
    links = page.select(".nhsuk-error-summary a")
    assert all(page.find(id=link["href"][1:]) for link in links)
    return {link["href"][1:]: link.text for link in links}


def test_each_pathway_has_its_plan_in_one_sentence(visit, planned, said):
    planned(PLAN)

    page = said(visit.open("/admin/plans"))

    assert (
        "Core set every 4 attended sessions; 7 questionnaires: start, middle (session 8) and end; "
        "experience form: end; 16 sessions"
    ) in page
    assert "Version 1, 4 March 2026, 10:00, by Ada Administrator" in page


def test_pathways_without_a_plan_are_counted_and_marked(visit, pathway, planned, make, said):
    make.pathway(name="Another")
    planned(PLAN)

    assert "1 pathway has no plan" in said(visit.open("/admin/"))
    assert "No plan Nothing comes round by itself." in said(visit.open("/admin/plans"))


def test_a_pathway_without_a_plan_is_offered_the_shipped_one_that_fits(form, make, visit, said):
    group = make.pathway(name="STEPPS-EI group on Mondays")

    page = visit.open(f"/admin/plans/{group.id}")

    assert "The form shows a suggestion: “STEPPS-EI group, 13 sessions”." in said(page)
    assert page.find(id="sessions")["value"] == "13"


def test_before_it_is_saved_the_whole_course_is_shown_as_it_will_be_asked(
    form, visit, pathway, session, said
):
    form()

    page = visit.press(TO_PREVIEW, **typed(PLAN))

    assert page.h1.get_text(" ", strip=True) == "Individual therapy What this asks of a person"
    assert "5 check-ins in the whole course" in said(page)
    assert row(page, "Sessions 1 to 3")[1] == "Nothing"
    assert row(page, "After session 4")[1:] == ["PHQ-9, GAD-7, S-WEMWBS, CORE-OM", "57", "7"]
    start = row(page, "Before session 1")
    assert start[2:] == ["141", "19"]
    assert "Today: PHQ-9, GAD-7, S-WEMWBS, CORE-OM (57 questions, about 7 minutes)" in start[1]
    assert start[1].count("Another day:") == 3
    assert (
        "Experience form (asked once your service has released one)" in row(page, "session 16")[1]
    )
    assert "S-WEMWBS : counted here, but not asked until" in said(page)
    assert plans(session) == []


def test_what_was_asked_shortly_before_is_said_to_be_left_out(form, visit):
    form()

    page = visit.press(TO_PREVIEW, **typed(Plan(start=CORE, routine=CORE, end=(*CORE, "ders"),
                                                sessions=6)))  # fmt: skip

    assert "Not again, as it was asked shortly before: PHQ-9" in row(page, "After session 6")[1]


def test_a_saved_plan_is_a_new_version_with_who_and_why(
    form, visit, session, planned, administrator
):
    planned(PLAN)
    form()
    visit.press(TO_PREVIEW, **typed(PLAN, every="6", reason="People asked for fewer"))

    page = visit.press("Save this plan")

    assert page.h1.text == "Plans"
    assert "The plan is saved." in page.select_one("[role=status]").text
    assert [plan.every for plan in plans(session)] == [4, 6]
    newest = session.scalars(select(MeasurePlan).where(MeasurePlan.version == 2)).one()
    assert (newest.made_by, newest.reason) == (administrator.id, "People asked for fewer")
    events = session.scalars(select(AuditEvent).where(AuditEvent.event == "plan.changed")).all()
    assert {event.actor_id for event in events} == {administrator.id}


def test_a_reload_of_the_answer_to_saving_saves_nothing_again(form, visit, session):
    form()
    visit.press(TO_PREVIEW, **typed(PLAN))
    token = visit.csrf_token

    saved = visit.post(visit.url, data=typed(PLAN) | {"csrf_token": token, "do": "save"})

    assert (saved.status_code, saved.location) == (303, "/admin/plans")
    assert len(plans(session)) == 1


def test_questionnaires_are_put_in_order_with_buttons(form, visit, planned, session):
    planned(Plan(start=("phq9", "gad7", "core_om")))
    form()

    page = visit.press("Down : PHQ-9, At the start", reason="Kinder to begin with")

    assert [box["value"] for box in page.select("[name=start][checked]")] == [
        "gad7", "phq9", "core_om"
    ]  # fmt: skip
    assert "PHQ-9" in page.select_one("[autofocus]").text
    assert page.find(id="reason").text.strip() == "Kinder to begin with"
    visit.press(TO_PREVIEW)
    visit.press("Save this plan")
    assert plans(session)[-1].start == ("gad7", "phq9", "core_om")


def test_the_first_goes_no_higher_and_the_last_no_lower(form, visit, planned):
    planned(Plan(start=("phq9", "gad7")))
    page = form()
    words = {b.get_text(" ", strip=True) for b in page.select(".heard-row button")}

    assert not {"Up : PHQ-9, At the start", "Down : GAD-7, At the start"} & words
    for do in ("up start phq9", "down start gad7", "up start nothing", "up nowhere phq9", "up"):
        answer = visit.post(visit.url, data=typed(Plan(start=("phq9", "gad7"))) | {
            "csrf_token": visit.csrf_token, "do": do})  # fmt: skip
        boxes = read_page(answer.text).select("[name=start][checked]")
        assert [box["value"] for box in boxes] == ["phq9", "gad7"], do


def test_the_form_can_be_filled_with_a_shipped_plan_and_keeps_the_reason(form, visit):
    form()

    page = visit.press("Fill the form with it", shipped="dbt", reason="A new group")

    assert page.find(id="sessions")["value"] == "24"
    assert page.find(id="reason").text.strip() == "A new group"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"start": [], "routine": [], "middle": [], "end": []}, "start", "Choose at least one"),
        ({"every": "1"}, "every", "Write 2 or more"),
        ({"every": "21"}, "every", "Write 20 or fewer sessions"),
        ({"every": "often"}, "every", "as a whole number"),
        ({"routine": [], "every": "0"}, "every", "Write 2 or more"),
        ({"length": "open"}, "sessions", "or choose nothing for the middle"),
        ({"sessions": "0"}, "sessions", "from 1 to 200"),
        ({"sessions": "²"}, "sessions", "as a whole number"),
        ({"sessions": ""}, "sessions", "as a whole number"),
        ({"days_after": "-1"}, "days_after", "as a whole number"),
        ({"days_after": "366"}, "days_after", "from 0 to 365"),
        ({"reason": " \u202e "}, "reason", "Say why you change the plan"),
    ],
)
def test_ACC_07_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    form, visit, session, changes, field, words
):
    form()

    page = visit.press(TO_PREVIEW, **(typed(PLAN) | changes))

    assert words in errors(page)[field]
    assert words in page.find(id=f"{field}-error").text
    assert page.title.text.startswith("Error: ")
    assert page.select_one(".nhsuk-error-summary[autofocus]")
    if "start" not in changes:
        assert [box["value"] for box in page.select("[name=start][checked]")] == list(ALL_SEVEN)
    assert plans(session) == []


def test_saving_what_is_in_use_already_is_no_change(form, visit, planned, session):
    planned(PLAN)
    form()

    page = visit.press(TO_PREVIEW, reason="Just because")

    assert "this is the plan that is in use" in errors(page)["start"]


def test_a_number_may_be_written_in_the_digits_of_ones_language(form, visit, session):
    form()
    visit.press(TO_PREVIEW, **typed(PLAN, every="٦"))
    visit.press("Save this plan")

    assert plans(session)[0].every == 6


def test_of_two_people_who_change_a_plan_the_second_is_asked_and_loses_nothing(
    form, visit, planned, session, said
):
    planned(PLAN)
    form()
    planned(Plan(start=CORE), changes=1, reason="Too much at once")

    page = visit.press(TO_PREVIEW, status=409, **typed(PLAN, every="6", reason="Mine"))

    assert "Somebody else changed this plan" in page.h1.text
    assert "“Too much at once”" in said(page)
    assert "Routine: − PHQ-9, − GAD-7, − S-WEMWBS, − CORE-OM" in said(page)
    page = visit.press("Go on with mine")
    assert page.find(id="every")["value"] == "6"
    visit.press(TO_PREVIEW)
    visit.press("Save this plan")
    assert [(plan.every, plan.routine) for plan in plans(session)] == [
        (4, CORE), (4, ()), (6, CORE)
    ]  # fmt: skip


def test_a_colleague_who_saves_between_preview_and_saving_is_noticed(form, visit, planned, session):
    form()
    visit.press(TO_PREVIEW, **typed(PLAN))
    planned(Plan(start=CORE))

    visit.press("Save this plan", status=409)

    assert plans(session) == [Plan(start=CORE)]


def test_the_history_says_what_changed_in_words(visit, planned, pathway, said):
    planned(Plan(start=CORE, routine=("phq9",), sessions=16))
    planned(Plan(start=CORE, routine=("phq9", "swemwbs"), every=6), changes=1, reason="Wellbeing")

    page = visit.open(f"/admin/plans/{pathway.id}/history")

    words = said(page)
    assert "Routine: + S-WEMWBS, every 4 → every 6" in words
    assert "Length: 16 sessions → as long as needed" in words
    assert words.index("Version 2") < words.index("“Wellbeing”") < words.index("Version 1")


def test_going_back_to_a_version_makes_a_new_one(visit, planned, pathway, session):
    planned(PLAN)
    planned(Plan(start=CORE), changes=1)
    visit.open(f"/admin/plans/{pathway.id}/history")

    page = visit.follow("Go back to this version")

    assert page.find(id="reason").text.strip() == "Back to version 1"
    visit.press(TO_PREVIEW)
    visit.press("Save this plan")
    assert plans(session) == [PLAN, Plan(start=CORE), PLAN]


@pytest.mark.parametrize("version", ["0", "99", "x", "9" * 5000, "²"])
def test_a_version_that_there_is_none_of_shows_the_one_in_use(form, planned, version):
    planned(PLAN)

    assert form(f"?version={version}").find(id="sessions")["value"] == "16"


def test_a_questionnaire_without_a_licence_says_so(form):
    page = form()

    assert "7 questions, no licence on record" in page.find(attrs={"for": "start-swemwbs"}).text
    assert page.text.count("no licence on record") == 5


@pytest.mark.parametrize("doing", ["preview", "save", "edit", "fill", "up start phq9"])
@pytest.mark.parametrize("text", ["a\0b", "😀\u202e", "9" * 5000, "<b>", "٣", ""])
def test_whatever_is_sent_is_answered_with_a_page_and_nothing_is_stored(
    form, visit, session, doing, text
):
    form()
    names = ("start", "every", "length", "sessions", "days_after", "reason", "shipped", "changes")

    answer = visit.post(visit.url, data=dict.fromkeys(names, text) | {
        "csrf_token": visit.csrf_token, "do": doing})  # fmt: skip

    assert answer.status_code in (200, 409)
    read_page(answer.text)
    assert plans(session) == []


def test_a_pathway_without_a_plan_has_no_history_yet(visit, pathway, said):
    page = visit.open(f"/admin/plans/{pathway.id}/history")

    assert "This pathway has no plan yet." in said(page)


def test_titles_and_addresses_name_no_pathway(form, visit, pathway):
    form()
    page = visit.press(TO_PREVIEW, **typed(PLAN))

    assert not re.search("(?i)therapy", f"{page.title.text} {visit.url}")


def typed(plan, **changes):
    """The form filled in with this plan."""
    fields = {o.value: list(plan.asks(o)) for o in scheduling.Occasion if plan.asks(o)}
    fields |= {o: [] for o in ("start", "routine", "middle", "end", "after") if o not in fields}
    fields |= {
        "every": str(plan.every),
        "length": "open" if plan.sessions is None else "number",
        "sessions": str(plan.sessions or ""),
        "days_after": str(plan.days_after),
        "reason": "Because",
    }
    return fields | changes
