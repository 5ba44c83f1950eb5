"""What the other pages say of alerts that wait."""

from datetime import UTC, datetime

import pytest
import time_machine

from app import risk
from app.actions import close_alert, pass_alert_on
from app.risk import Deed, Rung
from app.security import Role
from tests.statements import statements
from tests.web.clinician.alerts.conftest import address, said


@pytest.fixture
def pages(make, therapist):
    client = make.client(therapist)
    about = f"/clinic/clients/{client.id}"
    return ["/clinic/", about, f"{about}/contact", f"{about}/appointments", f"{about}/schedule",
            f"{about}/check-in", "/clinic/groups"]  # fmt: skip


def test_every_page_says_that_something_waits_until_it_is_closed(
    visit, pages, alert, therapist, session, at
):
    for path in pages:
        page = visit.open(path)
        assert "1 alert waits for you to act." in page.text, path
        assert page.select_one(".heard-tools a[href='/clinic/alerts']").text == "Alerts (1)"

    close_alert(session, alert, [Deed.SPOKE], "Safe.", user=therapist.user, at=at)

    for path in pages:
        page = visit.open(path)
        assert "waits for you" not in page.text, path
        assert page.select_one(".heard-tools a[href='/clinic/alerts']").text == "Alerts"


def test_what_a_colleague_has_to_act_on_is_no_banner_here(visit, make, pages, duty, at, session):
    alert = make.alert()

    assert "waits for you" not in visit.open("/clinic/").text
    pass_alert_on(session, alert, Rung.DUTY, "In session.", user=alert.owner.user, at=at)
    assert "waits for you" not in visit.open("/clinic/").text


def test_at_the_weekend_it_is_the_turn_of_who_works_on_monday(visit_as, make, therapist):
    with time_machine.travel(datetime(2026, 3, 7, 12, tzinfo=UTC)) as _:
        make.staff(Role.SERVICE_LEAD)
        make.alert(clinician=therapist, at=datetime(2026, 3, 7, 12, tzinfo=UTC))

        assert "1 alert waits for you to act." in visit_as(therapist).open("/clinic/").text


def test_the_banner_takes_one_query_however_many_alerts_there_are(
    make, therapist, engine, session, duty, at
):
    def queries():
        session.expire_all()
        whom = session.get_one(type(therapist), therapist.id)
        assert whom.user
        assert whom.service
        with statements(engine) as asked:
            count = len(risk.own_alerts(session, whom, on=at.date()))
        return count, len(asked)

    assert queries() == (0, 1)
    for _ in range(4):
        make.alert(client=make.client(therapist))
    assert queries() == (4, 1)


def test_the_caseload_and_the_record_lead_to_the_alert(visit, alert, therapist, session, at):
    page = visit.open("/clinic/")
    assert page.select(f".heard-caseload a[href='{address(alert)}']")
    close_alert(session, alert, [Deed.SPOKE], "Safe.", user=therapist.user, at=at)

    page = visit.open("/clinic/")
    assert not page.select(f".heard-caseload a[href='{address(alert)}']")
    page = visit.open(f"/clinic/clients/{alert.client_id}")

    assert "1 closed alert" in said(page)
    assert "Spoke with the client" in said(page)
    assert "Closed" in said(visit.follow("of Wed 4 Mar, 10:00"))
