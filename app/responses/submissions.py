"""Answers once they are final: never changed, with the scores that the published rules give."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, event, insert, select, update
from sqlalchemy.orm import (
    Mapped,
    Session,
    make_transient_to_detached,
    mapped_column,
    relationship,
)

from app import instruments
from app.db import Base, choice, table_of
from app.prepared import Prepared
from app.responses.drafts import Draft
from app.scheduling import Assignment, AssignmentFacts, CheckIn, Mode


class SubmissionIsFinal(Exception):
    """A submission cannot be changed or deleted."""


class NothingAnswered(Exception):
    """A questionnaire with no answer at all cannot be sent."""


class Submission(Base):
    """One finished questionnaire, exactly as answered."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_course", "client_id", "measure", "submitted_at"),)

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), unique=True)
    # Where it is filed, always as its check-in is; NULL where that is set aside.
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), nullable=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), nullable=True)
    measure: Mapped[str]
    version: Mapped[int]
    language: Mapped[str]
    # Items answered in another language than the rest, by item: someone changed it half-way.
    other_languages: Mapped[dict[str, str]]
    mode: Mapped[Mode] = mapped_column(choice(Mode))
    answers: Mapped[dict[str, int | None]]
    declined: Mapped[list[str]]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    n_missing: Mapped[int]
    prorated: Mapped[bool]
    band: Mapped[str | None]
    caseness: Mapped[bool | None]

    scores: Mapped[list["Score"]] = relationship(back_populates="submission", passive_deletes="all")

    @property
    def responses(self) -> tuple[int | None, ...]:
        """The answers in the order of the items, None where there is none."""
        return instruments.get_instrument(self.measure).responses(self.answers)


class Score(Base):
    """One score of a submission, as shown in totals; None when its missing-data rule voids it."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("submission_id", "name"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    name: Mapped[str]
    value: Mapped[float | None]

    submission: Mapped[Submission] = relationship(back_populates="scores")


@event.listens_for(Submission, "before_update")
@event.listens_for(Submission, "before_delete")
@event.listens_for(Score, "before_update")
@event.listens_for(Score, "before_delete")
def _refuse(_mapper: object, _connection: object, row: Submission | Score) -> None:
    raise SubmissionIsFinal(f"{type(row).__name__} {row.id} cannot be changed or deleted")


def freeze(
    session: Session,
    assignment: Assignment | AssignmentFacts,
    draft: Draft,
    *,
    mode: Mode,
    at: datetime,
) -> Submission:
    """Make the draft final and score it. Raises NothingAnswered for an empty one."""
    submission = final(assignment, draft, mode=mode, at=at)
    session.flush()  # what it refers to must be there
    _store(session, _ADD, submission)
    for score in submission.scores:
        score.submission_id = submission.id
        _store(session, _ADD_SCORE, score)
    session.add(submission)
    return submission


def refile(session: Session, check_in_id: UUID) -> None:
    """File what was sent in this check-in where the check-in is now. Nothing of it is changed."""
    sent = table_of(Submission)
    of_check_in = select(Assignment.id).where(Assignment.check_in_id == check_in_id)
    owner = select(CheckIn.client_id, CheckIn.episode_id).where(CheckIn.id == check_in_id)
    client_id, episode_id = session.execute(owner).one()
    session.execute(
        update(sent)
        .where(sent.c.assignment_id.in_(of_check_in))
        .values(client_id=client_id, episode_id=episode_id)
    )
    for row in session.identity_map.values():
        if isinstance(row, Submission):
            session.expire(row, ["client_id", "episode_id"])


def get_submission(session: Session, assignment_id: UUID) -> Submission:
    """What was sent for this assignment."""
    found = select(Submission).where(Submission.assignment_id == assignment_id)
    return session.scalars(found).one()


def submissions_of(
    session: Session, client_id: UUID, *, measures: Sequence[str] | None = None
) -> list[Submission]:
    """Everything the client has sent, oldest first."""
    found = select(Submission).where(Submission.client_id == client_id)
    if measures is not None:
        found = found.where(Submission.measure.in_(measures))
    return list(session.scalars(found.order_by(Submission.submitted_at)))


def final(
    assignment: Assignment | AssignmentFacts, draft: Draft, *, mode: Mode, at: datetime
) -> Submission:
    """The submission that a draft becomes, not stored yet. Raises NothingAnswered."""
    if draft.is_empty:
        raise NothingAnswered
    instrument = instruments.get_instrument(assignment.measure)
    values = draft.values()
    answers = {item.id: values.get(item.id) for item in instrument.items}
    sheet = instruments.score(instrument, instrument.responses(answers))
    language, others = _languages(draft)
    return Submission(
        assignment_id=assignment.id,
        client_id=assignment.client_id,
        episode_id=assignment.episode_id,
        measure=instrument.key,
        version=assignment.version,
        language=language,
        other_languages=others,
        mode=mode,
        answers=answers,
        declined=[i.id for i in instrument.items if _declined(draft, i.id)],
        started_at=min(row.answered_at for row in draft.answers.values()),
        submitted_at=at,
        n_missing=sheet.n_missing,
        prorated=sheet.prorated,
        band=sheet.band,
        caseness=sheet.caseness,
        scores=[
            Score(name=name, value=None if value is None else float(value))
            for name, value in sheet.scores.items()
        ],
    )


_ADD, _ADD_SCORE = Prepared(insert(table_of(Submission))), Prepared(insert(table_of(Score)))


def _store(session: Session, add: Prepared, row: Submission | Score) -> None:
    """Write a new row, which is from then on as one that was read.

    The session's own way to write it took a quarter of the time of sending a questionnaire.
    """
    columns = table_of(type(row)).columns
    add.run(session, **{column.name: getattr(row, column.name) for column in columns})
    make_transient_to_detached(row)


def _declined(draft: Draft, item_id: str) -> bool:
    row = draft.answers.get(item_id)
    return row is not None and row.declined


def _languages(draft: Draft) -> tuple[str, dict[str, str]]:
    """The language most items were answered in, and the items answered in another."""
    languages = {item: row.language for item, row in draft.answers.items()}
    [(main, _)] = Counter(languages.values()).most_common(1)
    return main, {item: lang for item, lang in languages.items() if lang != main}
