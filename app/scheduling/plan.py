"""What a pathway asks, and when: the plan as a value, and what is wrong with one."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

# A routine set after every session would be asked as often as anything else is talked about.
LEAST_BETWEEN = 2
MOST_BETWEEN = 20
MOST_SESSIONS = 200
MOST_DAYS_AFTER = 365


class Occasion(StrEnum):
    """Why a check-in was given."""

    START = "start"
    ROUTINE = "routine"
    MIDDLE = "middle"
    END = "end"
    AFTER = "after"
    # A clinician's own choice: on no plan.
    CHOSEN = "chosen"


# What comes first when two are due at once: the rarer one, which asks what the other would.
PLANNED = (Occasion.AFTER, Occasion.END, Occasion.MIDDLE, Occasion.START, Occasion.ROUTINE)


class PlanFault(StrEnum):
    """Why a plan cannot be used."""

    ASKS_NOTHING = "asks nothing"
    TOO_OFTEN = "too often"
    TOO_SELDOM = "too seldom"
    UNKNOWN = "unknown questionnaire"
    TWICE = "asked twice"
    NO_LENGTH = "no number of sessions"
    LENGTH = "impossible number of sessions"
    DAYS = "impossible number of days"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which questionnaires a pathway asks on which occasion, by their keys and in their order."""

    start: tuple[str, ...] = ()
    routine: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    # Attended sessions from one routine set to the next.
    every: int = 4
    # How many sessions the pathway has; None when it goes on as long as it is needed.
    sessions: int | None = None
    # Days between the end and the questions after it.
    days_after: int = 30

    def asks(self, occasion: Occasion) -> tuple[str, ...]:
        """What is asked on that occasion; nothing on one that is on no plan."""
        asked: tuple[str, ...] = getattr(self, occasion.value, ())
        return asked

    @property
    def middle_session(self) -> int | None:
        """After which attended session "mid-way" is; None without a planned length."""
        return None if self.sessions is None else max(1, self.sessions // 2)

    def as_json(self) -> dict[str, Any]:
        """The plan as it is stored."""
        asked = {o.value: list(self.asks(o)) for o in PLANNED}
        return asked | {
            "every": self.every, "sessions": self.sessions, "days_after": self.days_after
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The plan that was stored."""
        values: dict[str, Any] = {o.value: tuple(stored[o.value]) for o in PLANNED}
        values |= {name: stored[name] for name in ("every", "sessions", "days_after")}
        return cls(**values)


def plan_faults(plan: Plan, known: Collection[str]) -> list[PlanFault]:
    """Everything that is wrong with a plan, so that all of it can be mended; empty when nothing."""
    asked = [plan.asks(occasion) for occasion in PLANNED]
    found = {
        PlanFault.ASKS_NOTHING: not any(asked),
        # Counts without a routine set too: after so many sessions an unanswered set is given up.
        PlanFault.TOO_OFTEN: plan.every < LEAST_BETWEEN,
        PlanFault.TOO_SELDOM: plan.every > MOST_BETWEEN,
        PlanFault.UNKNOWN: any(key not in known for keys in asked for key in keys),
        PlanFault.TWICE: any(len(set(keys)) != len(keys) for keys in asked),
        PlanFault.NO_LENGTH: bool(plan.middle) and plan.sessions is None,
        PlanFault.LENGTH: plan.sessions is not None and not 1 <= plan.sessions <= MOST_SESSIONS,
        PlanFault.DAYS: not 0 <= plan.days_after <= MOST_DAYS_AFTER,
    }
    return [fault for fault, is_there in found.items() if is_there]
