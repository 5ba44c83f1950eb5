"""Talking about a form: remarks, suggestions, votes, what is dealt with, and links to try it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import codesign, security
from app.actions.writing_forms import as_stored, hold_draft, new_words, store_edit
from app.codesign import (
    UNFINISHED,
    CommentKind,
    FormComment,
    FormContent,
    FormVersion,
    FormVote,
    TryLink,
)
from app.db import insert_unless_there
from app.security import SYSTEM, User


class NothingSaid(Exception):
    """A remark without words, or a suggestion of the words that are there."""


class AlreadyDealtWith(Exception):
    """Somebody else has accepted this suggestion, or dealt with this remark."""


def comment_on(
    session: Session, version_id: UUID, address: str, body: str, *, user: User, at: datetime
) -> FormComment:
    """A remark about a sentence; about the whole form at "". Raises NothingSaid or NoSuchPlace."""
    about = _words_at(session, version_id, address)
    made = FormComment(
        version_id=version_id, address=address, kind=CommentKind.COMMENT, body=_said(body),
        about=about, made_at=at, made_by=user.id,
    )  # fmt: skip
    return _keep(session, made, user=user, at=at)


def reply_to(
    session: Session, comment: FormComment, body: str, *, user: User, at: datetime
) -> FormComment:
    """An answer to a remark; an answer to an answer stands below the same remark."""
    made = FormComment(
        version_id=comment.version_id, address=comment.address, kind=CommentKind.COMMENT,
        body=_said(body), about=comment.about, reply_to=comment.reply_to or comment.id,
        made_at=at, made_by=user.id,
    )  # fmt: skip
    return _keep(session, made, user=user, at=at)


def suggest_words(
    session: Session, version_id: UUID, address: str, words: str, *, user: User, at: datetime,
    body: str = "",
) -> FormComment:  # fmt: skip
    """Other words for a sentence, which can be accepted. Raises NothingSaid or NoSuchPlace."""
    words, about = as_stored(words), _words_at(session, version_id, address)
    if not words or words == about or not address:
        raise NothingSaid
    made = FormComment(
        version_id=version_id, address=address, kind=CommentKind.SUGGESTION, suggested=words,
        body=as_stored(body), about=about, made_at=at, made_by=user.id,
    )  # fmt: skip
    return _keep(session, made, user=user, at=at)


def leave_note(
    session: Session, link: TryLink, address: str, body: str, *, language: str, at: datetime
) -> FormComment:
    """What somebody says who tries the form. Nobody is asked who they are."""
    made = FormComment(
        version_id=link.version_id, address=address, kind=CommentKind.NOTE, body=_said(body),
        about=_words_at(session, link.version_id, address), language=language, made_at=at,
    )  # fmt: skip
    return _keep(session, made, user=None, at=at)


def accept_suggestion(
    session: Session, comment_id: UUID, *, now: str | None, user: User, at: datetime
) -> None:
    """Say the sentence in the words that were suggested; whose they are stays in its history.

    `now` is what the sentence says now, for who has seen that it is not what the suggestion was
    made about. Raises SentenceChanged, AlreadyDealtWith, NoSuchPlace or NotADraft.
    """
    version = hold_draft(session, _version_to_change(session, comment_id))
    suggestion = codesign.hold_comment(session, comment_id)
    if suggestion.resolved_at or suggestion.suggested is None:
        raise AlreadyDealtWith
    was = suggestion.about if now is None else now
    edited = new_words(session, version, suggestion.address, suggestion.suggested, was=was)
    suggestion.accepted_at = suggestion.resolved_at = at
    suggestion.resolved_by = user.id
    if edited:
        author = suggestion.made_by
        store_edit(session, version, edited, user=user, at=at, suggested_by=author)
    _audit(session, "form_comment.accepted", suggestion, user=user, at=at)
    session.commit()


def resolve_comment(session: Session, comment_id: UUID, *, user: User, at: datetime) -> None:
    """Say that a remark is dealt with. Who says it second changes nothing."""
    comment = codesign.hold_comment(session, comment_id)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = at, user.id
        _audit(session, "form_comment.resolved", comment, user=user, at=at)
        session.commit()


def reopen_comment(session: Session, comment_id: UUID, *, user: User, at: datetime) -> None:
    """Say that a remark is not dealt with after all; what was accepted stays accepted."""
    comment = codesign.hold_comment(session, comment_id)
    if comment.resolved_at and not comment.accepted_at:
        comment.resolved_at = comment.resolved_by = None
        _audit(session, "form_comment.reopened", comment, user=user, at=at)
        session.commit()


def vote_for(session: Session, comment_id: UUID, *, user: User, at: datetime) -> None:
    """Agree with a remark. Twice is once."""
    comment = session.get_one(FormComment, comment_id)
    vote = {"id": uuid4(), "comment_id": comment.id, "user_id": user.id, "voted_at": at}
    insert_unless_there(session, FormVote, vote)
    _audit(session, "form_comment.voted", comment, user=user, at=at)
    session.commit()


def take_vote_back(session: Session, comment_id: UUID, *, user: User, at: datetime) -> None:
    """Agree with it no more."""
    comment = session.get_one(FormComment, comment_id)
    session.execute(
        delete(FormVote).where(FormVote.comment_id == comment.id, FormVote.user_id == user.id)
    )
    _audit(session, "form_comment.vote_taken_back", comment, user=user, at=at)
    session.commit()


def make_try_link(session: Session, version_id: UUID, *, user: User, at: datetime) -> str:
    """The token of a new link with which anybody may try this version; it is kept nowhere."""
    link, token = codesign.new_try_link(session, version_id, by=user.id, at=at)
    security.audit(session, "form_try_link.made", subject=link, by=user.actor, at=at)
    session.commit()
    return token


def end_try_link(session: Session, link: TryLink, *, user: User, at: datetime) -> None:
    """Let the link open nothing from now on."""
    link.ended_at = link.ended_at or at
    security.audit(session, "form_try_link.ended", subject=link, by=user.actor, at=at)
    session.commit()


def _said(body: str) -> str:
    if body := as_stored(body):
        return body
    raise NothingSaid


def _words_at(session: Session, version_id: UUID, address: str) -> str:
    content: FormContent = session.get_one(FormVersion, version_id).content
    return codesign.sentence_at(content, address) if address else ""


def _version_to_change(session: Session, comment_id: UUID) -> UUID:
    """The form's unfinished version: a remark may be older than that."""
    about = session.get_one(FormComment, comment_id).version_id
    form_id = session.get_one(FormVersion, about).form_id
    versions = codesign.versions_of(session, form_id)
    return next((one.id for one in versions if one.state in UNFINISHED), about)


def _keep(session: Session, made: FormComment, *, user: User | None, at: datetime) -> FormComment:
    session.add(made)
    session.flush()
    _audit(session, f"form_comment.{made.kind.value}", made, user=user, at=at)
    session.commit()
    return made


def _audit(
    session: Session, event: str, comment: FormComment, *, user: User | None, at: datetime
) -> None:
    by = user.actor if user else SYSTEM
    detail = comment.address
    security.audit(session, event, subject=comment, by=by, at=at, detail=detail)
