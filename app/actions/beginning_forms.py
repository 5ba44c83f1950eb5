"""New forms, and new drafts of forms that there are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import codesign, security
from app.codesign import (
    UNFINISHED,
    Form,
    FormContent,
    FormTranslation,
    FormVersion,
    Purpose,
    ShippedForm,
    VersionState,
)
from app.security import User


class NoName(Exception):
    """A form needs a name by which the team finds it."""


def make_form(
    session: Session, service_id: UUID, purpose: Purpose, name: str, *, user: User, at: datetime
) -> Form:
    """A new form with a draft, begun with the words that come with Heard where there are any.

    Raises NoName.
    """
    if not name.strip():
        raise NoName
    form = Form(
        service_id=service_id, purpose=purpose, name=name.strip(), made_at=at, made_by=user.id
    )
    session.add(form)
    session.flush()
    shipped = codesign.shipped_form(purpose) or ShippedForm(FormContent(title=""), {})
    _new_draft(session, form, shipped.content, version=1, user=user, at=at)
    session.add_all(_shipped_translations(form, shipped, at=at))
    by = user.actor
    security.audit(session, "form.made", subject=form, by=by, at=at, detail=purpose.value)
    session.commit()
    return form


def begin_draft(session: Session, form_id: UUID, *, user: User, at: datetime) -> FormVersion:
    """A draft that begins with the newest words; the unfinished version if there is one."""
    form = session.scalars(select(Form).where(Form.id == form_id).with_for_update()).one()
    newest, *older = codesign.versions_of(session, form.id)
    if newest.state in UNFINISHED:
        return newest
    live = next((one for one in (newest, *older) if one.state is VersionState.LIVE), newest)
    draft = _new_draft(session, form, live.content, version=newest.version + 1, user=user, at=at)
    detail = f"version {draft.version}"
    security.audit(session, "form.draft_begun", subject=form, by=user.actor, at=at, detail=detail)
    session.commit()
    return draft


def _new_draft(
    session: Session, form: Form, content: FormContent, *, version: int, user: User, at: datetime
) -> FormVersion:
    draft = FormVersion(
        form_id=form.id, version=version, stored=content.as_json(), made_at=at, made_by=user.id
    )
    session.add(draft)
    session.flush()
    return draft


def _shipped_translations(
    form: Form, shipped: ShippedForm, *, at: datetime
) -> list[FormTranslation]:
    """What a reader of each language has still to approve."""
    sentences = shipped.content.sentences()
    return [
        FormTranslation(
            form_id=form.id, language=language, address=address, source=sentences[address],
            source_fingerprint=codesign.sentence_fingerprint(address, sentences[address]),
            text=text, translated_at=at,
        )
        for language, texts in shipped.translations.items()
        for address, text in texts.items()
    ]  # fmt: skip
