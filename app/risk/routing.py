"""Who has to act on an alert: a rule without a database, so all of it can be tried (SAF-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.risk.alerts import Rung

LADDER = tuple(Rung)


@dataclass(frozen=True)
class Waiting:
    """An alert that nobody has taken up yet: who had it last, and until when they may wait."""

    rung: Rung
    acknowledge_by: datetime
    escalate_by: datetime


def rung_for(waiting: Waiting, is_there: Mapping[Rung, bool], *, at: datetime) -> Rung:
    """Who has to act now. It only ever goes up the ladder.

    The client's own clinician, when at work; else whoever covers for them, when at work; else the
    duty team. It goes to the duty team when it was not taken up in time, and later to the lead. A
    rung on which nobody stands is passed over; above an empty top the fullest one below has it.
    """
    least = max(_by_now(waiting, at=at), waiting.rung, key=LADDER.index)
    wanted = LADDER[LADDER.index(least) :]
    below = reversed(LADDER[: LADDER.index(least)])
    return next((rung for rung in (*wanted, *below) if is_there[rung]), Rung.LEAD)


def _by_now(waiting: Waiting, *, at: datetime) -> Rung:
    if at >= waiting.escalate_by:
        return Rung.LEAD
    return Rung.DUTY if at >= waiting.acknowledge_by else Rung.OWNER
