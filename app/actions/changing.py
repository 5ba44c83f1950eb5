"""What changes of all kinds have in common: a reason, nothing wrong in them, and nobody faster."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.outbox import MessageText
from app.risk import CrisisWords
from app.scheduling import MeasurePlan

Version = CrisisWords | MeasurePlan | MessageText


class HasFaults(Exception):
    """What was written cannot be used; says everything that is wrong with it."""

    def __init__(self, faults: Sequence[StrEnum]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class NotAChange(Exception):
    """A decision without what it needs: a reason, a later day, a questionnaire."""


class SomebodyChangedIt(Exception):
    """There is a newer version than the one that was changed."""


def add_version(session: Session, made: Version, *, of: Sequence[str]) -> None:
    """Store it if it follows the newest version of the same thing. Raises SomebodyChangedIt.

    `of` names the columns that say what it is a version of.
    """
    table = type(made)
    same = {name: getattr(made, name) for name in of}
    newest = session.scalar(select(func.max(table.version)).filter_by(**same)) or 0
    if made.version != newest + 1:
        raise SomebodyChangedIt
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:  # at this very moment
        session.rollback()
        raise SomebodyChangedIt from error
