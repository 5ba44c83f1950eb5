"""What was asked and is not finished, with the answers that are there already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from app import instruments
from app.care import Client
from app.caseload.risk_answers import RiskAnswer, in_draft
from app.caseload.unsent import UnsentLink, unsent_links
from app.instruments import Instrument
from app.responses import Draft, DraftAnswer
from app.scheduling import Assignment, AssignmentState, CheckIn, HelpWanted

# A check-in is due every fourth session. One that is older than two of them has been overtaken.
WAITED_FOR = timedelta(weeks=8)


@dataclass(frozen=True)
class Unfinished:
    """One questionnaire that was asked and not sent: "5 of 9 answered"."""

    instrument: Instrument
    answered: int
    last_answer_at: datetime | None
    risk_answers: tuple[RiskAnswer, ...]
    # It was withdrawn: nobody is asked the rest of it.
    is_withdrawn: bool = False

    @property
    def asked(self) -> int:
        """How many items it has."""
        return len(self.instrument.items)


@dataclass(frozen=True)
class Waiting:
    """A check-in that somebody should know of: not finished, or help was asked for."""

    check_in: CheckIn
    unfinished: tuple[Unfinished, ...]
    unsent: UnsentLink | None = None

    @property
    def asked_at(self) -> datetime:
        """When it was given."""
        return self.check_in.created_at

    @property
    def help_wanted(self) -> HelpWanted | None:
        """What the person asked for."""
        return self.check_in.help_wanted

    @property
    def not_started(self) -> list[Unfinished]:
        """The questionnaires in it that nobody has touched."""
        return [one for one in self.unfinished if one.last_answer_at is None]

    @property
    def risk_answers(self) -> list[RiskAnswer]:
        """Those of all its unfinished questionnaires."""
        return [answer for one in self.unfinished for answer in one.risk_answers]


def waiting_for(
    session: Session, clients: Collection[Client], *, at: datetime
) -> dict[UUID, list[Waiting]]:
    """By client, newest first: the newest check-in, and older ones with answers or a plea in them.

    What nobody touched is not waited for once it is older, or once it was asked long ago.
    """
    check_ins = _check_ins(session, [client.id for client in clients])
    ids = [check_in.id for check_in in check_ins]
    drafts, unsent = _drafts(session, ids), unsent_links(session, ids)
    languages = {client.id: client.language for client in clients}
    found: dict[UUID, list[Waiting]] = {}
    for check_in in check_ins:
        language = languages[check_in.client_id]
        every = _unfinished(check_in, drafts, language)
        is_recent = check_in.created_at > at - WAITED_FOR
        unfinished = tuple(one for one in every if is_recent or one.last_answer_at)
        if unfinished or check_in.help_wanted:
            found.setdefault(check_in.client_id, []).append(
                Waiting(check_in, unfinished, unsent.get(check_in.id))
            )
    return found


def _check_ins(session: Session, client_ids: Collection[UUID]) -> list[CheckIn]:
    place = func.row_number().over(
        partition_by=CheckIn.client_id, order_by=CheckIn.created_at.desc()
    )
    ranked = (
        select(CheckIn.id, place.label("place")).where(CheckIn.client_id.in_(client_ids)).subquery()
    )
    begun = select(DraftAnswer.id).join(Assignment).where(Assignment.check_in_id == CheckIn.id)
    older = CheckIn.completed_at.is_(None) & or_(begun.exists(), CheckIn.help_wanted.is_not(None))
    found = (
        select(CheckIn)
        .join(ranked, ranked.c.id == CheckIn.id)
        .where(or_(ranked.c.place == 1, older))
        .order_by(CheckIn.created_at.desc())
        .options(selectinload(CheckIn.assignments))
    )
    return list(session.scalars(found))


def _drafts(session: Session, check_in_ids: Collection[UUID]) -> dict[UUID, Draft]:
    """The answers of every questionnaire that still waits, by assignment."""
    found = (
        select(DraftAnswer)
        .join(Assignment, Assignment.id == DraftAnswer.assignment_id)
        .where(Assignment.check_in_id.in_(check_in_ids))
        .where(Assignment.state == AssignmentState.WAITING)
    )
    rows: dict[UUID, dict[str, DraftAnswer]] = {}
    for row in session.scalars(found):
        rows.setdefault(row.assignment_id, {})[row.item] = row
    return {assignment_id: Draft(answers) for assignment_id, answers in rows.items()}


def _unfinished(
    check_in: CheckIn, drafts: Mapping[UUID, Draft], language: str
) -> tuple[Unfinished, ...]:
    found = []
    for assignment in check_in.assignments:
        draft = drafts.get(assignment.id, Draft({}))
        if assignment.is_asking or not draft.is_empty:
            found.append(_one(assignment, draft, language))
    return tuple(found)


def _one(assignment: Assignment, draft: Draft, language: str) -> Unfinished:
    instrument = instruments.get_instrument(assignment.measure)
    times = [row.answered_at for row in draft.answers.values()]
    values = draft.values().values()
    return Unfinished(
        instrument=instrument,
        answered=sum(value is not None for value in values),
        last_answer_at=max(times) if times else None,
        risk_answers=tuple(in_draft(instrument, assignment, draft, asked_in=language)),
        is_withdrawn=assignment.withdrawn_at is not None,
    )
