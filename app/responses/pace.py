"""How long people really take for a question, once enough of them have answered."""

from collections import defaultdict
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses.submissions import Submission
from app.scheduling import Mode

# Fewer say nothing about the next one; older ones may say nothing about today's pages.
FEWEST = 20
NEWEST = 2000


def paces(session: Session) -> dict[str, float]:
    """Seconds for a question of each measure: the median of those who answered by themselves.

    Measures that fewer than twenty have sent of late are not in it. The time runs from the first
    answer to the sending, so looking the answers over counts and reading the first question does
    not. A median does not mind those who had supper in between.
    """
    newest = (
        select(Submission.measure, Submission.started_at, Submission.submitted_at)
        .add_columns(Submission.answers, Submission.n_missing)
        .where(Submission.mode == Mode.SELF)
        .order_by(Submission.submitted_at.desc())
        .limit(NEWEST)
    )
    taken: dict[str, list[float]] = defaultdict(list)
    for measure, started_at, submitted_at, answers, n_missing in session.execute(newest):
        after_the_first = len(answers) - n_missing - 1
        if after_the_first > 0:
            taken[measure].append((submitted_at - started_at).total_seconds() / after_the_first)
    return {key: median(times) for key, times in taken.items() if len(times) >= FEWEST}
