"""What was said and done at each sentence of a form: remarks, votes, earlier words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.codesign.comments import FormComment, FormVote, Jargon
from app.codesign.content import FormContent
from app.codesign.forms import FormEdit, FormVersion


def comments_of(session: Session, form_id: UUID) -> Sequence[FormComment]:
    """All that was ever remarked on a form, about whichever version, the oldest first."""
    found = (
        select(FormComment)
        .join(FormVersion, FormVersion.id == FormComment.version_id)
        .where(FormVersion.form_id == form_id)
        .order_by(FormComment.made_at, FormComment.id)
    )
    return session.scalars(found).all()


def hold_comment(session: Session, comment_id: UUID) -> FormComment:
    """The remark, which nobody else deals with before this transaction ends."""
    return session.get_one(FormComment, comment_id, with_for_update=True, populate_existing=True)


def open_comments(session: Session, form_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many remarks on each of these forms nobody has dealt with yet; answers do not count."""
    found = (
        select(FormVersion.form_id, func.count())
        .join(FormComment, FormComment.version_id == FormVersion.id)
        .where(FormVersion.form_id.in_(form_ids), FormComment.resolved_at.is_(None))
        .where(FormComment.reply_to.is_(None))
        .group_by(FormVersion.form_id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def votes_for(session: Session, comment_ids: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """Who agrees with each of these remarks."""
    found = select(FormVote.comment_id, FormVote.user_id).where(
        FormVote.comment_id.in_(comment_ids)
    )
    votes: dict[UUID, set[UUID]] = {}
    for comment_id, user_id in session.execute(found):
        votes.setdefault(comment_id, set()).add(user_id)
    return votes


def edits_of(session: Session, form_id: UUID, place: str = "") -> Sequence[FormEdit]:
    """Every change of a form's English words, or of what is at one place, the newest first."""
    found = (
        select(FormEdit)
        .join(FormVersion, FormVersion.id == FormEdit.version_id)
        .where(FormVersion.form_id == form_id, FormEdit.language == "en")
        .order_by(FormEdit.edited_at.desc(), FormEdit.id)
    )
    edits = session.scalars(found)
    return [edit for edit in edits if not place or edit.address in (place, place.split(".")[0])]


def changed_by_others(
    session: Session, version_id: UUID, place: str, *, by: UUID, since: datetime
) -> set[UUID]:
    """Who else has changed a question, or what belongs to it, since then."""
    found = select(FormEdit.edited_by, FormEdit.address).where(
        FormEdit.version_id == version_id, FormEdit.edited_by != by, FormEdit.edited_at > since
    )
    return {
        user_id
        for user_id, address in session.execute(found)
        if address == place or address.startswith(f"{place}.")
    }


def last_edit(session: Session, version_id: UUID, address: str) -> FormEdit | None:
    """The newest change at this address."""
    found = select(FormEdit).where(
        FormEdit.version_id == version_id, FormEdit.address == address, FormEdit.language == "en"
    )
    return session.scalars(found.order_by(FormEdit.edited_at.desc()).limit(1)).first()


def used_keys(session: Session, form_id: UUID) -> set[str]:
    """Every key that a question of this form ever had, and `question.option` of every option."""
    versions = select(FormVersion).where(FormVersion.form_id == form_id)
    used = {key for version in session.scalars(versions) for key in _keys(version.content)}
    for edit in edits_of(session, form_id):
        key, _, name = edit.address.partition(".")
        used |= {key, f"{key}.{name.removeprefix('option.')}"}
    return used


def jargon_of(session: Session, service_id: UUID) -> Sequence[Jargon]:
    """The words that the service would rather not use, in order."""
    return session.scalars(
        select(Jargon).where(Jargon.service_id == service_id).order_by(Jargon.word)
    ).all()


def _keys(content: FormContent) -> set[str]:
    options = {f"{one.key}.{option.key}" for one in content.questions for option in one.options}
    return options | {one.key for one in content.questions}
