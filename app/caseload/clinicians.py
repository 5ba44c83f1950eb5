"""Which clinician an account belongs to."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.care import Clinician, Service
from app.security import User


def find_clinician(session: Session, user: User, *, on: date) -> Clinician | None:
    """The clinician who signs in with this account; None for other staff and for who has left."""
    found = (
        select(Clinician)
        .where(Clinician.user_id == user.id)
        .where(or_(Clinician.left_on.is_(None), Clinician.left_on > on))
        .options(joinedload(Clinician.service).joinedload(Service.calendar))
    )
    return session.scalar(found)
