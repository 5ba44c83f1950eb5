"""What somebody will be asked next: the schedule says it, and nothing else does."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import scheduling
from app.care import Client, Episode
from app.scheduling import Ask


def asks_for(session: Session, client: Client, *, on: date) -> list[Ask]:
    """How it stands with every occasion of each of this client's courses."""
    recently = on - scheduling.ASKED_AFTER_THE_END
    found = select(Episode).where(
        Episode.client_id == client.id,
        or_(Episode.ended_on.is_(None), Episode.ended_on >= recently),
    )
    episodes = list(session.scalars(found.order_by(Episode.started_on.desc())))
    plans = scheduling.newest_plans(session, {episode.pathway_id for episode in episodes})
    histories = scheduling.histories(session, episodes)
    return [
        ask
        for episode in episodes
        if (plan := plans.get(episode.pathway_id))
        for ask in scheduling.state(plan.plan, histories[episode.id], on).asks
    ]
