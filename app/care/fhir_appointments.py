"""FHIR R4 Appointments: one resource, a Bundle, or one resource a line (NDJSON).

http://hl7.org/fhir/R4/appointment.html. Read with care, as other systems write what they like: a
part of the wrong kind is the same as one that is not there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.care.appointment_rows import AppointmentFile, AppointmentRow, as_moment
from app.care.appointments import Outcome
from app.care.cells import BadCell, refuse_dangerous
from app.care.import_file import MOST_BYTES, UnreadableFile
from app.care.importing import Fault
from app.care.nhs_numbers import read_nhs_number

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
# An instant has seconds and a zone.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_FIELDS = {
    "client": "participant", "course": "serviceType", "starts_at": "start", "outcome": "status",
}  # fmt: skip
_OUTCOMES = {
    "booked": Outcome.BOOKED,
    # Who has arrived has come.
    "arrived": Outcome.ATTENDED,
    "checked-in": Outcome.ATTENDED,
    "fulfilled": Outcome.ATTENDED,
    "noshow": Outcome.MISSED,
    "cancelled": Outcome.CANCELLED,
    "entered-in-error": Outcome.CANCELLED_BY_SERVICE,
}
# Nobody has agreed to these yet.
_NOT_AGREED = frozenset({"proposed", "pending", "waitlist"})
_WITHDRAWN = "entered-in-error"

Json = dict[str, Any]
Numbered = tuple[int, Any]


@dataclass(frozen=True)
class _Whole:
    """The resources of a file with their numbers, and the patients that references can mean."""

    unit: str
    resources: list[Numbered]
    patients: dict[str, Json]


class _Refused(ValueError):
    """What cannot be used, and why."""

    def __init__(self, element: str, reason: str) -> None:
        super().__init__(reason)
        self.element = element


def looks_like_json(data: bytes) -> bool:
    """Whether this is no CSV file."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_fhir(data: bytes) -> AppointmentFile:
    """The Appointments of the file; those that nobody has agreed to yet are passed over.

    Raises UnreadableFile.
    """
    whole = _whole(_text(data))
    found = AppointmentFile(whole.unit, _FIELDS)
    for number, resource in whole.resources:
        if isinstance(resource, str):
            found.faults.append(Fault(number, "resource", resource))
        elif _text_in(resource, "resourceType") == "Appointment":
            _take(found, number, resource, whole.patients)
    if not found.rows and not found.faults and not found.passed_over:
        raise UnreadableFile("There is no Appointment in the file.")
    return found


def _take(found: AppointmentFile, number: int, resource: Json, patients: dict[str, Json]) -> None:
    if _text_in(resource, "status") in _NOT_AGREED:
        found.passed_over += 1
        return
    try:
        found.rows.append(_row(number, resource, patients))
    except _Refused as refused:
        found.faults.append(Fault(number, refused.element, str(refused)))


def _row(number: int, resource: Json, patients: dict[str, Json]) -> AppointmentRow:
    status = _text_in(resource, "status")
    if status not in _OUTCOMES:
        raise _Refused("status", f"must be one of: {', '.join([*_OUTCOMES, *sorted(_NOT_AGREED)])}")
    outcome = _OUTCOMES[status]
    return AppointmentRow(
        line=number,
        starts_at=_start(resource),
        outcome=_cancelled(resource) if outcome is Outcome.CANCELLED else outcome,
        nhs_number=_nhs_number(resource, patients),
        courses=tuple(_services(resource)),
        is_strict=False,
        identifier=_identifier(resource),
        is_withdrawn=status == _WITHDRAWN,
    )


# ---- The file


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(f"Line {line} has a letter that is not saved as UTF-8.") from error


def _whole(text: str) -> _Whole:
    try:
        content = _loaded(text)
    except ValueError as error:
        # Not by other ends of lines: a text inside may hold them.
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines):
            raise UnreadableFile(f"The file cannot be read as JSON: {error}.") from error
    else:
        return _bundle(content)
    resources = [(n, _line(line)) for n, line in lines]
    return _Whole("Line", resources, _patients(resource for _, resource in resources))


def _bundle(content: Any) -> _Whole:
    kind = _text_in(content, "resourceType")
    if kind == "Appointment":
        return _Whole("Resource", [(1, content)], {})
    if kind != "Bundle":
        raise UnreadableFile("The file is neither an Appointment nor a Bundle of them.")
    entries = _dicts_in(content, "entry")
    patients = _patients(entry.get("resource") for entry in entries)
    for entry in entries:
        if _is_patient(entry.get("resource")):
            patients[_text_in(entry, "fullUrl")] = entry["resource"]
    numbered = [(n, entry.get("resource")) for n, entry in enumerate(entries, 1)]
    return _Whole("Resource", numbered, patients)


def _line(text: str) -> Any:
    """The resource on this line, or why there is none."""
    try:
        return _loaded(text)
    except ValueError as error:
        return f"cannot be read as JSON: {error}"


def _loaded(text: str) -> Any:
    """Raises ValueError."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} in line {error.lineno}") from error
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _patients(resources: Iterator[Any]) -> dict[str, Json]:
    return {f"Patient/{_text_in(r, 'id')}": r for r in resources if _is_patient(r)}


def _is_patient(resource: Any) -> bool:
    return _text_in(resource, "resourceType") == "Patient"


# ---- One Appointment


def _start(resource: Json) -> datetime:
    text = _text_in(resource, "start")
    if not _INSTANT.fullmatch(text):
        raise _Refused("start", "must be a moment with its zone, such as 2026-03-12T14:30:00Z")
    try:
        return as_moment(text)
    except BadCell as error:
        raise _Refused("start", str(error)) from error


def _cancelled(resource: Json) -> Outcome:
    """By whom, as far as HL7's codes for the reason say it."""
    codes = [_text_in(c, "code") for c in _dicts_in(resource.get("cancelationReason"), "coding")]
    if any(code == "pat" or code.startswith("pat-") for code in codes):
        return Outcome.CANCELLED_BY_CLIENT
    if any(code == "prov" or code.startswith("prov-") for code in codes):
        return Outcome.CANCELLED_BY_SERVICE
    return Outcome.CANCELLED


def _nhs_number(resource: Json, patients: dict[str, Json]) -> str:
    local = {f"#{_text_in(p, 'id')}": p for p in _dicts_in(resource, "contained") if _is_patient(p)}
    numbers = set()
    for participant in _dicts_in(resource, "participant"):
        actor = participant.get("actor")
        numbers |= set(_numbers([actor.get("identifier")] if isinstance(actor, dict) else []))
        patient = (patients | local).get(_text_in(actor, "reference"), {})
        numbers |= set(_numbers(_dicts_in(patient, "identifier")))
    if len(numbers) != 1:
        reason = "has more than one patient: send one Appointment for each"
        raise _Refused("participant", reason if numbers else f"has no patient with a {NHS_NUMBER}")
    try:
        return read_nhs_number(numbers.pop())
    except ValueError as error:
        raise _Refused("participant", str(error)) from error


def _numbers(identifiers: list[Any]) -> Iterator[str]:
    for identifier in identifiers:
        if _text_in(identifier, "system") == NHS_NUMBER and _text_in(identifier, "value"):
            yield _text_in(identifier, "value")


def _services(resource: Json) -> Iterator[str]:
    """What it calls the service, in the hope that it is the name of the pathway."""
    for concept in _dicts_in(resource, "serviceType"):
        names = [_text_in(concept, "text")]
        names += [_text_in(coding, "display") for coding in _dicts_in(concept, "coding")]
        yield from filter(None, names)


def _identifier(resource: Json) -> str:
    """Its name in the other system, by which the same one is known the next time."""
    for one in _dicts_in(resource, "identifier"):
        if value := _text_in(one, "value"):
            return _harmless("identifier", f"{_text_in(one, 'system')}|{value}")
    if value := _text_in(resource, "id"):
        return _harmless("id", f"Appointment/{value}")
    raise _Refused("identifier", "is needed, or an id: without it the next file would add it again")


def _harmless(element: str, text: str) -> str:
    try:
        refuse_dangerous(text)
    except BadCell as error:
        raise _Refused(element, str(error)) from error
    return text


def _text_in(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found.strip() if isinstance(found, str) else ""


def _dicts_in(value: Any, name: str) -> list[Json]:
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
