"""Words for somebody in danger are shown once a second person has agreed to them."""

import pytest
from sqlalchemy import select

from app.actions import write_crisis_words
from app.risk import CrisisText, CrisisWords
from app.security import AuditEvent, Role

TEXT = CrisisText("en", "Good that you said it", "We are here.", "Line", "111", "day and night")


@pytest.fixture
def author(make):
    return make.user(Role.CLINICIAN, Role.ADMINISTRATOR, name="Ada Author")


@pytest.fixture
def words(session, make, author, at):
    return write_crisis_words(
        session, make.the_service().id, TEXT, changes=0, reason="Warmer", by=author.actor, at=at
    )


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.SERVICE_LEAD])
@pytest.mark.parametrize("has_place", [True, False])
def test_a_clinician_or_lead_approves_them(make, visit_as, session, words, role, has_place):
    user = make.user(role)
    visit = visit_as(make.clinician(user=user) if has_place else user)
    visit.open("/clinic/crisis-words")
    visit.follow("English")
    assert visit.page.select_one(".heard-preview #support h2").text == "Good that you said it"
    assert "call 111, and ask whether the hours are right" in visit.text

    visit.press("Approve these words")

    assert "Approved. People see these words from now on." in visit.text
    assert session.get_one(CrisisWords, words.id).approved_by == user.id


def test_the_author_is_told_that_somebody_else_has_to(visit_as, author, make, words, session):
    visit = visit_as(make.clinician(user=author))
    visit.open(f"/clinic/crisis-words/{words.id}")
    assert "Somebody else has to approve it." in visit.text
    assert visit.page.find("button", string="Approve these words") is None

    reply = visit.post(visit.url, data={"csrf_token": visit.csrf_token})

    assert reply.status_code == 409
    assert session.get_one(CrisisWords, words.id).approved_at is None


def test_what_a_newer_version_has_overtaken_cannot_be_approved(
    visit_as, make, words, session, author, at
):
    visit = visit_as(make.clinician())
    visit.open(f"/clinic/crisis-words/{words.id}")
    write_crisis_words(
        session, words.service_id, TEXT, changes=1, reason="More", by=author.actor, at=at
    )

    visit.press("Approve these words", status=409)

    assert "There is a newer version." in visit.text


def test_SEC_34_the_words_of_another_service_are_the_same_as_none(make, visit_as, words, session):
    elsewhere = make.clinician(make.service(make.trust("Elsewhere")))
    visit = visit_as(elsewhere)

    assert visit.get(f"/clinic/crisis-words/{words.id}").status_code == 404
    assert "Nothing is waiting." in visit.open("/clinic/crisis-words").text
    refused = select(AuditEvent).where(AuditEvent.event == "page.refused")
    assert len(session.scalars(refused).all()) == 1


@pytest.mark.parametrize("role", [Role.DUTY, Role.CO_DESIGNER, Role.ADMINISTRATOR])
def test_SEC_33_nobody_else_may_approve_them(make, visit_as, words, role):
    visit = visit_as(make.user(role))

    pages = ["/clinic/crisis-words", f"/clinic/crisis-words/{words.id}"]
    assert [visit.get(page).status_code for page in pages] == [403, 403]


def test_it_is_found_from_the_account(make, visit_as, words):
    visit = visit_as(make.user(Role.SERVICE_LEAD))
    visit.open("/account/")

    visit.follow("Approve words for people in danger")

    assert visit.page.h1.text == "Words for people in danger"
