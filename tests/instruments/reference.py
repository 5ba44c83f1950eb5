"""The published examples and wording that the measures are tested against."""

import hashlib
import json
import re
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.instruments import ScoreSheet, round_half_up

DATA = Path(__file__).parent / "data"
QUOTES = {ord(mark): "'" for mark in "‘’‚‛′"} | {ord(mark): '"' for mark in "“”„‟″"}


def load(name: str) -> Any:
    """One file of the reference data."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def fingerprint(text: str) -> str:
    """The published fingerprint of a wording: letters matter, quotation marks and case do not."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(QUOTES)
    text = " ".join(text.split())
    text = re.sub(r"^(?:\.{2,}\s*)+", "", text)
    text = re.sub(r"[\s.,;:!?]+$", "", text)
    return hashlib.sha256(text.encode()).hexdigest()


def as_published(sheet: ScoreSheet) -> dict[str, Any]:
    """A score sheet in the shape of the published examples."""
    return {
        "n_missing": sheet.n_missing,
        "complete": sheet.complete,
        "prorated": sheet.prorated,
        "scores": {name: four_decimals(value) for name, value in sheet.scores.items()},
        "band": sheet.band,
        "caseness": sheet.caseness,
        "derived": dict(sheet.derived),
        "risk_flags": [
            {"item": flag.item, "kind": flag.kind, "response": flag.response}
            for flag in sheet.risk_flags
        ],
        "risk_unanswered": list(sheet.risk_unanswered),
    }


def four_decimals(value: Fraction | None) -> float | None:
    """A score as the examples print it."""
    return None if value is None else float(round_half_up(value, 4))
