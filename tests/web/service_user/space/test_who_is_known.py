"""Nobody learns who is known here (SEC-20)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care import Client
from app.security import MOST_PER_DAY, MOST_PER_HOUR, SignInCode
from tests.factory import Make
from tests.pages import Visit
from tests.statements import statements
from tests.web.service_user.space.conftest import Deliver, ask


def _answers(visit: Visit, contact: str) -> list[tuple[int, str, str]]:
    """All that a browser is told about a contact, with what changes each time taken out."""
    ask(visit, contact)
    told = [(visit.response.status_code, visit.url, visit.text)]
    for button, typed in (("Go on", "000000"), ("Send another code", "")):
        visit.press(button, code=typed)
        told.append((visit.response.status_code, visit.url, visit.text))
    return told


def test_sec_20_known_unknown_and_shared_are_told_the_same(
    visit: Visit, make: Make, deliver: Deliver, client: Client
):
    make.client(phone="07700 900111")
    make.client(phone="07700 900111")
    make.client(phone="07700 900112", died_on=make.today)

    told = {
        contact: _answers(visit.another(), contact)
        for contact in (client.phone, client.email, "07700 900000", "07700 900111", "07700 900112")
    }

    assert len({str(answers) for answers in told.values()}) == 1


def test_sec_20_the_page_asks_the_database_the_same_for_known_and_unknown(
    app, visit: Visit, client: Client
):
    """That is why it takes the same time: whose contact it is, is found out by a worker."""
    ask(visit, "07700 900001")  # the first one of all begins the audit trail
    asked: dict[str, list[str]] = {}
    for contact in (client.phone, "07700 900000"):
        browser = visit.another()
        browser.open("/space/sign-in")
        with statements(app.extensions["engine"]) as asked[contact]:
            browser.press("Send a code", contact=contact)
            browser.press("Go on", code="000000")

    known, unknown = asked.values()
    assert known == unknown
    assert not any("FROM client" in statement for statement in known)


def test_sec_21_who_asks_too_often_is_told_the_same_and_gets_no_code(
    visit: Visit, deliver: Deliver, client: Client, session: Session
):
    for _ in range(10):
        ask(visit, client.phone)
        told = visit.text

    ask(visit, client.phone)

    assert visit.text == told
    asked = session.scalars(select(SignInCode.contact_lookup)).all()
    assert sorted(lookup is None for lookup in asked) == [False] * 10 + [True]


def test_sec_21_nobody_is_sent_more_than_a_few_codes(
    visit: Visit, deliver: Deliver, client: Client, later
):
    def codes_in_an_hour() -> int:
        number = 0
        for _ in range(MOST_PER_HOUR + 2):
            ask(visit.another(), client.phone)
            number += len(deliver())
            later(minutes=1)
        return number

    hours = []
    for _ in range(4):
        hours.append(codes_in_an_hour())
        later(minutes=60)

    assert hours[0] == MOST_PER_HOUR
    assert sum(hours) == MOST_PER_DAY
