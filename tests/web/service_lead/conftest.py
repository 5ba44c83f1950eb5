"""A service lead, and a month of alerts in their service."""

from datetime import UTC, datetime, timedelta

import pytest

from app.care import Gender
from app.security import Role

# A Tuesday morning of the month before.
THEN = datetime(2026, 2, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def lead(make):
    """Who is signed in."""
    make.the_service()
    return make.staff(Role.SERVICE_LEAD)


@pytest.fixture
def visit(visit_as, lead):
    """The lead's browser."""
    return visit_as(lead)


@pytest.fixture
def said():
    """All that a page says on one line."""
    return lambda page: " ".join(page.main.get_text(" ", strip=True).split())


@pytest.fixture
def february(session, make):
    """Twelve alerts of three clinicians: seven taken up after an hour, five on the next day."""
    owners = [make.clinician() for _ in range(3)]
    pathways = [make.pathway(name=name) for name in ("EMDR", "Skills group")]
    for number in range(12):
        client = make.client(
            owners[number % 3],
            language="pt-BR" if number < 2 else "en",
            gender=Gender.FEMALE if number % 2 else Gender.MALE,
            family_name="Lindqvist",
        )
        episode = make.episode(client, pathway=pathways[number % 2])
        alert = make.alert(check_in=make.check_in(episode=episode), at=THEN)
        hours = 1 if number < 7 else 25
        alert.acting_at, alert.acting_by = THEN + timedelta(hours=hours), alert.owner.user_id
    session.commit()
