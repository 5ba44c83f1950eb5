"""The board on how people left, for leads and co-designers; and who would like to come back."""

import re
from datetime import date

import pytest

from app.feedback import LeavingFigures, ReturnWish
from app.security import Role
from tests.leaving import live_form
from tests.statements import statements

ENDINGS = {"stopped coming": 23, "completed": 17, "moved away": 2}
NUMBERS = {
    "endings": ENDINGS, "asked": 20, "answered": 12, "agreed": 9, "held": 6,
    "forms": 21, "interviews": 9, "reason": {"wait": 15, "forms": 2}, "barriers": {"travel": 6},
}  # fmt: skip
CLIENT_TABLES = (
    "client", "episode", "appointment", "feedback_ticket", "feedback_response", "interview",
    "interview_request", "leaving_question", "message", "care_relationship",
)  # fmt: skip


@pytest.fixture
def figures(session, make, at, lead):
    """What was counted for one quarter."""
    live_form(session, make.the_service(), at=at)
    service_id = make.the_service().id
    session.add(LeavingFigures(service_id=service_id, quarter=date(2025, 10, 1), numbers=NUMBERS))
    session.commit()


@pytest.fixture
def wish(session, make, lead):
    """Somebody who would like to come back."""
    client = make.client(given_name="Amira", family_name="Lindqvist")
    service_id = make.the_service().id
    wish = ReturnWish(service_id=service_id, client_id=client.id, asked_on=make.today)
    session.add(wish)
    session.commit()
    return wish


def test_EQ_04_the_board_shows_about_how_many_and_nothing_that_is_few(visit, figures, said):
    page = visit.open("/service/leaving")

    words = said(page)
    assert "October to December 2025" in words
    assert "Stopped coming 25" in words
    assert "The wait was too long 15 (50%)" in words
    assert "The forms were too much not shown" in words
    assert "In the form: 20. In a call: 10." in words
    for exact in ("23", "21"):
        assert exact not in words


def test_before_anything_is_counted_it_says_so(visit, lead, said):
    assert "There is nothing to show yet." in said(visit.open("/service/leaving"))


def test_SEC_37_a_co_designer_sees_the_board_and_it_asks_no_table_of_clients(
    visit_as, make, app, figures, said
):
    visit = visit_as(make.user(Role.CO_DESIGNER))

    with statements(app.extensions["engine"]) as asked:
        page = visit.open("/service/leaving")

    assert "Stopped coming 25" in said(page)
    assert "come back" not in said(page)
    assert len(asked) > 3
    assert not [one for one in asked if re.search(rf"\b({'|'.join(CLIENT_TABLES)})\b", one)]


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR, Role.INTERVIEWER])
def test_SEC_33_nobody_else_sees_the_board(make, visit_as, role):
    assert visit_as(make.user(role)).get("/service/leaving").status_code == 403


def test_a_lead_sees_who_would_like_to_come_back_and_takes_them_from_the_list(
    visit, session, lead, wish, said
):
    visit.open("/service/leaving")
    page = visit.follow("Who would like to come back")
    assert "Amira Lindqvist" in said(page)

    page = visit.press("Somebody has been in touch")

    assert "Nobody waits." in said(page)
    session.refresh(wish)
    assert wish.done_by == lead.user_id


def test_HAZ_21_who_has_died_is_not_on_it(visit, session, wish, make, said):
    wish.client.died_on = make.today

    assert "Lindqvist" not in said(visit.open("/service/returning"))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_LEAD])
def test_SEC_33_only_leads_see_names(make, visit_as, wish, role):
    visit = visit_as(make.user(role))

    assert visit.get("/service/returning").status_code == 403


def test_SEC_34_anothers_wish_is_the_same_as_none(visit, session, wish, make):
    wish.service_id = make.service().id
    visit.open("/service/leaving")
    token = visit.csrf_token

    reply = visit.post(f"/service/returning/{wish.id}/done", data={"csrf_token": token})

    assert reply.status_code == 404
    session.refresh(wish)
    assert wish.done_at is None
