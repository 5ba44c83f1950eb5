"""The demo's own forms: three that are live in three languages, and a draft with remarks on it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app import codesign
from app.cli.demo.experience import said_by_people
from app.cli.demo.reviews import reviewed
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
from app.scheduling import FeedbackTicket
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

    def __init__(
        self, service_id: UUID, users: Mapping[str, User], chance: Random, *, at: datetime
    ) -> None:
        self.rows: list[Base] = []
        self.live: dict[Purpose, FormVersion] = {}
        self._service_id, self._users, self._chance, self._at = service_id, users, chance, at
        for purpose, name in NAMES.items():
            if shipped := codesign.shipped_form(purpose):
                self._release(purpose, name, shipped)
        self._change(self.live[Purpose.PREM])
        self._hear(self.live[Purpose.PREM])
        self.rows += [
            Jargon(service_id=service_id, word=word, instead=instead, added_at=at - RELEASED,
                   added_by=users["co_designer"].id)
            for word, instead in WORDS_TO_AVOID.items()
        ]  # fmt: skip

    def ticket(
        self, purpose: Purpose, client_id: UUID, episode_id: UUID, **values: Any
    ) -> FeedbackTicket:
        """The right of somebody to answer the live form for this purpose."""
        return FeedbackTicket(
            form_id=self.live[purpose].form_id, client_id=client_id, episode_id=episode_id,
            given_at=self._at, last_day=self._at.date() + timedelta(days=14), **values,
        )  # fmt: skip

    def _hear(self, live: FormVersion) -> None:
        """What people have said, and what a meeting made of it."""
        first = self._at.date().replace(day=1)
        months = [month_before(first, number) for number in range(9, 0, -1)]
        reader, designer, lead = (
            self._users[key] for key in ("feedback_reader", "co_designer", "lead")
        )
        self.rows += said_by_people(live, self._chance, months, reader=reader.id)
        self.rows += reviewed(
            self._service_id,
            designer,
            lead,
            covers=(months[0], first - timedelta(days=40)),
            at=self._at,
        )

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


def month_before(first: date, number: int) -> date:
    """The first day of the month so many months earlier."""
    months = first.year * 12 + first.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
