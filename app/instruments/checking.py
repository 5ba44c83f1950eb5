"""Says what is wrong, and what is left out, in a folder of definitions."""

from collections.abc import Iterator
from pathlib import Path

from app.instruments.errors import InvalidDefinition
from app.instruments.instrument import Instrument
from app.instruments.library import Library
from app.instruments.table import read_toml

LOCK = "fingerprints.toml"


def faults_in(library: Library) -> dict[str, list[str]]:
    """Every fault by measure; a measure without faults has an empty list.

    The fingerprints of a measure are kept beside it, so that a changed character in an item, an
    option, a score or a cut-off is a fault until somebody states that it was meant.
    """
    folders = [path for path in sorted(library.folder.glob("*")) if path.is_dir()]
    if not folders:
        return {str(library.folder): ["there is no measure in this folder"]}
    return {folder.name: _faults(library, folder) for folder in folders}


def left_out(instrument: Instrument) -> tuple[str, ...]:
    """What the publishers of this measure define no rule for, or what it has none of."""
    parts = {
        "bands": instrument.bands,
        "caseness": instrument.caseness,
        "reliable change": instrument.reliable_change,
        "risk items": instrument.risk_items,
    }
    return tuple(name for name, part in parts.items() if not part)


def _faults(library: Library, folder: Path) -> list[str]:
    if not (folder / "measure.toml").is_file():
        return ["measure.toml is missing"]
    try:
        instrument = library.get(folder.name)
    except InvalidDefinition as error:
        return [f"measure.toml: {fault}" for fault in error.faults]
    found = {"measure": instrument.fingerprint}
    faults = [] if "en" in library.languages(folder.name) else ["wording/en.toml is missing"]
    for language in library.languages(folder.name):
        try:
            found[language] = _fingerprint(library, folder.name, language)
        except InvalidDefinition as error:
            faults.extend(f"wording/{language}.toml: {fault}" for fault in error.faults)
    return faults + list(_broken_locks(folder / LOCK, found))


def _fingerprint(library: Library, key: str, language: str) -> str:
    wording = library.find_wording(key, language)
    return wording.fingerprint if wording else ""


def _broken_locks(path: Path, found: dict[str, str]) -> Iterator[str]:
    faults: list[str] = []
    locked = read_toml(path, faults).content if path.is_file() else {}
    yield from (f"{LOCK}: {fault}" for fault in faults)
    for name, fingerprint in found.items():
        if name not in locked:
            yield f'{LOCK}: {name} is missing; if it is right, add: {name} = "{fingerprint}"'
        elif locked[name] != fingerprint:
            yield f"{LOCK}: {name} has changed since this was taken; it is now {fingerprint}"
    for name in sorted(locked.keys() - found.keys()):
        yield f"{LOCK}: {name} names nothing that can be read here"
