"""Somebody who reads every published table of a form and tries to work out what is withheld.

They know more than the pages say: how many forms there were, exactly, of each version and period;
and all the rules by which numbers are rounded and withheld.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.codesign import FormContent, Question, QuestionKind
from app.reports import FEWEST, Answered, ExperienceReport, Period

Cell = tuple[Period, Question, str]
NOT_CHOSEN = "other choices, or none"


@dataclass
class Equations:
    """What the tables say: what each cell can be, and which add up to a number or other cells."""

    low: dict[Cell, int] = field(default_factory=dict)
    high: dict[Cell, int] = field(default_factory=dict)
    # Each of these sums is a number, or the sum of other cells.
    sums: list[tuple[list[Cell], int | list[Cell]]] = field(default_factory=list)
    withheld: list[Cell] = field(default_factory=list)

    def add(self, cell: Cell, shown: int | None, most: int) -> None:
        """One cell, to the nearest five or withheld."""
        self.low[cell] = 0 if shown is None else max(FEWEST, shown - 2)
        self.high[cell] = most if shown is None else min(most, shown + 2)
        if shown is None:
            self.withheld.append(cell)

    def recovered(self) -> dict[Cell, int]:
        """Every withheld cell that can be one number only, with that number.

        No two sums have more than one cell in common, and they form no ring: so after narrowing,
        every number between the ends of a cell is in some solution, and there is no need to search.
        """
        bounds = _narrowed(self)
        return {cell: bounds[cell][0] for cell in self.withheld if len(set(bounds[cell])) == 1}


Bounds = dict[Cell, tuple[int, int]]


def equations_of(
    report: ExperienceReport,
    contents: Mapping[int, FormContent],
    forms: Mapping[tuple[Period, int], int],
    comments: Mapping[tuple[Period, Question], int],
) -> Equations:
    """All that is published. `comments` are those that stand on the page, which anybody can count.

    `forms` is how many there were of each version, exactly.
    """
    known = Equations()
    for row in report.questions:
        for series in row:
            for period, answered in series.answered.items():
                whole = _whole(series.question, period, contents, forms)
                _add_table(known, period, series.question, answered, whole)
    for (period, question), number in comments.items():
        for cell in _leading_to(question, period, contents):
            if cell in known.low:
                known.low[cell] = max(known.low[cell], number)
    return known


def _add_table(
    known: Equations, period: Period, question: Question, answered: Answered,
    whole: int | list[Cell],
) -> None:  # fmt: skip
    most = answered.asked + 2
    cells = {**answered.chosen, "declined": answered.declined, "": answered.unanswered}
    for place, shown in cells.items():
        known.add((period, question, place), shown, most)
    if question.kind is not QuestionKind.SEVERAL:
        known.sums.append(([(period, question, place) for place in cells], whole))
        return
    for place in cells:
        rest = (period, question, f"{NOT_CHOSEN}: {place}")
        known.add(rest, None, most)
        known.sums.append(([(period, question, place), rest], whole))


def _whole(
    question: Question, period: Period, contents: Mapping[int, FormContent],
    forms: Mapping[tuple[Period, int], int],
) -> int | list[Cell]:  # fmt: skip
    """How many were asked: all who had the form, or all who chose what leads to the question."""
    if leading := _leading_to(question, period, contents):
        return leading
    return sum(
        number
        for (one, version), number in forms.items()
        if one == period and question in contents[version].asked
    )


def _leading_to(
    question: Question, period: Period, contents: Mapping[int, FormContent]
) -> list[Cell]:
    condition = question.show_if
    if condition is None:
        return []
    before = next(
        found
        for content in contents.values()
        if question in content.asked and (found := content.find(condition.question))
    )
    return [(period, before, answer) for answer in condition.answers]


def _narrowed(known: Equations) -> Bounds:
    """What each cell can be, after every sum was used as often as it helps."""
    bounds: Bounds = {cell: (known.low[cell], known.high[cell]) for cell in known.low}
    before: Bounds = {}
    while before != bounds:
        before = dict(bounds)
        for cells, whole in known.sums:
            _narrow(bounds, _signed(cells, whole), whole if isinstance(whole, int) else 0)
    return bounds


def _narrow(bounds: Bounds, signed: list[tuple[int, Cell]], number: int) -> None:
    """Use one sum: what the others leave of the number is what each cell can be."""
    for sign, cell in signed:
        others = [(s, *bounds[one]) for s, one in signed if one != cell]
        low = sum(min(s * a, s * b) for s, a, b in others)
        high = sum(max(s * a, s * b) for s, a, b in others)
        ends = sorted((sign * (number - high), sign * (number - low)))
        bounds[cell] = max(bounds[cell][0], ends[0]), min(bounds[cell][1], ends[1])
        assert bounds[cell][0] <= bounds[cell][1], "the tables contradict each other"


def _signed(cells: list[Cell], whole: int | list[Cell]) -> list[tuple[int, Cell]]:
    right = [] if isinstance(whole, int) else whole
    return [*((1, cell) for cell in cells), *((-1, one) for one in right)]
