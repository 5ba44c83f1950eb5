"""What a file of appointments says: CSV and FHIR, good and bad."""

import json
from datetime import UTC, datetime

import pytest

from app.care import AppointmentStatus, CancelledBy, Outcome, UnreadableFile, read_appointments

# ---- CSV


HEAD = "nhs_number,pathway,starts_at,status,cancelled_by,identifier"


def lines(*rows, head=HEAD):
    return read_appointments("\n".join([head, *rows]).encode())


def faults(found):
    return [(fault.line, fault.field, fault.reason) for fault in found.faults]


def test_a_row_means_what_it_says():
    [row] = lines("943 476 5919,CBTp,26/10/2026 14:30,cancelled,client,A-1").rows

    assert (row.line, row.nhs_number, row.courses, row.identifier) == (
        2, "9434765919", ("CBTp",), "A-1",
    )  # fmt: skip
    assert row.starts_at == datetime(2026, 10, 26, 14, 30, tzinfo=UTC)
    assert row.outcome is Outcome.CANCELLED_BY_CLIENT


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-07-01 14:30", 13),
        ("2026-07-01T14:30", 13),
        ("01/07/2026 14:30", 13),
        ("2026-07-01T14:30:00Z", 14),
        ("2026-07-01T14:30:59.123+01:00", 13),
        ("2026-07-01T14:30-0500", 19),
    ],
)
def test_rel_11_a_time_is_local_unless_it_has_a_zone(text, hour):
    [row] = lines(f"9434765919,,{text},,,").rows

    assert (row.starts_at.hour, row.starts_at.minute, row.starts_at.microsecond) == (hour, 30, 0)
    assert row.outcome is Outcome.BOOKED


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",,2026-03-12 14:30,,,", ("nhs_number", "is needed, unless client is given")),
        ("9434765919,,,,,", ("starts_at", "is empty")),
        ("9434765919,,tomorrow,,,", ("starts_at", "write the time as 2026-03-12 14:30")),
        ("9434765919,,2026-02-30 14:30,,,", ("starts_at", "there is no such day in the calendar")),
        ("9434765919,,2026-03-12 25:30,,,", ("starts_at", "there is no such time")),
        ("9434765919,,2026-03-29 01:30,,,",
         ("starts_at", "the clocks go forward that night: there is no such time")),
        ("9434765919,,9999-12-31T23:59-05:00,,,", ("starts_at", "there is no such time")),
        ("9434765919,,2026-03-12T14:30+99:00,,,", ("starts_at", "there is no such time")),
        ("9434765918,,2026-03-12 14:30,,,",
         ("nhs_number", "the last digit does not fit the others: look for a typing mistake")),
        ("9434765919,,2026-03-12 14:30,came,,",
         ("status", "must be one of: booked, attended, missed, cancelled")),
        ("9434765919,,2026-03-12 14:30,missed,client,",
         ("cancelled_by", "is given, but status is missed")),
        ("9434765919,,2026-03-12 14:30,cancelled,nobody,",
         ("cancelled_by", "must be one of: client, service")),
        ("9434765919,,2026-03-12 14:30,,,=1+1",
         ("identifier", "starts with =, so a spreadsheet would run it as a formula")),
        ("9434765919,,2026-03-12 14:30,,", ("row", "has more or fewer cells than the first line")),
    ],
)  # fmt: skip
def test_every_bad_cell_is_named_with_its_reason(row, expected):
    found = lines(row)

    assert faults(found) == [(2, *expected)]
    assert found.rows == []


def test_without_an_nhs_number_a_client_is_named_by_their_page():
    good, bad = "5ca1ab1e-0000-4000-8000-000000000001", "Zofia"

    found = lines(f"{good},2026-03-12 14:30", f"{bad},2026-03-12 14:30", head="client,starts_at")

    assert [str(row.client_id) for row in found.rows] == [good]
    assert faults(found)[0][:2] == (3, "client")


# ---- FHIR


def fhir(**changes):
    """One Appointment as another system sends it. None leaves an element out."""
    whole = {
        "resourceType": "Appointment",
        "id": "a1",
        "identifier": [{"system": "https://pas.example", "value": "77"}],
        "status": "booked",
        "start": "2026-07-01T14:30:00+01:00",
        "participant": [
            {"actor": {"reference": "Practitioner/7"}, "status": "accepted"},
            patient("9434765919"),
        ],
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def patient(number, system="https://fhir.nhs.uk/Id/nhs-number"):
    return {"actor": {"identifier": {"system": system, "value": number}}, "status": "accepted"}


def read(*resources):
    """A file with these: one alone, or one a line."""
    return read_appointments("\n".join(json.dumps(r) for r in resources).encode())


def bundle(*resources):
    return {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}


def test_a_fhir_appointment_means_what_it_says():
    found = read(fhir())

    [row] = found.rows
    assert (found.unit, row.line, row.nhs_number, row.identifier) == (
        "Resource", 1, "9434765919", "https://pas.example|77",
    )  # fmt: skip
    assert row.starts_at == datetime(2026, 7, 1, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("booked", Outcome.BOOKED),
        ("arrived", Outcome.ATTENDED),
        ("checked-in", Outcome.ATTENDED),
        ("fulfilled", Outcome.ATTENDED),
        ("noshow", Outcome.MISSED),
        ("cancelled", Outcome.CANCELLED),
    ],
)
def test_each_status_of_fhir_has_a_meaning(status, outcome):
    [row] = read(fhir(status=status)).rows

    assert row.outcome is outcome
    assert not row.is_withdrawn


@pytest.mark.parametrize(
    ("code", "by"), [("pat-cpp", CancelledBy.CLIENT), ("prov", CancelledBy.SERVICE), ("oth", None)]
)
def test_the_reason_says_who_cancelled(code, by):
    reason = {"coding": [{"code": code}]}

    [row] = read(fhir(status="cancelled", cancelationReason=reason)).rows

    assert (row.outcome.status, row.outcome.cancelled_by) == (AppointmentStatus.CANCELLED, by)


@pytest.mark.parametrize("status", ["proposed", "pending", "waitlist"])
def test_what_nobody_has_agreed_to_is_passed_over(status):
    found = read(fhir(status=status, start=None))

    assert (found.rows, found.faults, found.passed_over) == ([], [], 1)


def test_a_bundle_and_ndjson_number_what_is_in_them():
    somebody = {"resourceType": "Patient", "id": "p"}
    whole = read(bundle(somebody, fhir(), fhir(id="a2", identifier=None)))
    line_by_line = read(fhir(), somebody, fhir(id="a2", identifier=None))

    assert [(row.line, row.identifier) for row in whole.rows] == [
        (2, "https://pas.example|77"), (3, "Appointment/a2"),
    ]  # fmt: skip
    assert (line_by_line.unit, [row.line for row in line_by_line.rows]) == ("Line", [1, 3])


@pytest.mark.parametrize("place", ["contained", "by id", "by address"])
def test_a_patient_may_stand_elsewhere_in_the_file(place):
    somebody = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}],
    }
    references = {"contained": "#p", "by id": "Patient/p", "by address": "urn:uuid:1"}
    mine = fhir(participant=[{"actor": {"reference": references[place]}}])
    if place == "contained":
        mine["contained"] = [somebody]
    whole = bundle(mine, somebody)
    whole["entry"][1]["fullUrl"] = "urn:uuid:1"

    [row] = read(mine if place == "contained" else whole).rows

    assert row.nhs_number == "9434765919"


@pytest.mark.parametrize(
    ("changes", "element"),
    [
        ({"status": "done"}, "status"),
        ({"status": None}, "status"),
        ({"start": None}, "start"),
        ({"start": "2026-07-01"}, "start"),
        ({"start": "2026-07-01T14:30:00"}, "start"),
        ({"start": "2026-07-01T25:30:00Z"}, "start"),
        ({"start": "9999-12-31T23:59:00-05:00"}, "start"),
        ({"start": 7}, "start"),
        ({"participant": None}, "participant"),
        ({"participant": "me"}, "participant"),
        ({"participant": [patient("9434765919", "https://other.example")]}, "participant"),
        ({"participant": [patient("9434765918")]}, "participant"),
        ({"participant": [patient("9434765919"), patient("9990548609")]}, "participant"),
        ({"identifier": None, "id": None}, "identifier"),
        ({"identifier": [{"value": "a\nb"}]}, "identifier"),
    ],
)
def test_every_bad_resource_is_named_with_its_element(changes, element):
    found = read(bundle(fhir(), fhir(**changes)))

    assert [(fault.line, fault.field) for fault in found.faults] == [(2, element)]
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[1]",
        b'{"resourceType": "Patient"}',
        b'{"resourceType": "Bundle"}',
        b'{"resourceType": "Bundle", "entry": [5, {"resource": null}]}',
        b"{" * 100_000,
        b'{"a": ' * 100_000,
        b'{"resourceType": "Appointment", "status": "\xff"}',
        b'{"x": ' + b"9" * 5000 + b"}",
        b"[" + b" " * 5_000_001,
    ],
)
def test_what_is_no_fhir_is_refused_as_a_whole(data):
    with pytest.raises(UnreadableFile):
        read_appointments(data)


def test_a_bad_line_of_ndjson_is_named_and_the_others_are_read():
    data = "\n".join([json.dumps(fhir()), '{"resourceType": ', "", json.dumps(fhir(id="2"))])

    found = read_appointments(data.encode())

    assert [row.line for row in found.rows] == [1, 4]
    assert [(fault.line, fault.field) for fault in found.faults] == [(2, "resource")]
