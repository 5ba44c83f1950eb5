"""The one list of where staff can go, in the header and at the foot of every staff page."""

from app.security import Role
from tests.pages import ADDRESS


def _links(page, where):
    return [link.get_text(strip=True) for link in page.select(f"{where} a")]


def test_the_header_leads_where_the_reader_may_go_and_nowhere_else(visit_as, make):
    make.service()
    page = visit_as(make.clinician()).open("/clinic/")

    assert _links(page, ".heard-tools")[:2] == ["Caseload", "Alerts"]
    assert "Administration" not in page.get_text()
    assert "Service figures" not in page.get_text()


def test_what_has_no_room_in_the_header_stands_at_the_foot(visit_as, make):
    every = (Role.CLINICIAN, Role.SERVICE_LEAD, Role.ADMINISTRATOR)
    page = visit_as(make.clinician(user=make.user(*every))).open("/clinic/")

    above, below = _links(page, ".heard-tools"), _links(page, "footer")
    assert len(above) == 3
    assert {"Caseload", "Alerts", "Service figures", "Administration"} <= {*above, *below}
    assert set(above) & set(below) == {above[2]}  # for phones and for wider windows


def test_signing_in_leads_to_the_first_of_them(visit_as, make):
    make.service()
    visit = visit_as(make.user(Role.ADMINISTRATOR, mf_recovery_codes=["a"]))

    reply = visit.client.get("/account/after-sign-in", base_url=ADDRESS)

    assert reply.location == "/admin/"
