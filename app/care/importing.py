"""Clients in a CSV file: every row checked, every fault said in plain words. Changes nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.care.addresses import MOST_LINES, PostalAddress
from app.care.cells import (
    as_address_line,
    as_choice,
    as_date,
    as_email,
    as_language,
    as_name,
    as_phone,
    as_postcode,
    as_text,
    or_else,
    read_cells,
)
from app.care.clients import ContactBy, Gender, person
from app.care.import_file import read_rows
from app.care.nhs_numbers import read_nhs_number

REQUIRED = ("given_name", "family_name", "birth_date", "pathway", "clinician")
ADDRESS_LINES = tuple(f"address_{number}" for number in range(1, MOST_LINES + 1))
OPTIONAL = (
    "nhs_number", "phone", "email", *ADDRESS_LINES, "postcode", "contact_by", "language", "gender",
    "started_on",
)  # fmt: skip

_READERS: dict[str, Callable[[str], Any]] = {
    "nhs_number": or_else("", read_nhs_number),
    "given_name": as_name,
    "family_name": as_name,
    "birth_date": as_date,
    "phone": or_else("", as_phone),
    "email": or_else("", as_email),
    **dict.fromkeys(ADDRESS_LINES, or_else("", as_address_line)),
    "postcode": or_else("", as_postcode),
    "contact_by": or_else(None, as_choice(ContactBy)),
    "language": or_else("en", as_language),
    "gender": or_else(Gender.NOT_KNOWN, as_choice(Gender)),
    "pathway": as_text,
    "clinician": as_text,
    "started_on": or_else(None, as_date),
}


@dataclass(frozen=True)
class Fault:
    """Something wrong in the file: where, and why."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class Colleague:
    """A clinician, as far as a row needs to know."""

    id: UUID
    service_id: UUID
    trust_id: UUID


@dataclass(frozen=True)
class Known:
    """What is in the database already that the rows point at or must not repeat."""

    clinicians: Mapping[str, Colleague]
    pathways: Mapping[tuple[UUID, str], UUID]
    is_taken: Callable[[UUID, str], bool]
    is_there: Callable[[UUID, str, str, date], bool]


@dataclass(frozen=True, kw_only=True)
class NewClient:
    """One good row, ready to be stored."""

    line: int
    nhs_number: str
    given_name: str
    family_name: str
    birth_date: date
    phone: str
    email: str
    address: PostalAddress
    contact_by: ContactBy
    language: str
    gender: Gender
    started_on: date
    pathway_id: UUID
    clinician: Colleague


@dataclass
class Import:
    """What is in a file: the clients of its good rows, and everything that is wrong."""

    clients: list[NewClient] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check_file(data: bytes, known: Known, *, today: date) -> Import:
    """Every client in the file and every fault, in the order of its lines.

    Raises UnreadableFile when it is not a CSV file with the right columns.
    """
    rows, uneven = read_rows(data, required=REQUIRED, optional=OPTIONAL)
    reason = "has more or fewer cells than the first line"
    found = Import(faults=[Fault(line, "row", reason) for line in uneven])
    first_lines: dict[tuple[object, ...], int] = {}
    for row in rows:
        values, faults = read_cells(row.cells, _READERS)
        if not faults:
            faults = [*_misplaced(values, known, today), *_repeated(values, first_lines, row.line)]
        found.faults += [Fault(row.line, column, reason) for column, reason in faults]
        if not faults:
            found.clients.append(_client(row.line, values, known, today))
    found.faults.sort(key=lambda fault: fault.line)
    return found


def _misplaced(values: dict[str, Any], known: Known, today: date) -> Iterator[tuple[str, str]]:
    """What is well written but does not fit the rest."""
    clinician = known.clinicians.get(values["clinician"].casefold())
    if clinician is None:
        yield "clinician", "no clinician of ours signs in with this e-mail address"
    elif (clinician.service_id, values["pathway"].casefold()) not in known.pathways:
        yield "pathway", "the clinician's service has no pathway of this name"
    if clinician:
        yield from _known_already(values, known, clinician.trust_id)
    for column in ("birth_date", "started_on"):
        if values[column] and values[column] > today:
            yield column, "is in the future"
    if values["started_on"] and values["started_on"] < values["birth_date"]:
        yield "started_on", "is before the date of birth"
    yield from _unreachable(values)


def _known_already(
    values: dict[str, Any], known: Known, trust_id: UUID
) -> Iterator[tuple[str, str]]:
    who = (values["given_name"], values["family_name"], values["birth_date"])
    if values["nhs_number"]:
        if known.is_taken(trust_id, values["nhs_number"]):
            yield "nhs_number", "a client with this NHS number is there already"
    elif known.is_there(trust_id, *who):
        yield (
            "family_name",
            "a client with this name and date of birth is there already; "
            "if it is somebody else, give the NHS number",
        )


def _unreachable(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if values["contact_by"] is ContactBy.SMS and not values["phone"]:
        yield "phone", "is needed, because contact_by is sms"
    if values["contact_by"] is ContactBy.EMAIL and not values["email"]:
        yield "email", "is needed, because contact_by is email"
    has_lines = any(values[column] for column in ADDRESS_LINES)
    if has_lines and not values["postcode"]:
        yield "postcode", "is needed with an address"
    if values["postcode"] and not has_lines:
        yield "address_1", "is needed with a postcode"


def _repeated(
    values: dict[str, Any], first_lines: dict[tuple[object, ...], int], line: int
) -> Iterator[tuple[str, str]]:
    """Whether an earlier row is about the same person."""
    number = values["nhs_number"]
    if number and (first := first_lines.setdefault((number,), line)) != line:
        yield "nhs_number", f"the same NHS number as on line {first}"
    who = person(values["given_name"], values["family_name"], values["birth_date"])
    # Two people of one name and one birthday are told apart by their numbers, so both need one.
    without_number = first_lines.get((*who, "without number"))
    first = first_lines.setdefault(who, line)
    if not number:
        first_lines.setdefault((*who, "without number"), line)
    if first != line and (not number or without_number):
        yield (
            "family_name",
            f"the same name and date of birth as on line {without_number or first}; "
            "if it is somebody else, give both NHS numbers",
        )


def _client(line: int, values: dict[str, Any], known: Known, today: date) -> NewClient:
    clinician = known.clinicians[values.pop("clinician").casefold()]
    pathway_id = known.pathways[clinician.service_id, values.pop("pathway").casefold()]
    values["started_on"] = values["started_on"] or today
    values["contact_by"] = values["contact_by"] or _usual_contact(values)
    lines = [values.pop(column) for column in ADDRESS_LINES]
    values["address"] = PostalAddress.typed(lines, values.pop("postcode"))
    return NewClient(line=line, clinician=clinician, pathway_id=pathway_id, **values)


def _usual_contact(values: dict[str, Any]) -> ContactBy:
    if values["phone"]:
        return ContactBy.SMS
    return ContactBy.EMAIL if values["email"] else ContactBy.LETTER
