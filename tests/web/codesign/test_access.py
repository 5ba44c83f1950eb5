"""Who may look into the workshop, and who may write there."""

import pytest

from app.security import Permission, Role, permissions_of

PAGES = ["/codesign/"]


@pytest.mark.parametrize("role", list(Role))
def test_SEC_33_the_workshop_is_for_who_may_read_it(make, visit_as, role):
    visit = visit_as(make.staff(role))
    may = Permission.READ_WORKSHOP in permissions_of([role])

    assert {visit.get(page).status_code for page in PAGES} == {200 if may else 403}


def test_SEC_33_who_is_not_signed_in_is_sent_to_sign_in(visit):
    answer = visit.another().get("/codesign/")

    assert (answer.status_code, "/sign-in" in answer.location) == (302, True)
