"""A meeting is prepared, held, and people get to hear what came of it."""

import pytest

from app import feedback
from app.security import Permission, Role, permissions_of

REVIEWS = "/service/experience/reviews"


@pytest.fixture
def designer(make, lead):
    return make.staff(Role.CO_DESIGNER, name="Dana Designer")


def test_a_review_from_preparing_it_to_what_people_read(
    make, visit, visit_as, designer, lead, said, session
):
    visit.open(REVIEWS)
    page = visit.follow("Begin a review")
    assert page.select_one("#covers_from")["value"] == "2025-10-01"
    page = visit.press("Begin")
    assert "Being prepared" in said(page)

    page = visit.press("Save", held_on="2026-03-03", findings="People wait too long")
    assert "Held on 3 March 2026" in said(page)
    page = visit.press("Add", what="Call everybody who waits", owner=lead.user_id,
                       due_on="2026-04-01")  # fmt: skip
    assert f"{lead.name}, by 1 April 2026" in said(page)
    page = visit.press("Mark as done", outcome="We call each month")
    assert "Done on 4 March 2026: We call each month" in said(page)

    visit.follow("Write a point")
    page = visit.press("Save", **{"said-en": "The wait is too long", "did-en": "We call you"})
    assert "Waits for two signatures" in said(page)
    page = visit.press("Sign it")
    assert "Signed. It is published once the other side has signed." in said(page)
    other = visit_as(designer)
    other.open("/service/experience/points")
    other.follow("Read and sign")
    page = other.press("Sign it")
    assert "Published" in said(page)

    page = visit.another().open(f"/you-said/{make.the_service().id}")
    assert "The wait is too long" in said(page)
    assert "We call you" in said(page)


def test_nothing_that_was_typed_is_lost_when_something_is_missing(visit, make, said):
    review = make.review()
    visit.open(f"{REVIEWS}/{review.id}")
    page = visit.press("Save", covers_from="", held_on="2026-03-09", findings="People wait")
    assert {one["href"] for one in page.select("[role=alert] a")} == {"#covers_from", "#held_on"}
    assert page.select_one("#findings").text.strip() == "People wait"

    page = visit.press("Add", what="Call people", due_on="2026-03-01")
    assert {one["href"] for one in page.select("[role=alert] a")} == {"#owner", "#due_on"}
    assert page.select_one("#what").text.strip() == "Call people"


def test_who_was_slower_sees_what_is_stored_and_keeps_what_they_wrote(visit, visit_as, make, said):
    review = make.review()
    visit.open(f"{REVIEWS}/{review.id}")
    other = visit_as(make.staff(Role.SERVICE_LEAD))
    other.open(f"{REVIEWS}/{review.id}")
    other.press("Save", findings="Theirs")

    page = visit.press("Save", findings="Mine", status=409)

    assert "Stored now: Theirs" in said(page)
    assert page.select_one("#findings").text.strip() == "Mine"
    visit.press("Save")
    assert feedback.edits_of(visit.session, review.id)[0].after == "Mine"


def test_a_point_that_is_not_complete_keeps_its_words(visit, make):
    review = make.review()
    visit.open(f"{REVIEWS}/{review.id}/point")

    page = visit.press("Save", **{"said-en": "The wait", "said-pl": "Czekanie"})

    assert {one["href"] for one in page.select("[role=alert] a")} == {"#did-en", "#did-pl"}
    assert page.select_one("#said-pl").text.strip() == "Czekanie"


def test_who_signs_words_that_have_changed_is_told(visit, visit_as, make, said):
    point = make.point()
    visit.open(f"/service/experience/points/{point.id}")
    other = visit_as(make.staff(Role.SERVICE_LEAD))
    other.open(f"/service/experience/points/{point.id}/words")
    other.press("Save", **{"did-en": "We write every week"})

    page = visit.press("Sign it", status=409)

    assert "The words have changed" in page.select_one("[role=alert]").text
    assert "We write every week" in said(page)


def test_a_published_point_can_be_withdrawn_and_stays_in_its_review(visit, make, said):
    point = make.point(signed=True)
    visit.open(f"/service/experience/points/{point.id}")

    visit.press("Withdraw it")

    assert "The wait" not in said(visit.another().open(f"/you-said/{point.service_id}"))
    assert "Withdrawn on 4 March 2026" in said(visit.open(f"{REVIEWS}/{point.review_id}"))


@pytest.mark.parametrize("role", list(Role))
def test_SEC_33_who_may_sign_and_who_may_write(make, visit_as, lead, role):
    point = make.point()
    visit = visit_as(make.staff(role))
    may = permissions_of([role])

    for page, permission in {
        "/service/experience/points": Permission.APPROVE_FORMS,
        f"/service/experience/points/{point.id}": Permission.APPROVE_FORMS,
        f"/service/experience/points/{point.id}/words": Permission.REVIEW_EXPERIENCE,
        f"{REVIEWS}/{point.review_id}": Permission.READ_EXPERIENCE,
        f"{REVIEWS}/begin": Permission.REVIEW_EXPERIENCE,
    }.items():
        assert visit.get(page).status_code == (200 if permission in may else 403), page


def test_SEC_34_a_review_of_another_service_is_the_same_as_none(make, visit_as, lead):
    point = make.point()
    other = visit_as(make.staff(Role.SERVICE_LEAD, service=make.service(make.trust("South"))))

    for page in (f"{REVIEWS}/{point.review_id}", f"/service/experience/points/{point.id}"):
        assert other.get(page).status_code == 404
    assert "The wait" not in other.open("/service/experience/points").text
    assert visit_missing(other) == 404


def visit_missing(visit):
    return visit.get("/you-said/5ca1ab1e-0000-4000-8000-000000000001").status_code


def test_a_point_is_read_in_the_readers_language_if_it_was_signed_in_it(make, visit, session):
    point = make.point(signed=True)

    page = visit.another().open(f"/you-said/{point.service_id}?language=ar")

    assert page.select_one("main span")["lang"] == "en"
