"""Whether the scores that are stored are still those that the published rules give (SAF-14)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import instruments
from app.instruments import ScoreSheet
from app.responses.submissions import Score, Submission

_KEPT = (Submission.n_missing, Submission.prorated, Submission.band, Submission.caseness)


@dataclass(frozen=True)
class Recomputed:
    """One submission scored again. Says which of its results differ, and never what they are."""

    submission_id: UUID
    measure: str
    version: int
    # False where the rules of its version are not here any more: then nothing can be compared.
    is_known: bool
    differing: tuple[str, ...] = ()


def recomputed_after(session: Session, after: UUID | None, *, limit: int) -> list[Recomputed]:
    """The next submissions after this one, scored again, by id; empty at the end.

    Reads plain rows, so that however many there are, no more than these are held in memory.
    """
    found = select(
        Submission.id, Submission.measure, Submission.version, Submission.answers, *_KEPT
    )
    if after is not None:
        found = found.where(Submission.id > after)
    rows: Sequence[Any] = session.execute(found.order_by(Submission.id).limit(limit)).all()
    scores = _scores(session, [row.id for row in rows])
    return [_recomputed(row, scores[row.id]) for row in rows]


def _scores(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, float | None]]:
    found = select(Score.submission_id, Score.name, Score.value).where(Score.submission_id.in_(ids))
    scores: dict[UUID, dict[str, float | None]] = defaultdict(dict)
    for submission_id, name, value in session.execute(found):
        scores[submission_id][name] = value
    return scores


def _recomputed(row: Any, scores: Mapping[str, float | None]) -> Recomputed:
    place = (row.id, row.measure, row.version)
    if row.measure not in instruments.keys():
        return Recomputed(*place, is_known=False)
    instrument = instruments.get_instrument(row.measure)
    if instrument.version != row.version:
        return Recomputed(*place, is_known=False)
    try:
        sheet = instruments.score(instrument, instrument.responses(row.answers))
    except instruments.InvalidResponses:
        return Recomputed(*place, True, ("answers that the form does not offer",))
    return Recomputed(*place, True, tuple(_differing(row, scores, sheet)))


def _differing(row: Any, scores: Mapping[str, float | None], sheet: ScoreSheet) -> Iterator[str]:
    worked_out = {
        name: None if value is None else float(value) for name, value in sheet.scores.items()
    }
    for name in sorted(worked_out.keys() | scores.keys()):
        is_there = name in worked_out and name in scores
        if not is_there or worked_out[name] != scores[name]:
            yield f"score {name}"
    yield from (c.key for c in _KEPT if getattr(row, c.key) != getattr(sheet, c.key))
