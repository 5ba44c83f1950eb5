"""Reads `measure.toml` into an Instrument and says everything that is wrong with it."""

import json
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import cast

from app.instruments.errors import InvalidDefinition
from app.instruments.instrument import (
    AsksAbout,
    Band,
    Better,
    Caseness,
    ClinicalReading,
    Condition,
    Derived,
    GroupCutoffs,
    Instrument,
    Item,
    Licence,
    ReliableChange,
    RiskItem,
    RiskKind,
    YesNo,
)
from app.instruments.measure_rules import faults_of
from app.instruments.score_table import read_scores
from app.instruments.table import Table, read_toml


def read_measure(folder: Path) -> Instrument:
    """The measure in this folder, or InvalidDefinition with every fault found."""
    faults: list[str] = []
    table = read_toml(folder / "measure.toml", faults)
    instrument = _instrument(table) if table.content else None
    if instrument is not None and not faults:
        faults.extend(faults_of(instrument))
        if instrument.key != folder.name:
            faults.append(f"'key' is {instrument.key!r} but the folder is {folder.name!r}")
    if faults or instrument is None:
        raise InvalidDefinition(f"{folder.name}/measure.toml", faults)
    return instrument


def _instrument(table: Table) -> Instrument:
    risk_items = _risk_items(table)
    items = _items(table.tables("items"), {risk.item: risk.kind for risk in risk_items})
    instrument = Instrument(
        key=table.text("key"),
        version=table.whole("version"),
        short_name=table.text("short_name"),
        name=table.text("name"),
        source=table.text("source"),
        recall=table.text("recall"),
        better=cast(Better, table.one_of("better", "lower", "higher")),
        headline=table.text("headline"),
        items=items,
        scores=read_scores(table.tables("scores", named_by="name"), items),
        bands=_bands(table.tables("bands", named_by="name")),
        caseness=_caseness(table),
        reliable_change=_reliable_change(table),
        derived=tuple(_derived(row) for row in table.tables("derived", named_by="name")),
        risk_items=risk_items,
        clinical_reading=tuple(_reading(row) for row in table.tables("clinical_reading")),
        licence=_licence(table.table("licence")),
        fingerprint=_fingerprint(table),
        asks_about=_asks_about(table),
        is_demanding=table.has("demanding") and table.flag("demanding"),
    )
    table.refuse_other_keys()
    return instrument


def _asks_about(table: Table) -> AsksAbout | None:
    if not table.has("asks_about"):
        return None
    return cast(AsksAbout, table.one_of("asks_about", "trauma", "dissociation"))


def _items(groups: Sequence[Table], risks: dict[int, RiskKind]) -> tuple[Item, ...]:
    """The items of every group: a group is a run of items with one scale."""
    items: list[Item] = []
    for group in groups:
        first, last = group.whole("first"), group.whole("last")
        values, reverse = group.wholes("values"), group.wholes("reverse")
        group.refuse_other_keys()
        if outside := [number for number in reverse if not first <= number <= last]:
            group.fault(f"'reverse' names items of another group: {outside}")
        items.extend(
            Item(number, values, number in reverse, risks.get(number))
            for number in range(first, last + 1)
        )
    return tuple(items)


def _bands(rows: Sequence[Table]) -> tuple[Band, ...]:
    """The bands from the lowest up; each ends where the next begins."""
    edges = [row.number("at_least") for row in rows]
    ends: list[Fraction | None] = [*edges[1:], None]
    bands = tuple(
        Band(row.text("name"), row.text("label"), edge, end, row.text("source"))
        for row, edge, end in zip(rows, edges, ends[: len(edges)], strict=True)
    )
    for row in rows:
        row.refuse_other_keys()
    return bands


def _caseness(table: Table) -> Caseness | None:
    if not table.has("caseness"):
        return None
    row = table.table("caseness")
    caseness = Caseness(row.number("at_least"), row.text("source"))
    row.refuse_other_keys()
    return caseness


def _reliable_change(table: Table) -> ReliableChange | None:
    if not table.has("reliable_change"):
        return None
    row = table.table("reliable_change")
    change = ReliableChange(row.number("at_least"), row.text("source"))
    row.refuse_other_keys()
    return change


def _risk_items(table: Table) -> tuple[RiskItem, ...]:
    """The items that somebody must look at. That there are none has to be said (SAF-05)."""
    if table.content.get("risk") == "none":
        table.text("risk")
        return ()
    rows = table.tables("risk", named_by="item")
    if not rows:
        table.fault("'risk' must list the items that somebody must look at, or be \"none\"")
    return tuple(_risk_item(row) for row in rows)


def _risk_item(row: Table) -> RiskItem:
    kind = cast(RiskKind, row.one_of("kind", "self", "others"))
    risk = RiskItem(row.whole("item"), kind, row.whole("at_least"), row.text("source"))
    row.refuse_other_keys()
    return risk


def _reading(row: Table) -> ClinicalReading:
    reading = ClinicalReading(row.whole("item"), row.whole("at_least"), row.text("source"))
    row.refuse_other_keys()
    return reading


def _derived(row: Table) -> Derived:
    name, label, source = row.text("name"), row.text("label"), row.text("source")
    derived: Derived
    if row.has("cutoffs"):
        derived = GroupCutoffs(name, label, _cutoffs(row.table("cutoffs")), source)
    else:
        conditions = tuple(_condition(when) for when in row.tables("when"))
        if not conditions:
            row.fault("needs 'when' or 'cutoffs'")
        derived = YesNo(name, label, conditions, source)
    row.refuse_other_keys()
    return derived


def _condition(row: Table) -> Condition:
    condition = Condition(
        row.text("score"), row.number_or_none("at_least"), row.number_or_none("at_most")
    )
    row.refuse_other_keys()
    return condition


def _cutoffs(table: Table) -> dict[str, tuple[str, dict[str, Fraction]]]:
    rows = {name: table.table(name) for name in table.content}
    cutoffs = {
        name: (row.text("score"), row.table("at_least").numbers()) for name, row in rows.items()
    }
    for row in rows.values():
        row.refuse_other_keys()
    return cutoffs


def _licence(table: Table) -> Licence:
    licence = Licence(
        holder=table.text("holder"),
        terms=table.text("terms"),
        required_from_service=table.flag("required_from_service"),
        service_must=table.text("service_must"),
    )
    table.refuse_other_keys()
    return licence


def _fingerprint(table: Table) -> str:
    """A hash over all that the definition says, comments and layout apart."""
    text = json.dumps(table.content, default=str, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
