"""Reads the `[[scores]]` of a definition. The vocabulary is small and is all here.

sum             add the items up; one blank voids it
prorated_sum    the mean of the answered items times the number of items
mean            the mean of the answered items, times `times`
count_at_least  how many items reach `threshold` (or their own in `threshold_of`)
table           look another score up in `table`
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from app.instruments.instrument import Item, Rule, Score
from app.instruments.table import Table

RULES = ("sum", "prorated_sum", "mean", "count_at_least", "table")


def read_scores(rows: Sequence[Table], items: Sequence[Item]) -> tuple[Score, ...]:
    """The scores in the order of the file."""
    scores: dict[str, Score] = {}
    for row in rows:
        score = _score(row, items, scores)
        if score.name in scores:
            row.fault("there are two scores of this name")
        scores[score.name] = score
        row.refuse_other_keys()
    return tuple(scores.values())


def _score(row: Table, items: Sequence[Item], earlier: Mapping[str, Score]) -> Score:
    rule = cast(Rule, row.one_of("rule", *RULES))
    lowest, highest = _range(row)
    base = _base(row, earlier) if rule == "table" else None
    return Score(
        name=row.text("name"),
        label=row.text("label"),
        rule=rule,
        items=base.items if base else _numbers(row, items),
        lowest=lowest,
        highest=highest,
        source=row.text("source"),
        max_missing=row.whole("max_missing", 0) if rule in ("prorated_sum", "mean") else 0,
        times=row.whole("times", 1) if rule == "mean" else 1,
        decimals=row.whole("decimals", 0),
        reported=row.flag("reported") if row.has("reported") else True,
        thresholds=_thresholds(row, items) if rule == "count_at_least" else None,
        table=_table(row) if rule == "table" else None,
    )


def _range(row: Table) -> tuple[Fraction, Fraction]:
    edges = row.table("range")
    lowest, highest = edges.number("lowest"), edges.number("highest")
    edges.refuse_other_keys()
    return lowest, highest


def _base(row: Table, earlier: Mapping[str, Score]) -> Score | None:
    """The score that a table looks up; it stands earlier in the file and is a plain sum."""
    base = earlier.get(row.text("of"))
    if base is None or base.rule != "sum":
        row.fault("'of' must name an earlier score whose rule is sum")
        return None
    return base


def _numbers(row: Table, items: Sequence[Item]) -> tuple[int, ...]:
    if not row.has("items"):
        row.fault("'items' is missing")
        return ()
    if row.content["items"] == "all":
        row.text("items")
        return tuple(item.number for item in items)
    return row.wholes("items")


def _thresholds(row: Table, items: Sequence[Item]) -> dict[int, int]:
    usual = row.whole("threshold")
    own = row.table("threshold_of").numbers() if row.has("threshold_of") else {}
    return {item.number: int(own.get(str(item.number), usual)) for item in items}


def _table(row: Table) -> dict[int, Fraction]:
    values = row.table("table").numbers()
    if bad := [raw for raw in values if not raw.isdigit()]:
        row.fault(f"'table' has entries that are not whole numbers: {bad}")
        return {}
    return {int(raw): value for raw, value in values.items()}
