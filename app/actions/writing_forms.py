"""Writing a form together: every change of a draft, one step at a time, and noted."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app import codesign, security
from app.codesign import (
    Change,
    Edit,
    Edited,
    FormEdit,
    FormVersion,
    QuestionKind,
    VersionState,
)
from app.security import User

# Somebody who goes on typing makes one change, and not one for each pause.
ONE_GO = timedelta(minutes=10)
LONGEST_WORDS = 10_000


class NotADraft(Exception):
    """This version cannot be changed: it is with its reviewers, or was live."""


class SentenceChanged(Exception):
    """Somebody has changed the sentence since it was looked at. Nothing was stored."""

    def __init__(self, now: str, edit: FormEdit | None) -> None:
        super().__init__("the sentence was changed meanwhile")
        self.now = now
        self.edit = edit


class OthersChangedIt(Exception):
    """Others have changed what was to be taken out. Nothing was stored."""

    def __init__(self, who: set[UUID]) -> None:
        super().__init__("others changed it meanwhile")
        self.who = who


def save_sentence(
    session: Session, version_id: UUID, address: str, words: str, *, was: str, user: User,
    at: datetime,
) -> str:  # fmt: skip
    """Say a sentence in other words, if it still is what it `was`; gives what is stored.

    Raises SentenceChanged, NoSuchPlace or NotADraft.
    """
    version = hold_draft(session, version_id)
    if edited := new_words(session, version, address, words, was=was):
        store_edit(session, version, edited, user=user, at=at)
        session.commit()
    return as_stored(words)


def change_form(
    session: Session, version_id: UUID, edit: Edit, *, user: User, at: datetime,
    seen_at: datetime | None = None,
) -> Edited:  # fmt: skip
    """Change a draft in one step. With `seen_at` only if nobody else changed that place since.

    Raises OthersChangedIt, NoSuchPlace or NotADraft.
    """
    version = hold_draft(session, version_id)
    edited = edit(version.content)
    if seen_at and (who := _others(session, version, edited, user=user, since=seen_at)):
        raise OthersChangedIt(who)
    if edited.content != version.content:
        store_edit(session, version, edited, user=user, at=at)
        session.commit()
    return edited


def add_question(
    session: Session, version_id: UUID, kind: QuestionKind, words: str, *, after: str, user: User,
    at: datetime,
) -> Edited:  # fmt: skip
    """A new question behind another one, under a key that none ever had. Raises NotADraft."""
    version = hold_draft(session, version_id)
    taken = codesign.used_keys(session, version.form_id)
    edited = codesign.added(version.content, kind, as_stored(words), after=after, taken=taken)
    store_edit(session, version, edited, user=user, at=at)
    session.commit()
    return edited


def add_option(
    session: Session, version_id: UUID, key: str, words: str, *, user: User, at: datetime
) -> Edited:
    """One more option of a question. Raises NoSuchPlace or NotADraft."""
    version = hold_draft(session, version_id)
    used = codesign.used_keys(session, version.form_id)
    taken = {one.removeprefix(f"{key}.") for one in used if one.startswith(f"{key}.")}
    edited = codesign.option_added(version.content, key, as_stored(words), taken=taken)
    store_edit(session, version, edited, user=user, at=at)
    session.commit()
    return edited


def as_stored(words: str) -> str:
    """What is kept of typed words: browsers send new lines in another way than we keep them."""
    return "\n".join(words.replace("\0", "").splitlines()).strip()[:LONGEST_WORDS]


def hold_draft(session: Session, version_id: UUID) -> FormVersion:
    """The draft, which nobody else changes before this transaction ends. Raises NotADraft."""
    version = codesign.hold_version(session, version_id)
    if version.state is not VersionState.DRAFT:
        raise NotADraft
    return version


def new_words(
    session: Session, version: FormVersion, address: str, words: str, *, was: str
) -> Edited | None:
    """A sentence of a held draft in other words; None where it says so already.

    Raises SentenceChanged or NoSuchPlace.
    """
    now, words = codesign.sentence_at(version.content, address), as_stored(words)
    if now == words:
        return None
    if now != as_stored(was):
        raise SentenceChanged(now, codesign.last_edit(session, version.id, address))
    return codesign.reworded(version.content, address, words)


def _others(
    session: Session, version: FormVersion, edited: Edited, *, user: User, since: datetime
) -> set[UUID]:
    return codesign.changed_by_others(session, version.id, edited.address, by=user.id, since=since)


def store_edit(
    session: Session, version: FormVersion, edited: Edited, *, user: User, at: datetime,
    suggested_by: UUID | None = None,
) -> None:  # fmt: skip
    """The changed content, a line of history, and one in the trail, which never holds words.

    Not committed.
    """
    version.stored = edited.content.as_json()
    last = codesign.last_edit(session, version.id, edited.address)
    if last and not suggested_by and _goes_on(last, edited, user=user, at=at):
        last.after, last.edited_at = edited.after, at
    else:
        session.add(
            FormEdit(
                version_id=version.id, address=edited.address, what=edited.what,
                before=edited.before, after=edited.after, edited_at=at, edited_by=user.id,
                suggested_by=suggested_by,
            )
        )  # fmt: skip
    session.flush()
    by, detail = user.actor, f"{edited.what.value} {edited.address}"
    security.audit(session, "form.changed", subject=version, by=by, at=at, detail=detail)


def _goes_on(last: FormEdit, edited: Edited, *, user: User, at: datetime) -> bool:
    return (
        (last.what, edited.what) == (Change.WORDS, Change.WORDS)
        and (last.edited_by, last.suggested_by, last.after) == (user.id, None, edited.before)
        and at - last.edited_at < ONE_GO
    )
