"""The home of one's own space, and beginning one's own check-in from it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scheduling
from app.care import Client
from app.security import AuditEvent
from tests.factory import Make


def begin(visit, check_in_id, token=None):
    return visit.post(
        f"/space/check-in/{check_in_id}", data={"csrf_token": token or visit.csrf_token}
    )


def test_a_check_in_that_waits_is_begun_without_its_link(
    signed_in, make: Make, client: Client, session: Session
):
    check_in = make.check_in(client=client)
    visit = signed_in(client)

    visit.press("Go to my questions")

    assert visit.url == f"/check-in/{check_in.id}"
    [started] = session.scalars(select(AuditEvent).where(AuditEvent.event == "visit.started"))
    assert started.subject_id == check_in.id
    # Both are open in this browser, and both are one's own.
    assert visit.get("/space").status_code == 200
    assert visit.follow("My space").h1.text == "My space"


def test_the_link_that_was_sent_goes_on_working(signed_in, make: Make, client: Client):
    link = make.invitation(client=client)
    signed_in(client).press("Go to my questions")

    assert scheduling.link_state(link, at=make.at) is scheduling.LinkState.OPEN


def test_without_one_there_is_nothing_to_begin(signed_in, client: Client):
    visit = signed_in(client)

    assert "Go to my questions" not in visit.text


def test_sec_17_answers_from_another_browser_are_not_shown(signed_in, make: Make, client: Client):
    make.draft("phq9", client=client, answers=[3] * 3)
    visit = signed_in(client)
    visit.press("Go to my questions")
    visit.open(f"{visit.url}/1/check")

    assert "Nearly every day" not in visit.text
    assert "Answered earlier" in visit.text


def test_another_persons_check_in_is_not_found(
    signed_in, make: Make, client: Client, other: Client
):
    theirs = make.check_in(client=other)
    visit = signed_in(client)

    assert begin(visit, theirs.id).status_code == 404
    assert begin(visit, "00000000-0000-4000-8000-000000000001").status_code == 404
    assert visit.get(f"/check-in/{theirs.id}").status_code == 403


@pytest.mark.parametrize("end", ["completed_at", "closed_at"])
def test_what_is_over_leads_back_home(signed_in, make: Make, client: Client, end: str):
    check_in = make.check_in(client=client)
    visit = signed_in(client)
    setattr(check_in, end, make.at)

    assert begin(visit, check_in.id).location == "/space"


def test_begun_twice_is_one_visit(signed_in, make: Make, client: Client, session: Session):
    make.check_in(client=client)
    visit = signed_in(client)
    visit.press("Go to my questions")
    visit.open("/space")
    visit.press("Go to my questions")

    started = select(AuditEvent).where(AuditEvent.event == "visit.started")
    assert len(session.scalars(started).all()) == 1
