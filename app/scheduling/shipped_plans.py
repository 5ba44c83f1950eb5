"""The plans that a service starts from, for the pathways that such services have."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import instruments
from app.scheduling.plan import Plan

FILE = Path(__file__).parent / "plans.toml"
# The service's own forms: on a plan from the start, asked once the service has released one.
FORMS = ("prem",)
# What a pathway starts from whose name says nothing of the others.
USUAL = "one-to-one"
# Words in the names of plans and pathways that tell no pathway from another.
COMMON = frozenset(
    "a and for group in of one programme psychological psychology sessions skills the therapy to "
    "weeks".split()
)


@dataclass(frozen=True)
class ShippedPlan:
    """A plan with the name that people choose it by."""

    key: str
    name: str
    plan: Plan


@cache
def shipped_plans() -> tuple[ShippedPlan, ...]:
    """Every plan there is to start from."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        ShippedPlan(key, stored.pop("name"), Plan.from_json(stored))
        for key, stored in content.items()
    )


def shipped_plan_for(pathway: str) -> ShippedPlan:
    """The plan whose name has most in common with the pathway's, or the usual one."""
    wanted, every = _telling_words(pathway), shipped_plans()
    usual = next(plan for plan in every if plan.key == USUAL)
    best = max(every, key=lambda plan: len(wanted & _telling_words(f"{plan.key} {plan.name}")))
    return best if wanted & _telling_words(f"{best.key} {best.name}") else usual


def _telling_words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", name.lower())) - COMMON


def askable_keys() -> list[str]:
    """The keys of everything that a plan may ask."""
    return [*instruments.keys(), *FORMS]
