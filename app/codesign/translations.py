"""Translations, sentence by sentence: each knows exactly which English it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.codesign.content import FormContent
from app.codesign.fingerprints import sentence_fingerprint
from app.db import Base


class FormTranslation(Base):
    """One sentence of a form in one language, for exactly one wording of it in English."""

    __tablename__ = "form_translation"
    __table_args__ = (
        UniqueConstraint("form_id", "language", "source_fingerprint"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", "approved_has_a_name"),
    )

    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"))
    language: Mapped[str]
    address: Mapped[str]
    source: Mapped[str]
    source_fingerprint: Mapped[str]
    text: Mapped[str]
    translated_at: Mapped[datetime]
    translated_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    # By somebody who reads the language. A changed text has to be approved again.
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class Freshness(StrEnum):
    """How it stands with one sentence in one language."""

    MISSING = "missing"
    # Made from other English than there is now.
    STALE = "stale"
    TO_APPROVE = "to_approve"
    APPROVED = "approved"


@dataclass(frozen=True)
class TranslatedSentence:
    """One sentence side by side. `text` of a stale one is what the older English was made into."""

    address: str
    source: str
    freshness: Freshness
    text: str = ""
    older_source: str = ""


def side_by_side(
    session: Session, form_id: UUID, content: FormContent, language: str
) -> list[TranslatedSentence]:
    """Every sentence of the form beside its translation, in reading order."""
    found = select(FormTranslation).where(
        FormTranslation.form_id == form_id, FormTranslation.language == language
    )
    rows = session.scalars(found.order_by(FormTranslation.translated_at)).all()
    exact = {row.source_fingerprint: row for row in rows}
    latest = {row.address: row for row in rows}
    return [
        _beside(address, source, exact, latest) for address, source in content.sentences().items()
    ]


def _beside(
    address: str,
    source: str,
    exact: Mapping[str, FormTranslation],
    latest: Mapping[str, FormTranslation],
) -> TranslatedSentence:
    if row := exact.get(sentence_fingerprint(address, source)):
        state = Freshness.APPROVED if row.approved_at else Freshness.TO_APPROVE
        return TranslatedSentence(address, source, state, row.text)
    if row := latest.get(address):
        return TranslatedSentence(address, source, Freshness.STALE, row.text, row.source)
    return TranslatedSentence(address, source, Freshness.MISSING)
