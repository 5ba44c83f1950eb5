"""SAF-22: whoever looks after safety reads reports, links them to a hazard, and says what came."""

from sqlalchemy import select

from app import safety
from app.security import AuditEvent
from tests.test_hazard_log import HAZARDS


def test_saf_22_the_list_tells_nothing_of_what_was_said(visit, make, said):
    assert "Nobody has reported anything." in said(visit.open("/admin/reports"))
    make.safety_report("Amira saw the answers of Robin")

    page = said(visit.open("/admin/reports"))

    assert "Report of 4 March 2026" in page
    assert "Amira" not in page
    assert "1 to be looked at." in said(visit.open("/admin/"))


def test_sec_39_opening_one_is_in_the_audit_trail(visit, make, session, administrator):
    report = make.safety_report()

    visit.open(f"/admin/reports/{report.id}")

    [row] = session.scalars(select(AuditEvent).where(AuditEvent.event == "safety_report.viewed"))
    assert (row.actor_id, row.subject_id) == (administrator.id, report.id)


def test_saf_22_every_hazard_of_the_log_can_be_chosen(visit, make):
    page = visit.open(f"/admin/reports/{make.safety_report().id}")

    offered = [option["value"] for option in page.select("#hazard option")]
    assert offered == ["", *sorted(entry["id"] for entry in HAZARDS)]
    assert [one.id for one in safety.hazards()] == offered[1:]


def test_acc_07_an_outcome_is_needed_and_the_choice_is_kept(visit, make, session):
    report = make.safety_report()
    visit.open(f"/admin/reports/{report.id}")

    page = visit.press("Save", hazard="HAZ-10", outcome="")

    assert page.select_one(".nhsuk-error-summary a").text == "Say what came of it"
    assert page.select_one("#hazard option[selected]")["value"] == "HAZ-10"
    visit.press("Save", outcome="The engine was right")
    session.expire_all()
    assert (report.hazard, report.outcome) == ("HAZ-10", "The engine was right")


def test_acc_07_a_hazard_that_is_not_in_the_log_is_refused_and_the_words_are_kept(visit, make):
    visit.open(f"/admin/reports/{make.safety_report().id}")

    page = visit.press("Save", hazard="HAZ-99", outcome="Looked at")

    assert page.select_one(".nhsuk-error-summary a").text == "Choose a hazard of the log"
    assert page.select_one("#outcome").text.strip() == "Looked at"


def test_what_was_told_is_shown_and_never_run(visit, make):
    page = visit.open(f"/admin/reports/{make.safety_report('<b>{{7*7}}</b>').id}")

    assert "<b>{{7*7}}</b>" in page.main.get_text()
