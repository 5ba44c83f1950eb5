"""Who has stopped coming, as it is at this moment."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.clients import Ending, Episode


def has_stopped_coming(session: Session, episode: Episode) -> bool:
    """Whether they stopped coming to this course, and no other course of theirs goes on.

    Asked anew each time: a course may have been reopened, or another one opened, since it was read.
    """
    session.refresh(episode, ("ended_on", "ended_how"))
    going_on = select(Episode.id).where(
        Episode.client_id == episode.client_id, Episode.ended_on.is_(None)
    )
    has_other = session.scalar(going_on.limit(1)) is not None
    return episode.ended_how is Ending.STOPPED_COMING and not has_other
