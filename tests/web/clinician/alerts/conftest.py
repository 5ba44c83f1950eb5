"""An alert of one of the therapist's clients, the duty team, and how alerts are read."""

import pytest
from sqlalchemy import select

from app.risk import Alert
from app.security import Role

ALERTS = "/clinic/alerts"
SPOKE = {"deeds": ["spoke"], "note": "We talked. Safe today."}


@pytest.fixture
def duty(make):
    """Somebody of the duty team who looks after nobody."""
    return make.staff(Role.DUTY, name="Dana Duty")


@pytest.fixture
def alert(make, therapist):
    """An alert of one of the therapist's own clients, raised on Wednesday at ten."""
    return make.alert(client=make.client(therapist, given_name="Nina", family_name="Adair"))


def address(alert):
    return f"{ALERTS}/{alert.id}"


def words(tag):
    return " ".join(tag.get_text(" ", strip=True).split())


def said(page):
    return words(page.main)


def states(session):
    session.expire_all()
    return [alert.state for alert in session.scalars(select(Alert).order_by(Alert.raised_at))]
