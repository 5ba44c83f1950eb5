"""Which answers somebody must look at. An answer is shown as it was given; nothing is computed."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.instruments import Instrument, Item, RiskKind


@dataclass(frozen=True)
class Concern:
    """One answer to a risk item, at or above the response from which somebody must look."""

    measure: str
    item: Item
    value: int
    kind: RiskKind


def concerns_in(instrument: Instrument, answers: Mapping[str, int | None]) -> list[Concern]:
    """The risk answers that somebody must look at, in order, complete form or not (SAF-05)."""
    found = []
    for risk in instrument.risk_items:
        item = instrument.items[risk.item - 1]
        value = answers.get(item.id)
        if value is not None and value >= risk.at_least:
            found.append(Concern(instrument.key, item, value, risk.kind))
    return found


def unanswered_risk_items(instrument: Instrument, answers: Mapping[str, int | None]) -> list[Item]:
    """The risk items with no answer: shown as "not answered", never taken for a no."""
    items = [instrument.items[risk.item - 1] for risk in instrument.risk_items]
    return [item for item in items if answers.get(item.id) is None]
