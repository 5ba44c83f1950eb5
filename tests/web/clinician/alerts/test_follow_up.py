"""What the client says helps, and whether their clinician agrees to it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.risk import FollowUp, FollowUpPreference
from app.security import AuditEvent
from tests.web.clinician.alerts.conftest import address, said


@pytest.fixture
def preference(session, alert, at):
    session.add(
        FollowUpPreference(
            client_id=alert.client_id, follow_up=FollowUp.MESSAGE, said_at=at - timedelta(days=9)
        )
    )
    newest = FollowUpPreference(client_id=alert.client_id, follow_up=FollowUp.CALL, said_at=at)
    session.add(newest)
    session.commit()
    return newest


def test_the_own_clinician_agrees_with_what_the_client_says_helps(
    visit, alert, preference, session, therapist
):
    assert "a call , said on 4 Mar 2026; no clinician has agreed to it yet" in (
        said(visit.open(address(alert)))
    )

    page = visit.press("I agree to it")

    assert "agreed by Robin Therapist, 4 Mar 2026" in said(page)
    assert (preference.is_agreed, preference.reviewed_by) == (True, therapist.user_id)
    assert "3 Mar" not in said(page)
    assert "23 Feb 2026: a message" in said(page)
    [row] = session.scalars(select(AuditEvent).where(AuditEvent.event == "follow_up.reviewed"))
    assert (row.subject_id, row.detail) == (preference.id, "agreed")
    page = visit.press("I do not agree")
    assert "not agreed by Robin Therapist" in said(page)


def test_nobody_else_agrees_to_it(visit_as, duty, alert, preference, session):
    visit = visit_as(duty)
    page = visit.open(address(alert))
    assert "I agree" not in said(page)

    data = {"csrf_token": visit.csrf_token, "said": preference.id, "agreed": "yes"}
    refused = visit.post(f"{address(alert)}/follow-up", data=data)

    assert refused.status_code == 404
    assert preference.reviewed_at is None


def test_an_older_wish_is_not_agreed_to(visit, alert, preference, session, at):
    visit.open(address(alert))
    session.add(
        FollowUpPreference(
            client_id=alert.client_id,
            follow_up=FollowUp.NEXT_SESSION,
            said_at=at + timedelta(minutes=1),
        )
    )

    page = visit.press("I agree to it")

    assert "The client has said something else since" in said(page)
    assert preference.reviewed_at is None
