"""Translations, sentence by sentence: each knows exactly which English it was made from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.codesign.content import FormContent
from app.codesign.content_faults import LONGEST_SENTENCE
from app.codesign.fingerprints import sentence_fingerprint
from app.codesign.forms import FormEdit, FormVersion
from app.db import Base

# Other languages need more letters than English for the same.
LONGEST_TRANSLATION = LONGEST_SENTENCE * 3 // 2
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"</?[A-Za-z][^<>]*>|&#?\w+;")
# Marks that turn the direction of all that follows on the page.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


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
    translated_by: UUID | None = None
    approved_by: UUID | None = None

    @property
    def current(self) -> str:
        """The translation of the English that there is now; empty where there is none."""
        return "" if self.freshness is Freshness.STALE else self.text

    @property
    def fingerprint(self) -> str:
        """Of the current translation: whoever writes over it has to have seen exactly it."""
        return sentence_fingerprint(self.address, self.current)


class TranslationFault(StrEnum):
    """Why a translation cannot stand for its sentence."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    PLACEHOLDERS = "other placeholders"
    MARKUP = "other markup"
    CONTROL = "letters that cannot be seen"


def translation_faults(source: str, text: str) -> list[TranslationFault]:
    """Everything that speaks against it; empty when it may be kept."""
    if not text.strip():
        return [TranslationFault.EMPTY]
    found = {
        TranslationFault.TOO_LONG: len(text) > LONGEST_TRANSLATION,
        TranslationFault.PLACEHOLDERS: _places(source) != _places(text),
        TranslationFault.MARKUP: Counter(TAG.findall(source)) != Counter(TAG.findall(text)),
        TranslationFault.CONTROL: any(_is_control(letter) for letter in text),
    }
    return [fault for fault, is_there in found.items() if is_there]


def tidied(text: str) -> str:
    """What was typed, with the new lines that we keep and nothing around it."""
    return "\n".join(text.replace("\0", "").splitlines()).strip()


def side_by_side(
    session: Session, form_id: UUID, content: FormContent, language: str
) -> list[TranslatedSentence]:
    """Every sentence of the form beside its translation, in reading order."""
    return _beside_all(content, _rows(session, form_id, language))


def ready_languages(session: Session, version: FormVersion) -> list[str]:
    """The languages in which every sentence of this version is fresh and approved."""
    found = select(FormTranslation.language).where(FormTranslation.form_id == version.form_id)
    languages = session.scalars(found.distinct())
    return sorted(one for one in languages if is_ready(session, version, one))


def is_ready(session: Session, version: FormVersion, language: str) -> bool:
    """Whether every sentence of this version is fresh and approved in this language."""
    beside = side_by_side(session, version.form_id, version.content, language)
    return bool(beside) and all(one.freshness is Freshness.APPROVED for one in beside)


def hold_translation(
    session: Session, form_id: UUID, language: str, source_fingerprint: str
) -> FormTranslation | None:
    """The translation of exactly this English, which nobody else changes in this transaction."""
    found = (
        select(FormTranslation)
        .where(FormTranslation.form_id == form_id, FormTranslation.language == language)
        .where(FormTranslation.source_fingerprint == source_fingerprint)
        .with_for_update()
    )
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def known_addresses(session: Session, form_id: UUID) -> set[str]:
    """Every place at which a sentence of this form stands, or stood in some version of it."""
    versions = session.scalars(select(FormVersion).where(FormVersion.form_id == form_id))
    found = {address for version in versions for address in version.content.sentences()}
    edited = select(FormEdit.address).join(FormVersion, FormVersion.id == FormEdit.version_id)
    return found | set(session.scalars(edited.where(FormVersion.form_id == form_id).distinct()))


def has_read(session: Session, user_id: UUID, language: str) -> bool:
    """Whether this person has said before that they read the language, and approved words in it."""
    found = select(FormTranslation.id).where(
        FormTranslation.approved_by == user_id, FormTranslation.language == language
    )
    return session.scalar(found.limit(1)) is not None


def _rows(session: Session, form_id: UUID, language: str) -> Sequence[FormTranslation]:
    found = select(FormTranslation).where(
        FormTranslation.form_id == form_id, FormTranslation.language == language
    )
    return session.scalars(found.order_by(FormTranslation.translated_at)).all()


def _beside_all(content: FormContent, rows: Sequence[FormTranslation]) -> list[TranslatedSentence]:
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
        by = (row.translated_by, row.approved_by)
        return TranslatedSentence(address, source, state, row.text, "", *by)
    if row := latest.get(address):
        return TranslatedSentence(address, source, Freshness.STALE, row.text, row.source)
    return TranslatedSentence(address, source, Freshness.MISSING)


def _places(text: str) -> tuple[Counter[str], int]:
    """The placeholders, and how many braces belong to none."""
    rest = PLACEHOLDER.sub("", text)
    return Counter(PLACEHOLDER.findall(text)), sum(letter in "{}" for letter in rest)


def _is_control(letter: str) -> bool:
    is_strange = unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") and letter != "\n"
    return is_strange or bool(TURNING.match(letter))
