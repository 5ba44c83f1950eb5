"""The hazard log, as far as a page needs it: which hazards there are."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOG = Path(__file__).parents[2] / "docs/safety/hazards.toml"


@dataclass(frozen=True)
class Hazard:
    """One entry of the log: its id, and what could go wrong."""

    id: str
    hazard: str


@cache
def hazards() -> tuple[Hazard, ...]:
    """Every hazard in the log, by id."""
    log = tomllib.loads(LOG.read_text(encoding="utf-8"))
    found = (Hazard(entry["id"], entry["hazard"]) for entry in log["hazards"])
    return tuple(sorted(found, key=lambda hazard: hazard.id))
