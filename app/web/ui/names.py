"""Colleagues by their names."""

from collections.abc import Iterable
from uuid import UUID

from app import security
from app.extensions import db_session


def user_names(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """The names of these colleagues, by id; None among the ids is nobody."""
    return security.user_names(db_session(), ids)
