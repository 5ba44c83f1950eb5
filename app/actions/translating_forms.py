"""Forms in other languages: written sentence by sentence, approved by readers, and released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import codesign, security
from app.actions.changing import HasFaults, SomebodyChangedIt
from app.actions.releasing_forms import NotInThatState, add_wording
from app.actions.wording_crisis import ApprovedByItsAuthor
from app.codesign import (
    Change,
    FileSentence,
    FormEdit,
    FormTranslation,
    FormVersion,
    FormWording,
    VersionState,
)
from app.security import Actor, User


class NotATranslation(HasFaults):
    """The translation cannot stand for its sentence; says everything that is wrong with it."""


class NotAReader(Exception):
    """Only who says that they read a language can approve words in it."""


class NotEverySentence(Exception):
    """Some sentences are missing, stale or not approved in that language."""


@dataclass
class Imported:
    """What became of a translator's file."""

    taken: list[str] = field(default_factory=list)
    unchanged: int = 0
    # Made from other English than the form has now: kept, to be looked at.
    stale: list[str] = field(default_factory=list)
    # Changed here as well since the file was made: not taken; the address and the file's words.
    kept_here: dict[str, str] = field(default_factory=dict)


def translate_sentence(
    session: Session, version: FormVersion, language: str, address: str, text: str, *,
    source: str, began: str, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Say one sentence in another language. It has to be approved (again).

    `source` is the fingerprint of the English that was translated, `began` that of the words that
    stood there. Raises SomebodyChangedIt where one of them is another now, or NotATranslation.
    """
    english = version.content.sentences().get(address, "")
    place = _Place(version, language, address, english)
    if place.fingerprint != source:
        raise SomebodyChangedIt
    if faults := codesign.translation_faults(english, text):
        raise NotATranslation(faults)
    row = place.hold(session)
    if codesign.sentence_fingerprint(address, row.text if row else "") != began:
        raise SomebodyChangedIt
    if row and row.text == text:
        session.rollback()
        return
    _write(session, place, row, text, by=by, at=at)
    _audit(session, "translation.written", version, language, address, by=by, at=at)


def approve_sentence(
    session: Session, version: FormVersion, language: str, address: str, *,
    seen: str, reads: bool, user: User, at: datetime,
) -> None:  # fmt: skip
    """Agree to a translation as somebody who reads the language and did not write it.

    `seen` is the fingerprint of what was read; `reads` what they say of themselves. Raises
    NotAReader, ApprovedByItsAuthor, or SomebodyChangedIt.
    """
    if not (reads or codesign.has_read(session, user.id, language)):
        raise NotAReader
    source = version.content.sentences().get(address, "")
    row = _Place(version, language, address, source).hold(session)
    if row is None or codesign.sentence_fingerprint(address, row.text) != seen:
        raise SomebodyChangedIt
    if row.translated_by == user.id:
        raise ApprovedByItsAuthor
    if row.approved_at is None:
        row.approved_at, row.approved_by = at, user.id
    session.flush()
    _audit(session, "translation.approved", version, language, address, by=user.actor, at=at)


def release_language(
    session: Session, version_id: UUID, language: str, *, by: Actor, at: datetime
) -> FormWording:
    """Ask the live version in this language too, from now on. Twice is once.

    Raises NotInThatState where the version is not live, or NotEverySentence.
    """
    version = codesign.hold_version(session, version_id)
    if version.state is not VersionState.LIVE:
        raise NotInThatState
    if there := codesign.find_wording(session, version.id, language):
        session.rollback()
        return there
    if not codesign.is_ready(session, version, language):
        raise NotEverySentence
    made = add_wording(session, version, language, by=by, at=at)
    detail = f"version {version.version} {language}"
    security.audit(session, "form.language_released", subject=version, by=by, at=at, detail=detail)
    session.commit()
    return made


def import_translations(
    session: Session, version: FormVersion, language: str, sentences: Sequence[FileSentence], *,
    by: Actor, at: datetime,
) -> Imported:  # fmt: skip
    """Take in what a translator has written in a file that has no faults: all of it, or nothing.

    What was not changed in the file changes nothing here; what was changed in both stays as it is
    here. Nothing is approved by it. Raises SomebodyChangedIt in a race.
    """
    english, result = version.content.sentences(), Imported()
    for one in sentences:
        _take_in(session, version, language, one, english, result, by=by, at=at)
    detail = f"version {version.version} {language}: {len(result.taken)} sentences"
    security.audit(session, "translation.imported", subject=version, by=by, at=at, detail=detail)
    session.commit()
    return result


@dataclass(frozen=True)
class _Place:
    """One sentence of one form in one language, for exactly one English."""

    version: FormVersion
    language: str
    address: str
    source: str

    @property
    def fingerprint(self) -> str:
        return codesign.sentence_fingerprint(self.address, self.source)

    def hold(self, session: Session) -> FormTranslation | None:
        return codesign.hold_translation(
            session, self.version.form_id, self.language, self.fingerprint
        )


def _take_in(
    session: Session, version: FormVersion, language: str, one: FileSentence,
    english: Mapping[str, str], result: Imported, *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    place = _Place(version, language, one.address, one.source)
    row = place.hold(session)
    now = row.text if row else ""
    if one.is_untouched or one.text == now:
        result.unchanged += 1
    elif one.began not in (None, codesign.code_of(one.address, now)):
        result.kept_here[one.address] = one.text
    else:
        _write(session, place, row, one.text, by=by, at=at)
        is_fresh = english.get(one.address) == one.source
        (result.taken if is_fresh else result.stale).append(one.address)


def _write(
    session: Session, place: _Place, row: FormTranslation | None, text: str, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Keep the words, and in the history those that stood there. Nobody has approved them yet."""
    before = row.text if row else ""
    if row is None:
        row = FormTranslation(
            form_id=place.version.form_id, language=place.language, address=place.address,
            source=place.source, source_fingerprint=place.fingerprint, text=text,
            translated_at=at, translated_by=by.id,
        )  # fmt: skip
        session.add(row)
    row.text, row.translated_at, row.translated_by = text, at, by.id
    row.approved_at = row.approved_by = None
    session.add(
        FormEdit(
            version_id=place.version.id, address=place.address, language=place.language,
            what=Change.WORDS, before=before, after=text, edited_at=at, edited_by=by.id,
        )
    )  # fmt: skip
    try:
        session.flush()
    except IntegrityError as error:  # at this very moment
        session.rollback()
        raise SomebodyChangedIt from error


def _audit(
    session: Session, event: str, version: FormVersion, language: str, address: str, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    detail = f"version {version.version} {language} {address}"
    security.audit(session, event, subject=version, by=by, at=at, detail=detail)
    session.commit()
