"""Finding out together what comments are about."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import feedback, security
from app.actions.changing import NotAChange
from app.db import insert_unless_there
from app.feedback import CommentTheme, FeedbackTheme, ReleasedComment
from app.security import User

LONGEST_THEME = 60


class ThemeIsThere(Exception):
    """The service has a theme of this name."""


def add_theme(
    session: Session, service_id: UUID, name: str, *, user: User, at: datetime
) -> FeedbackTheme:
    """Put a theme on the service's list. Raises NotAChange without a name, or ThemeIsThere."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_THEME:
        raise NotAChange
    known = {theme.name.casefold() for theme in feedback.themes_of(session, service_id)}
    if name.casefold() in known:
        raise ThemeIsThere
    theme = FeedbackTheme(service_id=service_id, name=name, made_at=at, made_by=user.id)
    session.add(theme)
    try:
        session.flush()
    except IntegrityError as error:  # at this very moment
        session.rollback()
        raise ThemeIsThere from error
    security.audit(session, "feedback_theme.added", subject=theme, by=user.actor, at=at)
    session.commit()
    return theme


def set_themes(
    session: Session, comment: ReleasedComment, theme_ids: Collection[UUID], *, user: User,
    at: datetime,
) -> None:  # fmt: skip
    """These are the comment's themes, of its service's list. `comment` is as it was looked at.

    What somebody else has added or taken away in the meantime stays so.
    """
    known = {theme.id for theme in feedback.themes_of(session, comment.service_id)}
    wanted = set(theme_ids) & known
    for theme_id in wanted - comment.themes:
        values = {"comment_id": comment.id, "theme_id": theme_id}
        new = {"id": uuid4(), "given_at": at, "given_by": user.id, **values}
        insert_unless_there(session, CommentTheme, new)
    for link in feedback.links_of(session, comment.id):
        if link.theme_id in comment.themes - wanted:
            session.delete(link)
    session.flush()
    security.audit(session, "feedback_comment.themed", by=user.actor, at=at, subject=comment)
    session.commit()
