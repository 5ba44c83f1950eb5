"""Tries to tell who said what: somebody who has copies of everything, from before and after.

Whatever stands in any row of any table, and how rows lie in their files, is tried as a way to put
people in an order; the same with what was released. Each way to order people is then laid beside
each way to order what was said. It needs no idea of what any of it means.
"""

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from app.db import Base

Row = dict[str, Any]
Copy = dict[tuple[str, str], Row]
# What is known of somebody, or of something said: each under a name of its own.
Traces = dict[str, Any]
Order = tuple[int, ...]

# So often is it compared with what chance would bring.
SHUFFLES = 200


def copy_everything(engine: Engine) -> Copy:
    """Every row of every table, with where it lies and which transaction wrote it."""
    is_pg = engine.dialect.name == "postgresql"
    place = 'ctid::text AS "place", xmin::text AS "transaction"' if is_pg else 'rowid AS "place"'
    found: Copy = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.exec_driver_sql(f'SELECT {place}, * FROM "{table.name}"')
            for row in rows.mappings():
                found[table.name, str(row["id"])] = dict(row)
    return found


def changes(before: Copy, after: Copy) -> list[tuple[str, Row]]:
    """The rows that came, changed or went, by their table."""
    gone = [(key[0] + " gone", row) for key, row in before.items() if key not in after]
    new = [(key[0], row) for key, row in after.items() if before.get(key) != row]
    return [*gone, *new]


def traces_in(moment: str, rows: Iterable[tuple[str, Row]]) -> Traces:
    """Every value of these rows and its length; of several rows of a table the first and last."""
    found: Traces = {}
    for table, row in sorted(rows, key=lambda one: (one[0], _sortable(one[1]["place"]))):
        for column, value in row.items():
            for what, seen in (("", value), (" length", len(str(value)))):
                found.setdefault(f"{moment} {table} first {column}{what}", seen)
                found[f"{moment} {table} last {column}{what}"] = seen
    return found


@dataclass(frozen=True)
class Group:
    """People who answered, what was released of them together, and which is really whose."""

    people: Sequence[Traces]
    said: Sequence[Traces]
    truth: Order


@dataclass(frozen=True)
class Success:
    """How many the best way of matching got right, and the best that chance brought."""

    right: int
    by_chance: int
    how: str

    @property
    def is_better_than_chance(self) -> bool:
        """With a little room, so that chance itself is no reason to fail."""
        return self.right > self.by_chance + 2


def match(groups: Sequence[Group], *, seed: int = 1) -> Success:
    """Try everything, and look how far it gets."""
    ways = _ways(groups)
    truths = [group.truth for group in groups]
    right, how = max((_right(guess, truths), how) for guess, how in ways.items())
    chance = random.Random(seed)
    best = 0
    for _ in range(SHUFFLES):
        shuffled = [tuple(chance.sample(truth, len(truth))) for truth in truths]
        best = max(best, *(_right(guess, shuffled) for guess in ways))
    return Success(right, best, how)


def shared_values(groups: Sequence[Group]) -> set[str]:
    """What stands both in a trace of one person alone and in what was said by one alone."""
    found: set[str] = set()
    for group in groups:
        found |= _own(group.people) & _own(group.said)
    return found


def _ways(groups: Sequence[Group]) -> dict[tuple[Order, ...], str]:
    """Each guess for all groups that some pair of orders leads to, and which pair that was."""
    people = _orders([group.people for group in groups])
    said = _orders([group.said for group in groups])
    ways: dict[tuple[Order, ...], str] = {}
    for (of_people, a), (of_said, b) in itertools.product(people.items(), said.items()):
        for is_reversed in (False, True):
            guess = tuple(
                _beside(mine, theirs[::-1] if is_reversed else theirs)
                for mine, theirs in zip(of_people, of_said, strict=True)
            )
            ways.setdefault(guess, f"{a} / {b}{' reversed' if is_reversed else ''}")
    return ways


def _orders(groups: Sequence[Sequence[Traces]]) -> dict[tuple[Order, ...], str]:
    """Every way to put each group in an order, by one trace that all of them have."""
    shared = set.intersection(*(set(one) for group in groups for one in group))
    orders: dict[tuple[Order, ...], str] = {}
    for name in sorted(shared):
        order = tuple(_order([one[name] for one in group]) for group in groups)
        orders.setdefault(order, name)
    return orders


def _order(values: Sequence[Any]) -> Order:
    keys = [_sortable(value) for value in values]
    return tuple(sorted(range(len(values)), key=lambda index: keys[index]))


def _beside(people: Order, said: Order) -> Order:
    """For each person what stands at their place in the other order."""
    guess = [0] * len(people)
    for person, one in zip(people, said, strict=True):
        guess[person] = one
    return tuple(guess)


def _right(guess: Sequence[Order], truths: Sequence[Order]) -> int:
    return sum(
        mine == really
        for one, truth in zip(guess, truths, strict=True)
        for mine, really in zip(one, truth, strict=True)
    )


def _own(traces: Sequence[Traces]) -> set[str]:
    """Long values that only one of them has: short ones are the same by chance."""
    counted: dict[str, set[int]] = {}
    for number, one in enumerate(traces):
        for value in one.values():
            counted.setdefault(str(value).replace("-", ""), set()).add(number)
    return {value for value, by in counted.items() if len(by) == 1 and len(value) >= 12}


def _sortable(value: Any) -> tuple[int, Any]:
    text = str(value)
    if text.startswith("(") and text.endswith(")"):  # where a row lies in PostgreSQL: page, place
        page, _, place = text.strip("()").partition(",")
        if page.isdigit() and place.isdigit():
            return 0, int(page) * 1000 + int(place)
    return (0, int(text)) if text.isdigit() and len(text) < 18 else (1, text)
