"""SAF-22: anybody tells us of a danger, from any page, and the safety officer hears of it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.outbox import Job
from app.safety import SafetyReport
from app.security import AuditEvent, Role
from tests.dump import everything_stored
from tests.factory import Make
from tests.pages import Visit
from tests.web.service_user.conftest import Begun

CANARY = "The page showed somebody else’s answers"


def told(session: Session) -> list[SafetyReport]:
    return list(session.scalars(select(SafetyReport)))


@pytest.mark.parametrize("path", ["/", "/help", "/sign-in", "/nothing-here", "/c/AAAA"])
def test_saf_22_every_page_leads_to_it_also_signed_out(visit: Visit, path: str):
    visit._show(visit.get(path), visit.get(path).status_code)

    assert visit.follow("Tell us about a problem").h1.text.startswith("Tell us about a problem")


def test_saf_22_every_page_of_a_check_in_leads_to_it_and_back(begun: Begun):
    visit = begun("phq9")
    home = visit.url

    for path in (home, f"{home}/1", f"{home}/1?q=2", f"{home}/1/check", f"{home}/messages"):
        visit.open(path)
        visit.follow("Tell us about a problem")
        visit.follow("Back to my check-in")
        assert visit.url == home


def test_saf_22_staff_pages_lead_to_it(visit_as, make: Make):
    therapist = make.clinician()
    client = make.client(therapist)
    both = visit_as(therapist)
    for path in ("/clinic/", f"/clinic/clients/{client.id}", "/account/"):
        both.open(path)
        both.follow("Tell us about a problem")


def test_saf_22_from_end_to_end_signed_out(
    visit: Visit, visit_as, make: Make, session: Session, app: Flask
):
    make.the_service()
    visit.open("/")
    visit.follow("Tell us about a problem")
    assert "This is not for emergencies." in visit.text
    assert visit.page.select_one("main a[href='/help']")
    visit.press("Send", happened=CANARY, contact="0161 496 0000")
    assert "Thank you for telling us" in visit.text

    sent = app.test_cli_runner().invoke(args=["worker", "--once"]).output
    assert "safety@heard.test" in sent
    assert "could harm somebody" in sent
    assert CANARY not in sent
    assert "0161" not in sent
    [report] = told(session)
    assert f"/admin/reports/{report.id}" in sent
    session.rollback()

    officer = visit_as(make.user(Role.ADMINISTRATOR, name="Ada Administrator"))
    officer.open("/admin/")
    officer.follow("Safety reports")
    assert "To be looked at" in officer.text
    officer.follow("Report of 4 March 2026")
    assert CANARY in officer.text
    assert "Can be reached: 0161 496 0000" in officer.text
    officer.press("Save", hazard="HAZ-07", outcome="A shared phone. The link was taken away.")
    assert "Dealt with 4 March 2026" in officer.text
    assert "HAZ-07" in officer.text

    events = session.scalars(
        select(AuditEvent.event)
        .where(AuditEvent.event.like("safety_report%"))
        .order_by(AuditEvent.at)
    )
    assert list(events) == [
        "safety_report.made", "safety_report.told", "safety_report.viewed", "safety_report.handled",
    ]  # fmt: skip


def test_saf_22_who_reported_is_not_kept_unless_they_say_so(visit_as, make: Make, session: Session):
    therapist = make.clinician()
    visit = visit_as(therapist)
    visit.open("/problem")
    visit.press("Send", happened=CANARY)

    [made] = session.scalars(select(AuditEvent).where(AuditEvent.event == "safety_report.made"))
    assert (made.actor_kind, made.actor_id) == ("anybody", None)
    [report] = told(session)
    assert report.contact == ""
    assert str(therapist.user_id) not in repr(session.execute(select(SafetyReport)).all())


def test_sec_42_what_was_told_is_unreadable_in_the_database(visit: Visit, engine: Engine):
    visit.open("/problem")
    visit.press("Send", happened=CANARY, contact="0161 496 0000")

    everything = everything_stored(engine)
    assert CANARY.encode() not in everything
    assert b"496 0000" not in everything


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"happened": "", "contact": "me@mail.example"}, "Write what happened"),
        ({"happened": " \n ", "contact": "me@mail.example"}, "Write what happened"),
        ({"happened": "x" * 4001}, "Write no more than 4,000 letters"),
        ({"happened": CANARY, "contact": "y" * 201}, "Write no more than 200 letters"),
    ],
)
def test_acc_07_what_is_wrong_is_said_and_nothing_typed_is_lost(
    visit: Visit, session: Session, typed: dict[str, Any], said: str
):
    visit.open("/problem")

    page = visit.press("Send", **typed)

    assert said in page.select_one(".nhsuk-error-summary").get_text()
    assert page.title.text.startswith("Error: ")
    kept = {"happened": page.select_one("textarea").text.lstrip("\r\n"),
            "contact": page.select_one("#contact").get("value", "")}  # fmt: skip
    assert all(kept[name].strip() == text.strip() for name, text in typed.items())
    assert told(session) == []


def test_saf_22_a_page_that_was_open_for_too_long_keeps_what_was_typed(
    visit: Visit, session: Session
):
    visit.open("/problem")
    visit.page.select_one("main input[name=csrf_token]")["value"] = "of yesterday"

    page = visit.press("Send", status=400, happened=CANARY, contact="me@mail.example")
    assert "This page was open for too long. Press Send again." in page.get_text()
    assert told(session) == []

    visit.press("Send")
    [report] = told(session)
    assert (report.happened, report.contact) == (CANARY, "me@mail.example")


def test_saf_22_a_flood_is_stopped_and_nothing_typed_is_lost(visit: Visit, session: Session):
    for number in range(10):
        visit.open("/problem")
        visit.press("Send", happened=f"Problem {number}")

    visit.open("/problem")
    page = visit.press("Send", status=429, happened=CANARY)

    assert "Wait 15 minutes." in page.select_one(".nhsuk-error-summary").get_text()
    assert page.select_one("textarea").text.strip() == CANARY
    assert len(told(session)) == 10
    assert len(session.scalars(select(Job).where(Job.kind == "send_safety_notice")).all()) == 10
