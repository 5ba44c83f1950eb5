"""What lies on the desk of somebody who works on a form: its words, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from app import clock, codesign
from app.codesign import (
    Burden,
    Change,
    CommentKind,
    Form,
    FormComment,
    FormContent,
    FormEdit,
    FormFault,
    FormVersion,
    Question,
    Remark,
    VersionState,
)
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.records import form_or_404, shown_version
from app.web.ui import answer_in_words, signed_in_user, user_names


@dataclass(frozen=True)
class Said:
    """A remark as it is shown, with what was answered and who agrees."""

    comment: FormComment
    author: str
    votes: int
    is_mine: bool
    has_my_vote: bool
    # What the sentence says now, if that is something else than it was made about.
    now: str | None = None
    replies: list["Said"] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """One form, as it is worked on now."""

    form: Form
    version: FormVersion
    content: FormContent
    # Taken before anything was read: what others change from here on was not seen.
    seen_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether this person may change words now."""
        return self.may_write and self.version.state is VersionState.DRAFT

    @property
    def may_write(self) -> bool:
        """Whether this person may change forms at all."""
        return signed_in_user().may(Permission.WRITE_FORMS)

    @cached_property
    def jargon(self) -> dict[str, str]:
        """The words that the service would rather not use, with what it says instead."""
        found = codesign.jargon_of(db_session(), self.form.service_id)
        return {one.word: one.instead for one in found}

    @cached_property
    def advice(self) -> dict[str, list[Remark]]:
        """What to look at, by the address of the sentence."""
        return codesign.remarks_in(self.content, self.jargon)

    @cached_property
    def faults(self) -> dict[str, list[FormFault]]:
        """Why people cannot be asked this yet, by question; "" is the form as a whole."""
        found: dict[str, list[FormFault]] = {}
        for one in codesign.form_faults(self.content, asks=self.form.purpose.asks):
            found.setdefault(one.question or "", []).append(one.fault)
        return found

    @property
    def burden(self) -> Burden:
        """What it asks of people."""
        return codesign.burden_of(self.content)

    @property
    def reading_age(self) -> int | None:
        """How old one must be to read it."""
        return codesign.form_reading_age(self.content)

    @cached_property
    def said(self) -> dict[str, list[Said]]:
        """Every remark by the address of its sentence, the oldest first; replies are inside."""
        comments = codesign.comments_of(db_session(), self.form.id)
        names = user_names(one.made_by for one in comments)
        votes = codesign.votes_for(db_session(), [one.id for one in comments])
        shown = {one.id: self._said(one, names, votes.get(one.id, set())) for one in comments}
        found: dict[str, list[Said]] = {}
        for said in shown.values():
            parent = shown.get(said.comment.reply_to) if said.comment.reply_to else None
            place = parent.replies if parent else found.setdefault(said.comment.address, [])
            place.append(said)
        return found

    def waiting(self, address: str) -> list[Said]:
        """The remarks on a sentence that nobody has dealt with."""
        return [one for one in self.said.get(address, []) if not one.comment.resolved_at]

    @cached_property
    def places(self) -> set[str]:
        """Every address that there is a sentence at."""
        return {"", "title", "why", "thanks", *self.content.sentences()}

    @property
    def stray(self) -> list[Said]:
        """Remarks that wait, and whose sentence is gone."""
        return [
            one
            for address in self.said
            if address not in self.places
            for one in self.waiting(address)
        ]

    @cached_property
    def last_edits(self) -> list[FormEdit]:
        """The newest changes of this version."""
        return [
            edit
            for edit in codesign.edits_of(db_session(), self.form.id)
            if edit.version_id == self.version.id
        ]

    def removal_of(self, address: str) -> FormEdit | None:
        """The change that took this sentence's question or option out, if it is out."""
        gone = {address.partition(".")[0], address}
        found = (one for one in self.last_edits if one.address in gone)
        return next((one for one in found if one.what is Change.REMOVED), None)

    @cached_property
    def versions(self) -> Sequence[FormVersion]:
        """Every version of the form, the newest first."""
        return codesign.versions_of(db_session(), self.form.id)

    @property
    def version_ids(self) -> set[UUID]:
        """The ids of all of them."""
        return {one.id for one in self.versions}

    @property
    def was_asked(self) -> set[str]:
        """The keys of questions that people have been asked already: there may be answers."""
        released = (one for one in self.versions if one.released_at)
        return {question.key for one in released for question in one.content.questions}

    def answers_in_words(self, question: Question) -> str:
        """The answers after which a question is asked, as people read them."""
        condition = question.show_if
        earlier = self.content.find(condition.question) if condition else None
        if condition is None or earlier is None:
            return ""
        return " / ".join(answer_in_words(earlier, (answer,)) for answer in condition.answers)

    def words_at(self, address: str) -> str:
        """What the sentence at this address says now. Raises NoSuchPlace."""
        return codesign.sentence_at(self.content, address) if address else ""

    def _said(self, comment: FormComment, names: dict[UUID | None, str], votes: set[UUID]) -> Said:
        me = signed_in_user().id
        author = "" if comment.kind is CommentKind.NOTE else names.get(comment.made_by, "")
        return Said(
            comment, author, len(votes), comment.made_by == me, me in votes, self._now(comment)
        )

    def _now(self, comment: FormComment) -> str | None:
        try:
            words = self.words_at(comment.address)
        except codesign.NoSuchPlace:
            return ""
        return words if words != comment.about else None


def desk_for(form_id: UUID) -> Desk:
    """The form with this id, or 404."""
    seen_at = clock.now()
    form = form_or_404(form_id)
    version = shown_version(form)
    return Desk(form, version, version.content, seen_at)
