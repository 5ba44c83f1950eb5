"""Forms and their versions: drafted, reviewed, approved, live, retired. What was live stays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.care import Service
from app.codesign.content import FormContent
from app.codesign.fingerprints import content_fingerprint
from app.db import Base, choice
from app.security import Role


class Purpose(StrEnum):
    """What a form is for: this decides who is asked it, and when."""

    # The experience form, on a pathway's plan.
    PREM = "prem"
    # For who stopped coming.
    LEAVING = "leaving"
    # Why we ask, and thank you: words around a check-in, without questions.
    CHECK_IN_WORDS = "check_in_words"
    OTHER = "other"

    @property
    def asks(self) -> bool:
        """Whether people answer it."""
        return self is not Purpose.CHECK_IN_WORDS


class VersionState(StrEnum):
    """How far a version is. There is one live version of a form at most, and one before it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    LIVE = "live"
    RETIRED = "retired"


# Those that can still change: there is one of them at most.
UNFINISHED = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED})


class Change(StrEnum):
    """What was done to a draft at one place."""

    WORDS = "words"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    SETTING = "setting"
    APPROVED_WORDS = "approved_words"


_LIVE = text("state = 'live'")
_COUNTING = text("dropped_at IS NULL")


class Form(Base):
    """One form of a service. Its words are in its versions."""

    __tablename__ = "form"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    # What the team calls it; people who answer read its title.
    name: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    service: Mapped[Service] = relationship()


class FormVersion(Base):
    """One version of a form. Only a draft changes."""

    __tablename__ = "form_version"
    __table_args__ = (
        UniqueConstraint("form_id", "version"),
        CheckConstraint("(released_at IS NULL) = (state NOT IN ('live', 'retired'))", "released"),
        Index("ix_form_version_live", "form_id", unique=True, sqlite_where=_LIVE,
              postgresql_where=_LIVE),
    )  # fmt: skip

    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"))
    version: Mapped[int]
    state: Mapped[VersionState] = mapped_column(choice(VersionState), default=VersionState.DRAFT)
    stored: Mapped[dict[str, Any]] = mapped_column("content")
    # Why there is a new version: asked for when it goes to review, shown with what changed.
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    retired_at: Mapped[datetime | None]

    form: Mapped[Form] = relationship()

    @property
    def content(self) -> FormContent:
        """What it says and asks, in its own language."""
        return FormContent.from_json(self.stored)

    @property
    def fingerprint(self) -> str:
        """What an approval is given for."""
        return content_fingerprint(self.content)


class FormApproval(Base):
    """Somebody's yes to one version, exactly as it was then."""

    __tablename__ = "form_approval"
    __table_args__ = (
        Index("uq_form_approval_counting", "version_id", "user_id", unique=True,
              sqlite_where=_COUNTING, postgresql_where=_COUNTING),
    )  # fmt: skip

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    # A yes to other words than these counts for nothing.
    fingerprint: Mapped[str]
    # What they were when they agreed.
    role_names: Mapped[list[str]] = mapped_column(default=list)
    approved_at: Mapped[datetime]
    # When the version went back to being a draft: kept, and counts for nothing.
    dropped_at: Mapped[datetime | None]

    @property
    def as_roles(self) -> list[Role]:
        """What they were when they agreed."""
        return [Role(name) for name in self.role_names]


class FormEdit(Base):
    """One change of a draft or a translation: nothing that anybody wrote is lost."""

    __tablename__ = "form_edit"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    # A sentence, or the key of a question that was added, moved, changed or taken out.
    address: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    what: Mapped[Change] = mapped_column(choice(Change))
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime]
    edited_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    # Whose words they are, where somebody accepted a suggestion.
    suggested_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class FormWording(Base):
    """The words of one version in one language, as they were when it went live. Never changed."""

    __tablename__ = "form_wording"
    __table_args__ = (UniqueConstraint("version_id", "language"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    language: Mapped[str]
    # Every sentence by its address.
    texts: Mapped[dict[str, str]]
    released_at: Mapped[datetime]
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))

    version: Mapped[FormVersion] = relationship()


def forms_of(session: Session, service_ids: Collection[UUID]) -> Sequence[Form]:
    """Every form of these services, by name."""
    found = select(Form).where(Form.service_id.in_(service_ids)).order_by(Form.name, Form.id)
    return session.scalars(found).all()


def versions_of(session: Session, form_id: UUID) -> Sequence[FormVersion]:
    """Every version of a form, the newest first."""
    found = select(FormVersion).where(FormVersion.form_id == form_id)
    return session.scalars(found.order_by(FormVersion.version.desc())).all()


def live_versions(session: Session, service_id: UUID, purpose: Purpose) -> Sequence[FormVersion]:
    """The live versions of a service's forms for this purpose, the longest-standing form first."""
    found = (
        select(FormVersion)
        .join(FormVersion.form)
        .where(Form.service_id == service_id, Form.purpose == purpose)
        .where(FormVersion.state == VersionState.LIVE)
        .order_by(Form.made_at, Form.id)
    )
    return session.scalars(found).all()


def live_version(session: Session, service_id: UUID, purpose: Purpose) -> FormVersion | None:
    """The live version of the service's form for this purpose; None until one was released."""
    return next(iter(live_versions(session, service_id, purpose)), None)


def find_version(session: Session, version_id: UUID) -> FormVersion | None:
    """The version with this id."""
    return session.get(FormVersion, version_id)


def hold_version(session: Session, version_id: UUID) -> FormVersion:
    """The version, which nobody else changes before this transaction ends."""
    return session.get_one(FormVersion, version_id, with_for_update=True, populate_existing=True)


def languages_of(session: Session, version_id: UUID) -> list[str]:
    """The languages in which this version is live, English first."""
    found = select(FormWording.language).where(FormWording.version_id == version_id)
    return ["en", *sorted(set(session.scalars(found)) - {"en"})]


def find_wording(session: Session, version_id: UUID, language: str) -> FormWording | None:
    """The words in which this version is live in that language."""
    found = select(FormWording).where(
        FormWording.version_id == version_id, FormWording.language == language
    )
    return session.scalar(found)


def content_in(session: Session, version: FormVersion, language: str) -> tuple[FormContent, str]:
    """The version as somebody who reads this language is asked it, and the language it is in.

    English where the version is not live in that language.
    """
    wording = find_wording(session, version.id, language)
    if wording is None:
        return version.content, "en"
    return version.content.saying(wording.texts), language
