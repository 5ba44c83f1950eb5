"""What an alert is about: each question, and all that was answered to it, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import instruments
from app.caseload.risk_answers import RiskAnswer, in_draft, in_submission
from app.caseload.words_seen import Said, words_seen
from app.instruments import Instrument, Item
from app.responses import Draft, DraftAnswer, Submission
from app.risk import Alert, AlertAnswer
from app.scheduling import Assignment, AssignmentState, CheckIn


@dataclass(frozen=True)
class Reply:
    """One answer in the words that were seen; `value` is None for "rather not answer"."""

    answer: Said | None
    value: int | None
    at: datetime
    number: int


@dataclass(frozen=True)
class Asked:
    """One question of an alert, and every answer to it in the order in which they came (SAF-07)."""

    instrument: Instrument
    item: Item
    question: Said | None
    replies: tuple[Reply, ...]
    is_finished: bool

    @property
    def latest(self) -> Reply:
        """What stands there now."""
        return self.replies[-1]


@dataclass(frozen=True)
class AlertForm:
    """One questionnaire of the check-in: how far it is, and which risk items have no answer."""

    instrument: Instrument
    is_finished: bool
    answered: int
    last_at: datetime | None
    not_answered: tuple[RiskAnswer, ...]

    @property
    def asked(self) -> int:
        """How many items it has."""
        return len(self.instrument.items)


def asked_in(alert: Alert) -> list[Asked]:
    """Every question of the alert, in the order in which they first were answered."""
    places: dict[tuple[UUID, str], list[AlertAnswer]] = {}
    for answer in alert.answers:
        places.setdefault((answer.assignment_id, answer.item), []).append(answer)
    states = {one.id: one.state for one in alert.check_in.assignments}
    return [
        _asked(answers, states[assignment_id] is AssignmentState.SUBMITTED)
        for (assignment_id, _item), answers in places.items()
    ]


def forms_of(session: Session, check_in: CheckIn, language: str) -> list[AlertForm]:
    """The questionnaires of a check-in. `language` has the words of what nobody has answered."""
    ids = [assignment.id for assignment in check_in.assignments]
    sent = {
        one.assignment_id: one
        for one in session.scalars(select(Submission).where(Submission.assignment_id.in_(ids)))
    }
    drafts = _drafts(session, ids)
    return [
        _sent_form(sent[assignment.id])
        if assignment.id in sent
        else _begun_form(assignment, drafts.get(assignment.id, Draft({})), language)
        for assignment in check_in.assignments
    ]


def _asked(answers: Sequence[AlertAnswer], is_finished: bool) -> Asked:
    newest = answers[-1]
    instrument = instruments.get_instrument(newest.measure)
    item = next(item for item in instrument.items if item.id == newest.item)
    words = words_seen(instrument, newest.version, newest.language)
    return Asked(
        instrument=instrument,
        item=item,
        question=words.question(item),
        replies=tuple(_reply(instrument, item, answer) for answer in answers),
        is_finished=is_finished,
    )


def _reply(instrument: Instrument, item: Item, given: AlertAnswer) -> Reply:
    words = words_seen(instrument, given.version, given.language)
    answer = None if given.value is None else words.answer(item, given.value)
    return Reply(answer, given.value, given.given_at, given.number)


def _sent_form(submission: Submission) -> AlertForm:
    instrument = instruments.get_instrument(submission.measure)
    found = in_submission(instrument, submission)
    return AlertForm(
        instrument=instrument,
        is_finished=True,
        answered=_count(submission.answers),
        last_at=submission.submitted_at,
        not_answered=tuple(answer for answer in found if not answer.is_answered),
    )


def _begun_form(assignment: Assignment, draft: Draft, language: str) -> AlertForm:
    instrument = instruments.get_instrument(assignment.measure)
    found = in_draft(instrument, assignment, draft, asked_in=language)
    return AlertForm(
        instrument=instrument,
        is_finished=False,
        answered=_count(draft.values()),
        last_at=max((row.answered_at for row in draft.answers.values()), default=None),
        not_answered=tuple(answer for answer in found if not answer.is_answered),
    )


def _count(answers: Mapping[str, int | None]) -> int:
    return sum(value is not None for value in answers.values())


def _drafts(session: Session, assignment_ids: Sequence[UUID]) -> dict[UUID, Draft]:
    rows: dict[UUID, dict[str, DraftAnswer]] = {}
    found = select(DraftAnswer).where(DraftAnswer.assignment_id.in_(assignment_ids))
    for row in session.scalars(found):
        rows.setdefault(row.assignment_id, {})[row.item] = row
    return {assignment_id: Draft(answers) for assignment_id, answers in rows.items()}
