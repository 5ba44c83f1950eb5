"""Only administrators, and only of their own trust."""

import pytest
from sqlalchemy import select

from app.scheduling import MeasurePlan
from app.security import AuditEvent, Role


@pytest.fixture
def addresses(make):
    """Every page of an administrator, about one pathway."""
    pathway = make.pathway()
    texts = f"/admin/texts/{pathway.service_id}/invitation/sms/en"
    plan = f"/admin/plans/{pathway.id}"
    reports = ["/admin/reports", f"/admin/reports/{make.safety_report().id}"]
    withdrawals = ["/admin/withdrawals", f"/admin/withdrawals/{pathway.service_id}"]
    return [
        "/admin/",
        "/admin/plans",
        plan,
        f"{plan}/history",
        "/admin/jobs",
        "/admin/texts",
        texts,
        *withdrawals,
        *reports,
        "/admin/calendar",
        f"/admin/calendar/{pathway.service_id}",
    ]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_SEC_33_nobody_else_of_the_staff_may_change_plans_and_texts(
    make, visit_as, addresses, role
):
    visit = visit_as(make.user(role))
    writes = role in (Role.CO_DESIGNER, Role.SERVICE_LEAD)

    found = {address: visit.get(address).status_code for address in addresses}

    assert found == {
        address: 200 if writes and "/texts" in address else 403 for address in addresses
    }


def test_SEC_33_who_is_not_signed_in_is_sent_to_sign_in(visit_as, make, addresses):
    nobody = visit_as(make.user(Role.ADMINISTRATOR)).another()

    for address in addresses:
        answer = nobody.get(address)
        assert (answer.status_code, "/sign-in" in answer.location) == (302, True)


def test_SEC_34_the_pathways_of_another_trust_are_the_same_as_none(make, visit_as, session, said):
    own = make.clinician(make.service(), make.user(Role.CLINICIAN, Role.ADMINISTRATOR))
    other = make.pathway(make.service(make.trust("South Thames Trust"), name="Elsewhere"))
    visit = visit_as(own)

    for address in (f"/admin/plans/{other.id}", f"/admin/plans/{other.id}/history",
                    f"/admin/texts/{other.service_id}/invitation/sms/en",
                    f"/admin/calendar/{other.service_id}"):  # fmt: skip
        assert visit.get(address).status_code == 404
    assert "Elsewhere" not in said(visit.open("/admin/plans"))
    visit.open("/admin/texts")
    data = {"csrf_token": visit.csrf_token, "do": "save", "start": "phq9", "reason": "mine"}
    assert visit.post(f"/admin/plans/{other.id}", data=data).status_code == 404
    assert session.scalars(select(MeasurePlan)).all() == []
    refused = session.scalars(select(AuditEvent).where(AuditEvent.event == "page.refused")).all()
    assert len(refused) == 5


def test_SEC_34_with_several_trusts_an_administrator_of_none_sees_none(make, visit_as, said):
    for name in ("North", "South"):
        make.pathway(make.service(make.trust(name)))

    page = visit_as(make.user(Role.ADMINISTRATOR)).open("/admin/")

    assert "Heard does not know which trust you work for." in said(page)


def test_every_service_of_the_only_trust_is_there(make, visit_as, said):
    first = make.service(name="Step 4")
    make.service(first.trust, name="Step 3")

    page = visit_as(make.user(Role.ADMINISTRATOR)).open("/admin/plans")

    assert [heading.text for heading in page.select("h2")] == ["Step 3", "Step 4"]


def test_administrators_begin_on_their_own_page(visit, administrator, session):
    administrator.mf_recovery_codes = ["a code"]

    page = visit.open("/account/after-sign-in")

    assert page.h1.text == "Administration"


def test_a_clinician_who_is_also_an_administrator_finds_both(make, visit_as):
    user = make.user(Role.CLINICIAN, Role.ADMINISTRATOR, mf_recovery_codes=["a code"])
    visit = visit_as(make.clinician(user=user))

    assert visit.open("/account/after-sign-in").h1.text == "Caseload"
    visit.open("/admin/")
    assert visit.follow("Caseload").h1.text == "Caseload"


@pytest.mark.parametrize("place", ["party/sms/en", "invitation/pigeon/en", "invitation/sms/xx"])
def test_a_message_that_there_is_none_of_is_not_found(visit, make, place):
    assert visit.get(f"/admin/texts/{make.the_service().id}/{place}").status_code == 404
