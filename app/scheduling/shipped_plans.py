"""The plans that a service starts from, for the pathways that such services have."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import instruments
from app.scheduling.plan import Plan

FILE = Path(__file__).parent / "plans.toml"
# The service's own forms: on a plan from the start, asked once the service has released one.
FORMS = ("prem",)


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


def askable_keys() -> list[str]:
    """The keys of everything that a plan may ask."""
    return [*instruments.keys(), *FORMS]
