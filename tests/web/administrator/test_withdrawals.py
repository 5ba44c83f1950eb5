"""SAF-23: an administrator withdraws something on a page, without a release, and gives it back."""

import pytest
from sqlalchemy import select

from app import care
from app.outbox import TextWithdrawal
from app.security import AuditEvent, Role


@pytest.fixture
def service(make):
    return make.the_service()


@pytest.fixture
def withdraw(visit, service):
    """Opens the form and sends it."""

    def send(what, reason="Two people read it as an insult"):
        visit.open(f"/admin/withdrawals/{service.id}")
        return visit.press("Withdraw it now", what=what, reason=reason)

    return send


def test_saf_23_a_measure_is_withdrawn_at_once_and_used_again(
    visit, withdraw, session, service, said
):
    page = said(withdraw("pcl5::"))

    assert "It is withdrawn from now on." in page
    assert "PCL-5 Withdrawn 4 March 2026" in page
    assert "by Ada Administrator: “Two people read it as an insult”" in page
    assert care.withdrawn_measures(session, service.id) == {"pcl5"}

    visit.follow("Use it again : PCL-5")
    page = said(visit.press("Use it again", reason="The owner mended it"))
    assert "It is in use again from now on." in page
    assert "Nothing is withdrawn." in page
    assert "“The owner mended it”" in page
    assert care.withdrawn_measures(session, service.id) == set()
    events = session.scalars(select(AuditEvent.event).where(AuditEvent.event.like("%withdr%")))
    assert list(events) == ["measure.withdrawn", "withdrawal.ended"]


def test_saf_23_a_language_is_withdrawn_with_a_reason_and_given_back(
    visit, make, withdraw, session, service, said
):
    make.approval("gad7", "pl")

    assert "GAD-7, in Polish" in said(withdraw("gad7::pl"))
    assert not care.offer(session, service.id, "gad7", "pl").in_their_language

    visit.follow("Use it again : GAD-7, in Polish")
    visit.press("Use it again", reason="Read again by two speakers")
    assert care.offer(session, service.id, "gad7", "pl").in_their_language


@pytest.mark.parametrize(("language", "named"), [("fr", "French"), ("pt-BR", "Portuguese")])
def test_saf_23_a_language_in_which_there_are_no_pages_is_withdrawn(
    make, withdraw, session, service, said, language, named
):
    make.approval("gad7", language)

    assert f"GAD-7, in {named}" in said(withdraw(f"gad7::{language}"))


def test_saf_23_a_version_and_a_message_are_withdrawn_too(withdraw, session, service, said):
    assert "PHQ-9, version 1" in said(withdraw("phq9:1:"))
    page = said(withdraw("reminder:sms:en"))

    assert "Reminder, Text message, English, shipped words" in page
    assert care.withdrawn_measures(session, service.id) == {"phq9"}
    assert session.scalars(select(TextWithdrawal)).one().version == 0


def test_a_language_that_nobody_approved_cannot_be_withdrawn(visit, service):
    page = visit.open(f"/admin/withdrawals/{service.id}")

    values = {option["value"] for option in page.select("option")}
    assert {"phq9::", "phq9:1:", "invitation:email:ar"} <= values
    assert "gad7::pl" not in values


@pytest.mark.parametrize(
    ("what", "reason", "faults"),
    [
        ("", "Bad", ["Choose what to withdraw"]),
        ("phq9::", " ", ["Say why"]),
        ("", "", ["Choose what to withdraw", "Say why"]),
        ("phq9:2:", "Bad", ["Choose what to withdraw"]),
    ],
)
def test_acc_07_what_is_missing_is_said_and_what_was_typed_is_kept(
    withdraw, session, what, reason, faults
):
    page = withdraw(what, reason)

    assert [link.text for link in page.select(".nhsuk-error-summary a")] == faults
    assert page.title.text.startswith("Error: ")
    assert page.select_one("#reason").text.strip() == reason.strip()
    chosen = page.select_one("option[selected]")
    assert (chosen["value"] if chosen else "") in (what, "")
    assert (
        session.scalars(select(AuditEvent.event).where(AuditEvent.event.like("%withdr%"))).all()
        == []
    )


def test_sec_34_nothing_of_another_trust_is_withdrawn_or_given_back(make, visit_as, said):
    own = make.clinician(make.service(), make.user(Role.CLINICIAN, Role.ADMINISTRATOR))
    other = make.service(make.trust("South Thames Trust"), name="Elsewhere")
    there = make.withdrawal("phq9", other)
    visit = visit_as(own)

    assert visit.get(f"/admin/withdrawals/{other.id}").status_code == 404
    for service in (other, own.service):
        assert visit.get(f"/admin/withdrawals/{service.id}/{there.id}").status_code == 404
    assert "Elsewhere" not in said(visit.open("/admin/withdrawals"))


def test_saf_23_two_colleagues_who_withdraw_the_same_withdraw_it_once(withdraw, visit, make, said):
    make.withdrawal("phq9")

    assert "A colleague has withdrawn it already." in said(withdraw("phq9::"))


def test_saf_23_plans_say_what_is_withdrawn(visit, make, said):
    pathway = make.pathway()
    make.withdrawal("pcl5")

    page = said(visit.open(f"/admin/plans/{pathway.id}"))

    assert "20 questions, withdrawn" in page
