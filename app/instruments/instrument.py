"""A measure as data: its items, its scores and what the scores are taken to mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from app.instruments.errors import UnknownItem
from app.instruments.rounding import round_half_up

RiskKind = Literal["self", "others"]
AsksAbout = Literal["trauma", "dissociation"]
Better = Literal["lower", "higher"]
Rule = Literal["sum", "prorated_sum", "mean", "count_at_least", "table"]
Responses = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Item:
    """One question, in its printed place."""

    number: int
    values: tuple[int, ...]
    reverse: bool = False
    risk: RiskKind | None = None

    @property
    def id(self) -> str:
        """The name of the item in forms and in wording files."""
        return f"q{self.number}"

    def scored(self, response: int) -> int:
        """What the response is worth: mirrored on the printed scale when the item is reversed."""
        return self.values[0] + self.values[-1] - response if self.reverse else response


@dataclass(frozen=True, slots=True)
class Score:
    """One number worked out from some of the items, and how many of them may be blank."""

    name: str
    label: str
    rule: Rule
    items: tuple[int, ...]
    lowest: Fraction
    highest: Fraction
    source: str
    max_missing: int = 0
    times: int = 1
    decimals: int = 0
    reported: bool = True
    thresholds: Mapping[int, int] | None = None
    table: Mapping[int, Fraction] | None = None

    def shown(self, value: Fraction, *, prorated: bool = False) -> Decimal:
        """The value as people read it: rounded half up, a prorated one to a decimal at least."""
        return round_half_up(value, max(self.decimals, 1) if prorated else self.decimals)


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the headline score: at_least <= score < below."""

    name: str
    label: str
    at_least: Fraction
    below: Fraction | None
    source: str


@dataclass(frozen=True, slots=True)
class Caseness:
    """The published cut-off of the headline score, inclusive at its edge."""

    at_least: Fraction
    source: str
    operator: str = ">="


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The least change of the headline score that the published rule calls reliable."""

    at_least: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class RiskItem:
    """A question whose answer a person must look at from this response upwards."""

    item: int
    kind: RiskKind
    at_least: int
    source: str


@dataclass(frozen=True, slots=True)
class ClinicalReading:
    """A question worth reading with the person from this response upwards; never an alert."""

    item: int
    at_least: int
    source: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One score within bounds, both inclusive."""

    score: str
    at_least: Fraction | None
    at_most: Fraction | None


@dataclass(frozen=True, slots=True)
class YesNo:
    """True when every condition holds; unknown when any score it needs is void."""

    name: str
    label: str
    conditions: tuple[Condition, ...]
    source: str


@dataclass(frozen=True, slots=True)
class GroupCutoffs:
    """For each score of a set: is it at or above the cut-off published for each group?"""

    name: str
    label: str
    cutoffs: Mapping[str, tuple[str, Mapping[str, Fraction]]]
    source: str


Derived = YesNo | GroupCutoffs


@dataclass(frozen=True, slots=True)
class Licence:
    """Whose measure it is and what a service must do before using it."""

    holder: str
    terms: str
    required_from_service: bool
    service_must: str


@dataclass(frozen=True, eq=False)
class Instrument:
    """A validated measure: everything about it except its words."""

    key: str
    version: int
    short_name: str
    name: str
    source: str
    recall: str
    better: Better
    headline: str
    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    bands: tuple[Band, ...]
    caseness: Caseness | None
    reliable_change: ReliableChange | None
    derived: tuple[Derived, ...]
    risk_items: tuple[RiskItem, ...]
    clinical_reading: tuple[ClinicalReading, ...]
    licence: Licence
    fingerprint: str
    # What makes it hard to answer, so that a page can say so first; None when nothing does.
    asks_about: AsksAbout | None = None
    # Hard to answer, in itself or for its length: never two of these in one sitting.
    is_demanding: bool = False

    @property
    def reported_scores(self) -> tuple[Score, ...]:
        """The scores people see, without those that only serve a yes-or-no rule."""
        return tuple(score for score in self.scores if score.reported)

    def get_item(self, item_id: str) -> Item:
        """The item with this id, or UnknownItem."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise UnknownItem(f"{self.key} has no item {item_id!r}")

    def get_score(self, name: str) -> Score:
        """The score with this name, or KeyError."""
        for score in self.scores:
            if score.name == name:
                return score
        raise KeyError(name)

    def responses(self, answers: Mapping[str, int | None]) -> tuple[int | None, ...]:
        """The answers in item order, None for every item that has none."""
        unknown = answers.keys() - {item.id for item in self.items}
        if unknown:
            raise UnknownItem(f"{self.key} has no item {min(unknown)!r}")
        return tuple(answers.get(item.id) for item in self.items)

    def bands_for(self, score: str) -> tuple[Band, ...]:
        """The bands drawn behind this score: only the headline score has any."""
        return self.bands if score == self.headline else ()

    def band_for(self, value: Fraction) -> Band | None:
        """The band that this headline score falls in, or None when the measure has no bands."""
        below = [band for band in self.bands if band.at_least <= value]
        return below[-1] if below else None

    def is_case(self, value: Fraction) -> bool | None:
        """Whether the headline score reaches the published cut-off; None when there is none."""
        return None if self.caseness is None else value >= self.caseness.at_least
