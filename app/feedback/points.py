"""You said, we did, we could not: what people get to hear, signed by two before they do."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import permutations
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base
from app.security import Role, User

ENGLISH = "en"
STAFF = frozenset({Role.SERVICE_LEAD, Role.CLINICIAN})


@dataclass(frozen=True)
class PointWords:
    """One point in one language. What was not possible has its reason in it."""

    said: str = ""
    did: str = ""
    could_not: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it says what people said, and what came of it."""
        return bool(self.said and (self.did or self.could_not))


class ReviewPoint(Base):
    """What people said and what came of it. Published once two people have signed these words."""

    __tablename__ = "experience_point"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR published_on IS NOT NULL", "was_published"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("experience_review.id"), index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    # By language: said, did, could_not. Always in English.
    texts: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    published_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.published_on is None

    @property
    def fingerprint(self) -> str:
        """What a signature is given for: another letter in any language is another point."""
        text = json.dumps(self.texts, ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()

    def words(self, language: str) -> PointWords:
        """The point in this language; nothing where it is not written in it."""
        return PointWords(**self.texts.get(language, {}))


class PointSignature(Base):
    """Somebody stands for a point, in exactly these words and as what they were then."""

    __tablename__ = "experience_signature"
    __table_args__ = (UniqueConstraint("point_id", "user_id"),)

    point_id: Mapped[UUID] = mapped_column(ForeignKey("experience_point.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    fingerprint: Mapped[str]
    as_co_designer: Mapped[bool]
    as_staff: Mapped[bool]
    signed_at: Mapped[datetime]


@dataclass(frozen=True)
class PublishedPoint:
    """A point as people read it, in the language that it is in."""

    said: str
    did: str
    could_not: str
    language: str
    published_on: date

    @classmethod
    def of(cls, point: ReviewPoint, language: str) -> Self:
        """In this language if it was signed in it, else in English."""
        known = language if point.words(language).is_complete else ENGLISH
        return cls(**asdict(point.words(known)), language=known, published_on=_published(point))


def published_points(
    session: Session, service_id: UUID, language: str = ENGLISH, *, most: int | None = None
) -> list[PublishedPoint]:
    """What the service tells everybody who answers its form, the newest first."""
    found = (
        select(ReviewPoint)
        .where(ReviewPoint.service_id == service_id)
        .where(ReviewPoint.published_on.is_not(None), ReviewPoint.withdrawn_on.is_(None))
        .order_by(ReviewPoint.published_on.desc(), ReviewPoint.made_at, ReviewPoint.id)
        .limit(most)
    )
    return [PublishedPoint.of(point, language) for point in session.scalars(found)]


def points_of(
    session: Session, *, review_id: UUID | None = None, service_id: UUID | None = None
) -> Sequence[ReviewPoint]:
    """The points of a review or of a whole service: those to be signed first, then the newest."""
    found = select(ReviewPoint)
    if review_id:
        found = found.where(ReviewPoint.review_id == review_id)
    if service_id:
        found = found.where(ReviewPoint.service_id == service_id)
    order = (ReviewPoint.published_on.is_not(None), ReviewPoint.published_on.desc())
    return session.scalars(found.order_by(*order, ReviewPoint.made_at, ReviewPoint.id)).all()


def find_point(
    session: Session, point_id: UUID, service_ids: Collection[UUID]
) -> ReviewPoint | None:
    """The point with this id, if it is of one of these services."""
    found = select(ReviewPoint).where(
        ReviewPoint.id == point_id, ReviewPoint.service_id.in_(service_ids)
    )
    return session.scalar(found)


def hold_point(session: Session, point_id: UUID) -> ReviewPoint:
    """The point, which nobody else changes or signs before this transaction ends."""
    return session.get_one(ReviewPoint, point_id, with_for_update=True, populate_existing=True)


def signatures_of(
    session: Session, points: Collection[ReviewPoint]
) -> Mapping[UUID, list[PointSignature]]:
    """Who stands for the words that each of these has now, in the order in which they signed."""
    wanted = {point.id: point.fingerprint for point in points}
    found = select(PointSignature).where(PointSignature.point_id.in_(wanted))
    signed: dict[UUID, list[PointSignature]] = {point_id: [] for point_id in wanted}
    for one in session.scalars(found.order_by(PointSignature.signed_at)):
        if one.fingerprint == wanted[one.point_id]:
            signed[one.point_id].append(one)
    return signed


def put_signature(session: Session, point: ReviewPoint, user: User, *, at: datetime) -> None:
    """Somebody stands for the point as it is now; what they had signed before is replaced."""
    found = select(PointSignature).where(
        PointSignature.point_id == point.id, PointSignature.user_id == user.id
    )
    signature = session.scalar(found) or PointSignature(point_id=point.id, user_id=user.id)
    signature.as_co_designer, signature.as_staff = sides_of(user)
    signature.fingerprint, signature.signed_at = point.fingerprint, at
    session.add(signature)


def may_be_published(signatures: Collection[PointSignature]) -> bool:
    """Whether a co-designer and a lead or clinician have signed, who are two people."""
    return any(one.as_co_designer and other.as_staff for one, other in permutations(signatures, 2))


def sides_of(user: User) -> tuple[bool, bool]:
    """Whether somebody signs as a co-designer, and whether as staff."""
    roles = set(user.roles)
    return Role.CO_DESIGNER in roles, not roles.isdisjoint(STAFF)


def _published(point: ReviewPoint) -> date:
    if point.published_on is None:
        raise LookupError(f"Point {point.id} is not published")
    return point.published_on
