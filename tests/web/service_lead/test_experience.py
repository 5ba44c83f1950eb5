"""The board: what people chose and wrote, for leads and co-designers, by people's own words."""

from dataclasses import replace
from datetime import date

import pytest

from app.codesign import FormContent, Option, Question, QuestionKind, ShowIf, VersionState
from app.security import Permission, Role, permissions_of

BOARD, COMMENTS = "/service/experience", "/service/experience/comments"
WAIT = Question(
    key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait?",
    options=(Option("fine", "Fine"), Option("long", "Too long")),
)  # fmt: skip
WHAT = Question(key="what", kind=QuestionKind.LONG_TEXT, text="What was it like?",
                show_if=ShowIf("wait", ("long",)))  # fmt: skip
MORE = Question(key="more", kind=QuestionKind.LONG_TEXT, text="Anything else?")
FORM = FormContent(title="Your experience", questions=(WAIT, WHAT, MORE))


@pytest.fixture
def designer(make, lead):
    return make.staff(Role.CO_DESIGNER, name="Dana Designer")


@pytest.fixture
def version(make, lead):
    return make.form_version(FORM, state=VersionState.LIVE)


@pytest.mark.parametrize("role", list(Role))
def test_SEC_33_the_board_is_for_who_may_read_it(make, visit_as, version, role):
    may = Permission.READ_EXPERIENCE in permissions_of([role])
    visit = visit_as(make.staff(role))

    for page in (BOARD, COMMENTS, "/service/experience/reviews"):
        assert visit.get(page).status_code == (200 if may else 403)


def test_EQ_04_the_board_shows_rounded_shares_and_what_is_not_shown(make, visit, version, said):
    make.feedback(version, 23, wait="fine")
    make.feedback(version, 14, wait="long")
    make.feedback(version, 7, wait="declined")
    make.feedback(version, 2)

    page = visit.open(BOARD)

    rows = {
        row.th.text: row.td.get_text(" ", strip=True) for row in page.select(".heard-bars tr")[1:]
    }
    assert rows == {
        "Fine": "25 (63%)",
        "Too long": "15 (38%)",
        "I’d rather not say": "not shown",
        "Not answered": "not shown",
    }
    assert "October to December 2025" in said(page)
    assert [one["width"] for one in page.select(".heard-bars svg rect:last-child")] == ["63", "38"]


def test_a_question_in_other_words_stands_apart_with_the_words_people_saw(
    make, visit, version, said, session
):
    version.state = VersionState.RETIRED
    session.commit()
    newer = replace(FORM, questions=(replace(WAIT, text="How long was the wait?"),))
    now = make.form_version(newer, form=version.form, state=VersionState.LIVE)
    make.feedback(version, 25, wait="fine")
    make.feedback(now, 25, wait="long")

    page = visit.open(BOARD)

    assert page.select_one("section h2").text == "How long was the wait?"
    assert "People saw, in version 1: How was the wait?" in said(page)


def test_over_time_every_period_is_a_row(make, visit, version):
    for month in (date(2025, 5, 1), date(2025, 8, 1), date(2025, 10, 1)):
        make.feedback(version, 20, month, wait="fine")
        make.feedback(version, 10, month, wait="long")

    page = visit.open(BOARD)

    periods = [one.text for one in page.select("details table tbody th")]
    assert periods == ["October to December 2025", "July to September 2025", "April to June 2025"]


@pytest.mark.parametrize("number", [0, 19])
def test_EQ_04_few_answers_are_no_figures(make, visit, version, said, number):
    make.feedback(version, number, wait="fine")

    assert "Not enough people have answered yet" in said(visit.open(BOARD))


def test_a_service_without_a_form_is_told_so(visit, said):
    assert "There is no anonymous form yet" in said(visit.open(BOARD))


def test_SEC_34_another_services_board_is_the_same_as_none(make, visit, version):
    other = make.service(make.trust("South"))
    theirs = make.form_version(FORM, state=VersionState.LIVE, service=other)

    for query in (f"service={other.id}", f"form={theirs.form_id}", "service=x", "form=x"):
        assert visit.get(f"{BOARD}?{query}").status_code == 404


# ---- comments


def test_EQ_08_released_comments_stand_under_their_question_as_released(make, visit, version, said):
    make.released("The calls helped", version)
    make.comment("Nobody has read this", version)

    page = visit.open(COMMENTS)

    assert "Anything else?" in said(page)
    assert "The calls helped" in said(page)
    assert "Nobody has read this" not in page.text


def test_EQ_04_comments_beside_a_question_that_few_were_asked_are_not_shown(
    make, visit, version, said
):
    make.feedback(version, 30, wait="fine")
    make.feedback(version, 4, wait="long")
    comment = make.released("Nobody called", version, question="what", month=date(2025, 10, 1))

    assert "Nobody called" not in visit.open(COMMENTS).text
    make.feedback(version, 6, wait="long")
    make.feedback(version, 9, wait="declined")
    make.feedback(version, 9)
    assert comment.released_text in said(visit.open(COMMENTS))


def test_co_designers_find_themes_and_put_comments_under_them(
    make, visit_as, designer, version, said
):
    make.released("The calls helped", version)
    make.released("It was far", version)
    visit = visit_as(designer)
    visit.open(COMMENTS)

    page = visit.press("Add", name="Staying in touch")
    theme = page.select_one("[name=themes]")["value"]
    page = visit.press("Save", themes=[theme])

    assert "Staying in touch (1)" in said(page)
    page = visit.follow("Staying in touch")
    assert len(page.select("article")) == 1
    page = visit.press("Add", name="staying in touch")
    assert "There is a theme of this name" in page.select_one("[role=alert]").text
    assert page.select_one("#name")["value"] == "staying in touch"


def test_the_lead_comes_from_the_figures_to_the_board_and_sees_what_is_late(make, visit, said):
    released_at = make.at.replace(year=2025)
    make.form_version(FORM, state=VersionState.LIVE, released_at=released_at)

    page = visit.open("/service/")
    assert "The next review was due by 4 June 2025." in said(page)
    page = visit.follow("What people say")
    assert "The next review was due by 4 June 2025." in said(page)
