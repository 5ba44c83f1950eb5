"""How somebody might answer: item by item, from how unwell they are."""

from random import Random

from app.instruments import Instrument, Item
from app.scheduling import Mode

# How far each measure follows how unwell somebody is: few people dissociate all the time.
REACH = {"des_ii": 0.4, "ders": 0.8, "pcl5": 0.85}
# Risk items are answered above zero by those who are most unwell only, and then not all of them;
# the ones about other people hardly ever.
RISK_STARTS_AT = {"self": 0.74, "others": 1.0}
SPREAD, RISK_SPREAD = 0.5, 0.2
LEANING, RISK_LEANING = 0.1, 0.18

MODES = {
    Mode.SELF: 80, Mode.HELPED: 7, Mode.INTERPRETER: 4, Mode.BY_STAFF: 4, Mode.PAPER: 5,
}  # fmt: skip


class Leaning:
    """What is special about one person: some items weigh more on them than on others."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._felt: dict[tuple[str, str], float] = {}

    def of(self, instrument: Instrument, item: Item) -> float:
        """How much more, or less, than others they feel this item."""
        place = (instrument.key, item.id)
        if place not in self._felt:
            self._felt[place] = self._random.gauss(0, RISK_LEANING if item.risk else LEANING)
        return self._felt[place]


def answers(
    random: Random, instrument: Instrument, severity: float, leaning: Leaning
) -> dict[str, int | None]:
    """A value for each item; a skipped item is not there, one they'd rather not answer is None."""
    given: dict[str, int | None] = {
        item.id: _answer(random, instrument, item, severity, leaning) for item in instrument.items
    }
    for item_id in _skipped(random, list(given)):
        del given[item_id]
    if random.random() < 0.04:
        risky = [item for item in instrument.items if item.risk]
        given[random.choice(risky or instrument.items).id] = None
    return given


def mode(random: Random, language: str) -> Mode:
    """Who put the answers in. Nobody needs an interpreter for English."""
    chosen = random.choices(list(MODES), list(MODES.values()))[0]
    return Mode.SELF if chosen is Mode.INTERPRETER and language == "en" else chosen


def _answer(
    random: Random, instrument: Instrument, item: Item, severity: float, leaning: Leaning
) -> int:
    top = len(item.values) - 1
    if item.risk:
        felt, spread = severity - RISK_STARTS_AT[item.risk], RISK_SPREAD
    else:
        felt, spread = severity * REACH.get(instrument.key, 1), SPREAD
    felt += leaning.of(instrument, item)
    if instrument.better == "higher":
        felt = 1 - felt
    if top > 5:
        spread *= 2
    place = min(top, max(0, round(felt * top + random.gauss(0, spread))))
    return item.values[top - place] if item.reverse else item.values[place]


def _skipped(random: Random, items: list[str]) -> list[str]:
    chance = random.random()
    if chance < 0.015:
        return random.sample(items, len(items) // 3)
    if chance < 0.06:
        return random.sample(items, 1 if chance < 0.045 else 2)
    return []
