"""Words for somebody in danger, written by an administrator: seen as they will be, live later."""

import pytest
from sqlalchemy import select

from app.actions import approve_crisis_words, write_crisis_words
from app.risk import CrisisText, CrisisWords
from app.security import Actor, Role
from tests.pages import Visit

TEXT = CrisisText("en", "Good that you said it", "We are here.", "", "", "")
TYPED = {
    "heading": "Thank you for telling us",
    "body": "You can talk to somebody now.",
    "line_name": "Night line",
    "line_phone": "020 7946 0999",
    "line_hours": "6pm to 9am",
    "reason": "Our own words",
}


@pytest.fixture
def service(make):
    return make.the_service()


@pytest.fixture
def open_words(visit, service):
    """Opens the page of one language."""
    return lambda language="en": visit.open(f"/admin/crisis-words/{service.id}/{language}")


@pytest.fixture
def written(session, service, administrator, make, at):
    """Words that the administrator has written, and somebody has approved."""

    def write(text=TEXT, *, changes=0, is_approved=True):
        words = write_crisis_words(
            session, service.id, text, changes=changes, reason="First words",
            by=Actor("user", administrator.id), at=at,
        )  # fmt: skip
        if is_approved:
            approve_crisis_words(session, words.id, user=make.user(Role.CLINICIAN), at=at)
        return words

    return write


def test_each_language_says_what_people_see(visit, written, said):
    assert said(visit.open("/admin/crisis-words")).count("the words of Heard") == 3
    written()
    written(CrisisText("pl", "Jesteśmy", "Tutaj.", "", "", ""), is_approved=False)

    page = said(visit.open("/admin/crisis-words"))

    assert "People see version 1." in page
    assert page.count("People see your English words and the national numbers.") == 2
    assert page.count("Version 1 waits to be approved.") == 1


def test_new_words_are_seen_as_people_will_and_wait_for_a_second_person(
    visit, open_words, session, said, at
):
    open_words()
    visit.press("Show how it looks", **TYPED)
    box = visit.page.select_one(".heard-preview[inert] #support")
    assert box.h2.text == TYPED["heading"]
    assert "Call 020\u00a07946\u00a00999: Night line" in box.text
    assert "Call Samaritans on 116\u00a0123" in box.text
    assert session.scalars(select(CrisisWords)).all() == []

    page = visit.press("Save for approval")

    assert "once a clinician or the lead has approved them" in said(page)
    [words] = session.scalars(select(CrisisWords)).all()
    assert (words.version, words.approved_at, words.line_phone) == (1, None, "020 7946 0999")


def test_the_picture_is_in_the_language_of_the_words(open_words, visit):
    page = open_words("ar")

    phone = page.select_one(".heard-preview")
    assert (phone["lang"], phone["dir"]) == ("ar", "rtl")
    assert visit.page.html["lang"] == "en"


@pytest.mark.parametrize(
    ("typed", "field", "said_of_it"),
    [
        ({"heading": "x" * 61}, "heading", "60 letters or fewer"),
        ({"body": "You are at high risk"}, "body", "foretell: “high risk”"),
        ({"line_phone": "12"}, "line_phone", "can be called"),
        ({"line_hours": ""}, "line_hours", "when the line is answered"),
        ({"reason": ""}, "reason", "Say why"),
    ],
)
def test_SAF_06_what_is_wrong_is_said_beside_its_field(
    visit, open_words, session, typed, field, said_of_it
):
    open_words()

    page = visit.press("Save for approval", **(TYPED | typed))

    assert said_of_it in page.find(id=f"{field}-error").text
    assert session.scalars(select(CrisisWords)).all() == []


def test_somebody_who_was_faster_is_not_overwritten(visit, open_words, written, session, said):
    open_words()
    written()

    page = visit.press("Save for approval", status=409, **TYPED)

    assert "Somebody else has written a newer version" in said(page)
    assert page.find(id="heading")["value"] == TYPED["heading"]
    visit.press("Save for approval")
    assert [w.version for w in session.scalars(select(CrisisWords))] == [1, 2]


def test_an_older_version_can_be_gone_back_to(visit, open_words, written, said):
    written()
    written(CrisisText("en", "Newer", "We are here.", "", "", ""), changes=1, is_approved=False)
    page = open_words()
    assert "People see version 1. Version 2 waits to be approved." in said(page)
    assert "Not approved." in said(page)

    visit.follow("Go back to this version")

    assert visit.page.find(id="heading")["value"] == "Good that you said it"
    assert "Back to version 1" in visit.page.find(id="reason").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_SEC_33_administrators_and_the_workshop_write_them_and_nobody_else(
    make, visit_as, service, role
):
    visit = visit_as(make.user(role))

    pages = ["/admin/crisis-words", f"/admin/crisis-words/{service.id}/en"]
    expected = 200 if role in (Role.CO_DESIGNER, Role.SERVICE_LEAD) else 403
    assert [visit.get(page).status_code for page in pages] == [expected, expected]


def test_SEC_34_another_trusts_words_are_the_same_as_none(make, visit_as, service):
    elsewhere = make.service(make.trust("Elsewhere"))
    own = make.clinician(service, make.user(Role.ADMINISTRATOR))
    visit: Visit = visit_as(own)

    assert visit.get(f"/admin/crisis-words/{elsewhere.id}/en").status_code == 404
    assert visit.get(f"/admin/crisis-words/{service.id}/xx").status_code == 404
