"""Comments that everybody on the board may read, and the themes that people find in them.

Nothing here asks for more than what a reader has let go: not even the column that holds the rest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.codesign import Form, FormVersion
from app.db import Base
from app.feedback.given import CommentState, FeedbackComment


class FeedbackTheme(Base):
    """Something that people keep coming back to, as the service calls it."""

    __tablename__ = "feedback_theme"
    __table_args__ = (UniqueConstraint("service_id", "name"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class CommentTheme(Base):
    """Somebody has found this theme in this comment."""

    __tablename__ = "feedback_comment_theme"
    __table_args__ = (UniqueConstraint("comment_id", "theme_id"),)

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_comment.id"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_theme.id"), index=True)
    given_at: Mapped[datetime]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


@dataclass(frozen=True)
class ReleasedComment:
    """A comment as others may read it, with the ids of its themes."""

    id: UUID
    service_id: UUID
    version: int
    question: str
    month: date
    text: str
    themes: frozenset[UUID] = frozenset()

    # What the audit trail calls it.
    __tablename__: ClassVar[str] = FeedbackComment.__tablename__

    def seen_with(self, themes: frozenset[UUID]) -> "ReleasedComment":
        """The same, as somebody saw it who had it on a page for a while."""
        return replace(self, themes=themes)


def released_comments(session: Session, form_id: UUID) -> list[ReleasedComment]:
    """What was released of the comments to this form, the newest month first.

    Within a month the order says nothing: ids are random.
    """
    found = (
        select(
            FeedbackComment.id, Form.service_id, FormVersion.version, FeedbackComment.question,
            FeedbackComment.month, FeedbackComment.released_text_sealed,
        )
        .join(FormVersion, FormVersion.id == FeedbackComment.version_id)
        .join(Form, Form.id == FormVersion.form_id)
        .where(Form.id == form_id, FeedbackComment.state == CommentState.RELEASED)
        .order_by(FeedbackComment.month.desc(), FeedbackComment.id)
    )  # fmt: skip
    rows = session.execute(found).all()
    themes = _themes_in(session, {row[0] for row in rows})
    return [
        ReleasedComment(
            id_, service_id, version, question, month,
            FeedbackComment.released_text.unseal(sealed, id_), frozenset(themes.get(id_, ())),
        )
        for id_, service_id, version, question, month, sealed in rows
    ]  # fmt: skip


def themes_of(session: Session, service_id: UUID) -> Sequence[FeedbackTheme]:
    """The service's own list, by name."""
    found = select(FeedbackTheme).where(FeedbackTheme.service_id == service_id)
    return session.scalars(found.order_by(FeedbackTheme.name, FeedbackTheme.id)).all()


def links_of(session: Session, comment_id: UUID) -> Sequence[CommentTheme]:
    """The themes of one comment."""
    found = select(CommentTheme).where(CommentTheme.comment_id == comment_id)
    return session.scalars(found).all()


def _themes_in(session: Session, comment_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found = select(CommentTheme.comment_id, CommentTheme.theme_id).where(
        CommentTheme.comment_id.in_(comment_ids)
    )
    themes: dict[UUID, set[UUID]] = {}
    for comment_id, theme_id in session.execute(found):
        themes.setdefault(comment_id, set()).add(theme_id)
    return themes
