"""Reads `wording/<language>.toml` into a Wording and says everything that is wrong with it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from app.instruments.errors import InvalidDefinition
from app.instruments.instrument import Instrument
from app.instruments.table import Table, read_toml
from app.instruments.wording import Direction, Provenance, Wording


def read_wording(path: Path, instrument: Instrument) -> Wording:
    """The wording in this file, or InvalidDefinition with every fault found."""
    faults: list[str] = []
    table = read_toml(path, faults)
    wording = _wording(table, instrument) if table.content else None
    if wording is not None and wording.language not in ("", path.stem):
        faults.append(f"'language' is {wording.language!r} but the file is {path.name!r}")
    if faults or wording is None:
        raise InvalidDefinition(f"{instrument.key}/wording/{path.name}", faults)
    return wording


def _wording(table: Table, instrument: Instrument) -> Wording:
    own_options = _own_options(table, instrument)
    wording = Wording(
        key=instrument.key,
        language=table.text("language"),
        direction=cast(Direction, table.one_of("direction", "ltr", "rtl")),
        instruction_paragraphs=table.texts("instructions"),
        stem=table.text_or_none("stem"),
        prompt=table.text_or_none("prompt"),
        closing=table.text_or_none("closing"),
        items=_texts(table.table("items"), [item.id for item in instrument.items]),
        options=_options(table.table("options"), _shared_values(instrument, own_options)),
        own_options=own_options,
        notice=table.text("notice"),
        provenance=_provenance(table.table("provenance")),
    )
    table.refuse_other_keys()
    return wording


def _shared_values(instrument: Instrument, own_options: Mapping[str, object]) -> list[int]:
    """Every response that some item without labels of its own offers."""
    items = [item for item in instrument.items if item.id not in own_options]
    return sorted({value for item in items for value in item.values})


def _own_options(table: Table, instrument: Instrument) -> dict[str, dict[int, str]]:
    if not table.has("own_options"):
        return {}
    tables = table.table("own_options")
    labels = {
        item.id: _options(tables.table(item.id), item.values)
        for item in instrument.items
        if tables.has(item.id)
    }
    tables.refuse_other_keys()
    return labels


def _options(table: Table, values: Iterable[int]) -> dict[int, str]:
    labels = _texts(table, [str(value) for value in values])
    return {int(value): label for value, label in labels.items()}


def _texts(table: Table, names: Iterable[str]) -> dict[str, str]:
    """Exactly these texts, in this order."""
    texts = {name: table.text(name) for name in names}
    table.refuse_other_keys()
    return texts


def _provenance(table: Table) -> Provenance:
    provenance = Provenance(
        source=table.text("source"),
        agreement=table.text("agreement"),
        copies=table.texts("copies"),
        compared_on=table.day_or_none("compared_on"),
        notes=table.texts("notes") if table.has("notes") else (),
    )
    table.refuse_other_keys()
    return provenance
