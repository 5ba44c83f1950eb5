"""An answer that somebody must look at, and what has become of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app import risk
from app.actions import save_answer
from app.responses import Answer
from app.risk import Alert

VISIT = UUID(int=1)
# A Wednesday; the service is at work from nine to five.
DUE = datetime(2026, 3, 4, 14, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def save(session, at):
    """Answers an item of a check-in's only questionnaire."""

    def saved(check_in, value, item="q9", position=1, after=0):
        answer = Answer(item, value, "en", VISIT, tab=uuid4().hex)
        save_answer(session, check_in.id, position, answer, at=at + timedelta(minutes=after))

    return saved


def alerts(session):
    session.expire_all()
    return list(session.scalars(select(Alert).order_by(Alert.raised_at, Alert.id)))


def told(session, alert):
    """Who was told of it, on which rung."""
    found = select(risk.AlertNotice).where(risk.AlertNotice.alert_id == alert.id)
    return [
        (n.user.name, n.rung) for n in session.scalars(found.order_by(risk.AlertNotice.made_at))
    ]


def values(alert):
    return [(answer.item, answer.value) for answer in alert.answers]
