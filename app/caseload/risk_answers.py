"""Answers that somebody must look at, as they were given. Never a level, never a label (SAF-06)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app import risk
from app.caseload.words_seen import Said, words_seen
from app.instruments import Instrument, Item
from app.responses import Draft, Submission
from app.scheduling import Assignment


@dataclass(frozen=True)
class RiskAnswer:
    """One risk item: what was asked and what was answered; `answer` is None for no answer."""

    instrument: Instrument
    item: Item
    question: Said | None
    answer: Said | None
    value: int | None
    declined: bool
    at: datetime
    is_sent: bool

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer to look at, and not a gap."""
        return self.value is not None


def in_submission(instrument: Instrument, submission: Submission) -> list[RiskAnswer]:
    """What somebody must look at in a questionnaire that was sent, then the risk items left out."""

    def described(item: Item, value: int | None) -> RiskAnswer:
        language = submission.other_languages.get(item.id, submission.language)
        words = words_seen(instrument, submission.version, language)
        return RiskAnswer(
            instrument=instrument,
            item=item,
            question=words.question(item),
            answer=None if value is None else words.answer(item, value),
            value=value,
            declined=item.id in submission.declined,
            at=submission.submitted_at,
            is_sent=True,
        )

    return _look(instrument, submission.version, submission.answers, described)


def in_draft(
    instrument: Instrument, assignment: Assignment, draft: Draft, *, asked_in: str
) -> list[RiskAnswer]:
    """The same for one that is not sent yet (HAZ-05). `asked_in` has the words of what is blank."""

    def described(item: Item, value: int | None) -> RiskAnswer:
        row = draft.answers.get(item.id)
        language = row.language if row else asked_in
        words = words_seen(instrument, assignment.version, language)
        return RiskAnswer(
            instrument=instrument,
            item=item,
            question=words.question(item),
            answer=None if value is None else words.answer(item, value),
            value=value,
            declined=row is not None and row.declined,
            at=row.answered_at if row else max(r.answered_at for r in draft.answers.values()),
            is_sent=False,
        )

    if draft.is_empty:
        return []
    return _look(instrument, assignment.version, draft.values(), described)


def _look(
    instrument: Instrument,
    version: int,
    answers: Mapping[str, int | None],
    described: Callable[[Item, int | None], RiskAnswer],
) -> list[RiskAnswer]:
    if version != instrument.version:
        return []
    raised = risk.concerns_in(instrument, answers)
    blank = risk.unanswered_risk_items(instrument, answers)
    return [described(c.item, c.value) for c in raised] + [described(i, None) for i in blank]
