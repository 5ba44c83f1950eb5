"""The demo's own forms: three that are live in three languages, and a draft with remarks on it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from app import codesign
from app.codesign import (
    Change,
    CommentKind,
    Form,
    FormApproval,
    FormComment,
    FormContent,
    FormEdit,
    FormTranslation,
    FormVersion,
    FormVote,
    FormWording,
    Jargon,
    Option,
    Purpose,
    Question,
    QuestionKind,
    ShippedForm,
    VersionState,
)
from app.db import Base
from app.security import User

NAMES = {
    Purpose.PREM: "Your experience of our service",
    Purpose.LEAVING: "Why people leave",
    Purpose.CHECK_IN_WORDS: "Words around a check-in",
}
RELEASED = timedelta(days=330)
WORDS_TO_AVOID = {"intervention": "help", "discharge": "end", "service user": "you"}
# What the team is changing just now: one sentence, and one new question.
BETTER = {"wait.text": "How was the wait before we could help you?"}
NEW_QUESTION = Question(
    key="reach_us",
    kind=QuestionKind.ONE_CHOICE,
    text="Can you reach somebody here when you need to?",
    options=(Option("easily", "Easily"), Option("hard", "It is hard"), Option("no", "No")),
)


class Forms:
    """Every row of the demo's forms, and the live version of each."""

    def __init__(self, service_id: UUID, users: Mapping[str, User], *, at: datetime) -> None:
        self.rows: list[Base] = []
        self.live: dict[Purpose, FormVersion] = {}
        self._service_id, self._users, self._at = service_id, users, at
        for purpose, name in NAMES.items():
            if shipped := codesign.shipped_form(purpose):
                self._release(purpose, name, shipped)
        self._change(self.live[Purpose.PREM])
        self.rows += [
            Jargon(service_id=service_id, word=word, instead=instead, added_at=at - RELEASED,
                   added_by=users["co_designer"].id)
            for word, instead in WORDS_TO_AVOID.items()
        ]  # fmt: skip

    def _release(self, purpose: Purpose, name: str, shipped: ShippedForm) -> None:
        at, author = self._at - RELEASED, self._users["co_designer"]
        form = Form(
            service_id=self._service_id, purpose=purpose, name=name, made_at=at, made_by=author.id
        )
        version = FormVersion(
            form_id=form.id, version=1, state=VersionState.LIVE, stored=shipped.content.as_json(),
            reason="The first version, begun from the words that come with Heard", made_at=at,
            made_by=author.id, submitted_at=at, released_at=at + timedelta(days=6),
            released_by=self._users["lead"].id,
        )  # fmt: skip
        self.live[purpose] = version
        self.rows += [form, version, *self._approvals(version), *self._words(version, shipped)]

    def _approvals(self, version: FormVersion) -> Iterable[FormApproval]:
        for days, key in enumerate(("co_designer", "co_designer_2", "lead"), start=1):
            user = self._users[key]
            yield FormApproval(
                version_id=version.id, user_id=user.id, fingerprint=version.fingerprint,
                role_names=user.role_names, approved_at=version.made_at + timedelta(days=days),
            )  # fmt: skip

    def _words(self, version: FormVersion, shipped: ShippedForm) -> Iterable[Base]:
        sentences, released_at = shipped.content.sentences(), version.released_at
        reader = self._users["co_designer_2"].id
        for language, texts in shipped.translations.items():
            yield FormWording(
                version_id=version.id, language=language, texts=texts, released_at=released_at,
                released_by=version.released_by,
            )  # fmt: skip
            for address, text in texts.items():
                source = sentences[address]
                yield FormTranslation(
                    form_id=version.form_id, language=language, address=address, source=source,
                    source_fingerprint=codesign.sentence_fingerprint(address, source), text=text,
                    translated_at=version.made_at, approved_at=released_at, approved_by=reader,
                )  # fmt: skip

    def _change(self, live: FormVersion) -> None:
        """A draft that two people write, with what others say of it."""
        old, at = live.content, self._at - timedelta(days=3)
        draft = FormVersion(
            form_id=live.form_id, version=2, stored=_changed(old).as_json(), made_at=at,
            made_by=self._users["co_designer"].id,
        )  # fmt: skip
        [(address, words)] = BETTER.items()
        first, second = self._users["co_designer"].id, self._users["co_designer_2"].id
        self.rows += [
            draft,
            FormEdit(version_id=draft.id, address=address, what=Change.WORDS, edited_by=first,
                     before=old.sentences()[address], after=words, edited_at=at),
            FormEdit(version_id=draft.id, address=NEW_QUESTION.key, what=Change.ADDED,
                     after=NEW_QUESTION.text, edited_by=second, edited_at=at),
            *self._remarks(draft),
        ]  # fmt: skip

    def _remarks(self, draft: FormVersion) -> Iterable[Base]:
        at, said = self._at - timedelta(days=2), draft.content.sentences()
        first, second = self._users["co_designer"].id, self._users["co_designer_2"].id
        hours = {"body": "“In the building” does not fit who comes by video.", "made_by": second}
        remark = FormComment(version_id=draft.id, address="safe.hint", kind=CommentKind.COMMENT,
                             about=said["safe.hint"], made_at=at, **hours)  # fmt: skip
        yield remark
        yield FormComment(
            version_id=draft.id, address="safe.hint", kind=CommentKind.COMMENT, made_at=at,
            body="Good point. Shall we say “here or on a screen”?", made_by=first,
            reply_to=remark.id,
        )  # fmt: skip
        yield FormVote(comment_id=remark.id, user_id=first, voted_at=at)
        yield FormComment(
            version_id=draft.id, address="helped.text", kind=CommentKind.SUGGESTION, made_at=at,
            body="Shorter.", suggested="What helps you most?", about=said["helped.text"],
            made_by=second,
        )  # fmt: skip
        yield FormComment(
            version_id=draft.id, address="ending.text", kind=CommentKind.NOTE, made_at=at,
            body="I had to read this twice.", about=said["ending.text"],
        )  # fmt: skip


def _changed(old: FormContent) -> FormContent:
    said = old.saying(BETTER)
    place = next(n for n, one in enumerate(said.questions) if one.key == "listened")
    return replace(said, questions=(*said.questions[:place], NEW_QUESTION, *said.questions[place:]))
