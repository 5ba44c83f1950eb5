"""That somebody on the staff dealt with a message which did not arrive."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.security import Sealed, SealedColumn


class FollowUp(Base):
    """Somebody found another way, or put right what was wrong. The note may name people."""

    __tablename__ = "message_follow_up"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"), index=True)
    done_at: Mapped[datetime]
    done_by: Mapped[UUID]
    note = Sealed()
    note_sealed: SealedColumn
