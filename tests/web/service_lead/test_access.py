"""Only service leads, and only of their own service; never by clinician."""

import pytest

from app.security import Role

PAGES = ["/service/", "/service/alerts", "/service/alerts?month=2026-01"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_LEAD])
def test_SEC_33_nobody_else_of_the_staff_sees_the_figures(make, visit_as, role):
    visit = visit_as(make.staff(role))

    assert [visit.get(page).status_code for page in PAGES] == [403] * len(PAGES)


def test_SEC_33_who_is_not_signed_in_is_sent_to_sign_in(visit):
    nobody = visit.another()

    for page in PAGES:
        answer = nobody.get(page)
        assert (answer.status_code, "/sign-in" in answer.location) == (302, True)


def test_SEC_34_a_lead_sees_their_own_service_and_no_other(make, visit_as, visit, february, said):
    other = make.staff(Role.SERVICE_LEAD, service=make.service(make.trust("South Thames Trust")))

    assert "7 of 12" in said(visit.open("/service/alerts"))
    theirs = visit_as(other).open("/service/alerts")
    assert "7 of 12" not in said(theirs)
    assert "Skills group" not in said(theirs)


@pytest.mark.parametrize("page", PAGES)
def test_a_lead_without_a_service_is_told_so(make, visit_as, page):
    visit = visit_as(make.user(Role.SERVICE_LEAD))

    assert "which service you work in" in visit.open(page, status=403).main.text


def test_who_has_left_sees_no_more(make, visit_as):
    gone = make.staff(Role.SERVICE_LEAD, left_on=make.today)

    assert visit_as(gone).get("/service/alerts").status_code == 403


def test_SAF_12_no_address_gives_one_clinicians_figures(session, make, visit, february):
    """Whatever is asked for beside the month changes nothing."""
    owner = make.clinician()
    usual = visit.open("/service/alerts").main.decode()

    for name in ("clinician", "clinician_id", "owner", "by", "user"):
        for value in (owner.id, owner.user_id, "clinician"):
            assert visit.open(f"/service/alerts?{name}={value}").main.decode() == usual
    assert owner.name not in usual


def test_SAF_12_the_page_names_no_client_and_no_clinician(visit, lead, february):
    page = visit.open("/service/alerts").decode()

    for name in ("Lindqvist", "Amira", "Robin Therapist", lead.name):
        assert name not in page


def test_a_lead_goes_from_alerts_to_figures_and_back(visit):
    """Alerts come first: somebody may be waiting."""
    visit.open("/clinic/alerts")

    assert "Service figures" in visit.follow("Service figures").h1.text
    assert "Service figures" not in visit.follow("Alerts").h1.text


def test_who_is_more_than_one_thing_finds_everything(make, visit_as):
    roles = (Role.CLINICIAN, Role.SERVICE_LEAD, Role.ADMINISTRATOR)
    visit = visit_as(make.clinician(user=make.user(*roles)))

    visit.open("/clinic/")
    assert "Service figures" in visit.follow("Service figures").h1.text
    assert visit.follow("Administration").h1.text == "Administration"
    assert "Service figures" in visit.follow("Service figures").h1.text
    assert visit.follow("Caseload").h1.text == "Caseload"


def test_who_is_no_lead_is_offered_no_figures(make, visit_as):
    visit = visit_as(make.clinician(user=make.user(Role.CLINICIAN, Role.ADMINISTRATOR)))

    for page in ("/clinic/", "/admin/"):
        assert "Service figures" not in visit.open(page).text
