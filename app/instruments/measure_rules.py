"""What must hold inside a definition: each rule is one function that names its breaches."""

from collections.abc import Iterator
from fractions import Fraction

from app.instruments.instrument import GroupCutoffs, Instrument, Item, Score


def faults_of(instrument: Instrument) -> list[str]:
    """Everything in a well-formed definition that contradicts itself."""
    rules = (_items, _scores, _headline, _bands, _derived, _risk)
    return [fault for rule in rules for fault in rule(instrument)]


def _items(instrument: Instrument) -> Iterator[str]:
    numbers = [item.number for item in instrument.items]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield f"items must be numbered 1, 2, 3 ... without a gap, not {numbers}"
    for item in instrument.items:
        if len(item.values) < 2 or list(item.values) != sorted(set(item.values)):
            yield f"item {item.number}: 'values' must rise from the lowest to the highest"
        elif item.reverse and {item.scored(value) for value in item.values} != set(item.values):
            yield f"item {item.number}: 'values' cannot be mirrored, so it cannot be reversed"


def _scores(instrument: Instrument) -> Iterator[str]:
    items = {item.number: item for item in instrument.items}
    for score in instrument.scores:
        if not score.items or len(set(score.items)) != len(score.items):
            yield f"score {score.name}: 'items' is empty or names an item twice"
        elif unknown := [number for number in score.items if number not in items]:
            yield f"score {score.name}: there is no item {unknown}"
        else:
            yield from _score(score, [items[number] for number in score.items])


def _score(score: Score, items: list[Item]) -> Iterator[str]:
    if not 0 <= score.max_missing < len(items):
        yield f"score {score.name}: 'max_missing' must leave at least one item answered"
    if score.rule == "prorated_sum" and not score.max_missing:
        yield f"score {score.name}: a prorated sum without 'max_missing' is a sum"
    if score.decimals < 0 or score.times < 1:
        yield f"score {score.name}: 'decimals' and 'times' cannot be negative"
    lowest, highest = _attainable(score, items)
    if score.table is not None and set(score.table) != set(range(lowest, highest + 1)):
        yield f"score {score.name}: 'table' must have every value from {lowest} to {highest}"
    elif (worked_out := _range(score, len(items), lowest, highest)) != (
        score.lowest,
        score.highest,
    ):
        yield f"score {score.name}: its items give {_spoken(worked_out)}, not what 'range' says"


def _attainable(score: Score, items: list[Item]) -> tuple[int, int]:
    """The lowest and the highest sum that the items can give."""
    if score.rule == "count_at_least":
        return 0, len(items)
    return sum(item.values[0] for item in items), sum(item.values[-1] for item in items)


def _range(score: Score, n: int, lowest: int, highest: int) -> tuple[Fraction, Fraction]:
    if score.table is not None:
        return score.table[lowest], score.table[highest]
    if score.rule == "mean":
        return Fraction(lowest * score.times, n), Fraction(highest * score.times, n)
    return Fraction(lowest), Fraction(highest)


def _spoken(edges: tuple[Fraction, Fraction]) -> str:
    return f"{edges[0]} to {edges[1]}"


def _headline(instrument: Instrument) -> Iterator[str]:
    if instrument.headline not in {score.name for score in instrument.reported_scores}:
        yield f"'headline' names no reported score: {instrument.headline!r}"


def _bands(instrument: Instrument) -> Iterator[str]:
    edges = [band.at_least for band in instrument.bands]
    if edges != sorted(set(edges)):
        yield "bands must rise"
    ranges = {score.name: (score.lowest, score.highest) for score in instrument.scores}
    lowest, highest = ranges.get(instrument.headline, (Fraction(0), Fraction(0)))
    if edges and (edges[0] != lowest or edges[-1] > highest):
        yield f"bands must begin at {lowest}, the lowest headline score, and stay within it"
    if instrument.caseness and not lowest <= instrument.caseness.at_least <= highest:
        yield "caseness lies outside the headline score"
    if instrument.reliable_change and instrument.reliable_change.at_least <= 0:
        yield "reliable change must be more than nothing"


def _derived(instrument: Instrument) -> Iterator[str]:
    names = {score.name for score in instrument.scores}
    for derived in instrument.derived:
        if isinstance(derived, GroupCutoffs):
            used = {score for score, _ in derived.cutoffs.values()}
        else:
            used = {condition.score for condition in derived.conditions}
            if any(c.at_least is None and c.at_most is None for c in derived.conditions):
                yield f"derived {derived.name}: a condition needs 'at_least' or 'at_most'"
        if unknown := sorted(used - names):
            yield f"derived {derived.name}: there is no score {unknown}"


def _risk(instrument: Instrument) -> Iterator[str]:
    items = {item.number: item for item in instrument.items}
    rows = [(row.item, row.at_least) for row in instrument.risk_items]
    rows += [(row.item, row.at_least) for row in instrument.clinical_reading]
    for number, at_least in rows:
        if number not in items:
            yield f"risk: there is no item {number}"
        elif at_least not in items[number].values[1:]:
            yield f"risk item {number}: 'at_least' must be a response above the lowest"
