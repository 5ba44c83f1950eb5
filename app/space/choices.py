"""What somebody chose about our messages, as it holds today."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care import Client, ContactPause, ContactPreference, PauseReason


@dataclass(frozen=True)
class Choices:
    """Who chose nothing has no preference, and who takes no break has no last day of one."""

    preference: ContactPreference | None
    last_day_of_break: date | None

    @property
    def has_stopped(self) -> bool:
        """Whether they want to be asked nothing."""
        return self.preference is not None and self.preference.opted_out_on is not None


def choices_for(session: Session, client: Client, *, on: date) -> Choices:
    """What this client chose."""
    mine = select(ContactPreference).where(ContactPreference.client_id == client.id)
    last_day = select(func.max(ContactPause.ends_on)).where(
        ContactPause.client_id == client.id,
        ContactPause.reason == PauseReason.WISH,
        ContactPause.starts_on <= on,
        ContactPause.ends_on >= on,
    )
    return Choices(session.scalar(mine), session.scalar(last_day))
