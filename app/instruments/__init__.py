"""Validated measures: what they ask, how they are scored, and what a change in them means.

    phq9 = get_instrument("phq9")
    sheet = score(phq9, phq9.responses({"q1": 2, "q9": 1}))
    wording = find_wording("phq9", "pl")

Nothing here knows a web page, a database or a service: whether a service may use a wording is
recorded elsewhere, against the wording's fingerprint.
"""

from app.instruments.checking import faults_in, left_out
from app.instruments.errors import (
    InstrumentError,
    InvalidDefinition,
    InvalidResponses,
    OutOfRange,
    UnknownInstrument,
    UnknownItem,
    WrongLength,
)
from app.instruments.instrument import (
    Band,
    Better,
    Caseness,
    ClinicalReading,
    Derived,
    GroupCutoffs,
    Instrument,
    Item,
    Licence,
    ReliableChange,
    Responses,
    RiskItem,
    RiskKind,
    Score,
    YesNo,
)
from app.instruments.library import Library
from app.instruments.progress import (
    Change,
    TalkingTherapiesOutcome,
    UnlikeMeasures,
    change,
    clinically_significant,
    talking_therapies_outcome,
)
from app.instruments.rounding import round_half_up
from app.instruments.scoring import Finding, RiskFlag, Scores, ScoreSheet, score
from app.instruments.wording import Direction, Provenance, Wording

__all__ = [
    "Band",
    "Better",
    "Caseness",
    "Change",
    "ClinicalReading",
    "Derived",
    "Direction",
    "Finding",
    "GroupCutoffs",
    "Instrument",
    "InstrumentError",
    "InvalidDefinition",
    "InvalidResponses",
    "Item",
    "Library",
    "Licence",
    "OutOfRange",
    "Provenance",
    "ReliableChange",
    "Responses",
    "RiskFlag",
    "RiskItem",
    "RiskKind",
    "Score",
    "ScoreSheet",
    "Scores",
    "TalkingTherapiesOutcome",
    "UnknownInstrument",
    "UnknownItem",
    "UnlikeMeasures",
    "Wording",
    "WrongLength",
    "YesNo",
    "change",
    "clinically_significant",
    "faults_in",
    "find_wording",
    "get_instrument",
    "keys",
    "left_out",
    "round_half_up",
    "score",
    "talking_therapies_outcome",
    "wordings",
]

_packaged = Library()
keys = _packaged.list_keys
get_instrument = _packaged.get
find_wording = _packaged.find_wording
wordings = _packaged.wordings
