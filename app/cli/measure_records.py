"""Scores and changes as JSON records: what goes in, what comes out, and what is refused."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.instruments import (
    Instrument,
    InvalidResponses,
    Library,
    OutOfRange,
    ScoreSheet,
    UnknownInstrument,
    change,
    round_half_up,
    score,
    talking_therapies_outcome,
)

Record = dict[str, Any]
RULES = ("nhs_talking_therapies", "single_measure")


class BadShape(ValueError):
    """Input that is not the JSON array it should be; the message is one line for a person."""


def read_records(raw: bytes) -> list[Record]:
    """The objects of a JSON array, each with an id. Decimals stay exact."""
    try:
        records = json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadShape(f"This is not JSON: {error}") from error
    if not isinstance(records, list):
        raise BadShape("This is not a JSON array of objects.")
    for place, record in enumerate(records, start=1):
        if not isinstance(record, dict) or not isinstance(record.get("id"), str | int):
            raise BadShape(f"Entry {place} is not an object with an 'id'.")
    return records


def scored(records: Iterable[Record], library: Library) -> Iterator[Record]:
    """What the published rules say about each form, in the order given."""
    return (_answered(record, _score, library) for record in records)


def changed(records: Iterable[Record], library: Library) -> Iterator[Record]:
    """What the published rules say about each pair of scores, in the order given."""
    return (_answered(record, _change, library) for record in records)


def _answered(
    record: Record, answer: Callable[[Record, Library], Record], library: Library
) -> Record:
    try:
        return {"id": record["id"], **answer(record, library)}
    except InvalidResponses as error:
        return {"id": record["id"], "error": error.code}
    except UnknownInstrument:
        return {"id": record["id"], "error": "unknown_measure"}


def _score(record: Record, library: Library) -> Record:
    instrument = library.get(_field(record, "measure", str))
    return _sheet(score(instrument, _field(record, "responses", list)))


def _sheet(sheet: ScoreSheet) -> Record:
    return {
        "n_missing": sheet.n_missing,
        "complete": sheet.complete,
        "prorated": sheet.prorated,
        "scores": {name: _number(value) for name, value in sheet.scores.items()},
        "band": sheet.band,
        "caseness": sheet.caseness,
        "derived": sheet.derived,
        "risk_flags": [
            {"item": flag.item, "kind": flag.kind, "response": flag.response}
            for flag in sheet.risk_flags
        ],
        "risk_unanswered": list(sheet.risk_unanswered),
    }


def _number(value: Fraction | None) -> int | float | None:
    """A score as JSON has it: whole, or with four decimals rounded half up."""
    if value is None or value.denominator == 1:
        return None if value is None else value.numerator
    return float(round_half_up(value, 4))


def _change(record: Record, library: Library) -> Record:
    rule = _field(record, "rule", str)
    if rule == "single_measure":
        return _single_change(record, library)
    if rule == "nhs_talking_therapies":
        first, last = (_totals(record, end, library) for end in ("pre", "post"))
        return asdict(talking_therapies_outcome(first, last))
    raise BadShape(f"Entry {record['id']!r}: 'rule' must be one of {', '.join(RULES)}.")


def _single_change(record: Record, library: Library) -> Record:
    instrument = library.get(_field(record, "measure", str))
    first, last = (_exact(instrument, _field(record, end, object)) for end in ("pre", "post"))
    return {"reliable_change": change(instrument, first, last)}


def _totals(record: Record, end: str, library: Library) -> Mapping[Instrument, Fraction]:
    """The headline scores at one end; one that is void is left out, so the ends are unlike."""
    instruments = {library.get(key): value for key, value in _field(record, end, dict).items()}
    exact = {instrument: _exact(instrument, value) for instrument, value in instruments.items()}
    return {instrument: value for instrument, value in exact.items() if value is not None}


def _exact(instrument: Instrument, value: object) -> Fraction | None:
    """The headline score as a fraction. Compared first: a huge exponent never becomes digits."""
    if value is None:
        return None
    headline = instrument.get_score(instrument.headline)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise OutOfRange(f"{instrument.short_name} has no score {value!r}")
    if not headline.lowest <= value <= headline.highest:
        raise OutOfRange(f"{instrument.short_name} has no score {value}")
    return Fraction(value)


def _field(record: Record, name: str, kind: type) -> Any:
    if name not in record:
        raise BadShape(f"Entry {record['id']!r} has no {name!r}.")
    if not isinstance(record[name], kind):
        raise BadShape(f"Entry {record['id']!r}: {name!r} is of the wrong kind.")
    return record[name]


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")
