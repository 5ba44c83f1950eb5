"""An import file: each fault is named by line, field and reason; good rows mean what they say."""

from datetime import date
from uuid import UUID

import pytest

from app.care import (
    MOST_BYTES,
    MOST_ROWS,
    Colleague,
    ContactBy,
    Gender,
    Known,
    PostalAddress,
    UnreadableFile,
    check_file,
)

TODAY = date(2026, 3, 4)
ANNA = Colleague(UUID(int=1), service_id=UUID(int=2), trust_id=UUID(int=3))
TAKEN = "9990548609"
THERE = ("Amir", "Example", date(1991, 5, 17))
KNOWN = Known(
    clinicians={"anna@nhs.example": ANNA},
    pathways={(ANNA.service_id, "cbtp"): UUID(int=4)},
    is_taken=lambda trust_id, number: (trust_id, number) == (ANNA.trust_id, TAKEN),
    is_there=lambda trust_id, *who: (trust_id, *who) == (ANNA.trust_id, *THERE),
)
GOOD = {
    "nhs_number": "943 476 5919",
    "given_name": "Zofia",
    "family_name": "Przykład",
    "birth_date": "1990-05-17",
    "phone": "07700 900123",
    "email": "zofia@example.org",
    "contact_by": "sms",
    "language": "pl",
    "gender": "2",
    "pathway": "CBTp",
    "clinician": "Anna@NHS.example",
    "started_on": "01/02/2026",
}


def file(*rows, columns=tuple(GOOD)):
    """A CSV file of the good row with these changes, once for each."""
    lines = [",".join(columns)]
    for row in rows or [{}]:
        cells = GOOD | row
        lines.append(",".join('"' + cells[name].replace('"', '""') + '"' for name in columns))
    return "\r\n".join(lines).encode()


def check(data):
    return check_file(data, KNOWN, today=TODAY)


def faults(*rows):
    """The faults in a file of the good row with these changes."""
    return [(f.line, f.field, f.reason) for f in check(file(*rows)).faults]


def refusal(data):
    with pytest.raises(UnreadableFile) as refused:
        check(data)
    return str(refused.value)


# ---- what is good


def test_a_good_row_means_what_it_says():
    found = check(file())

    [client] = found.clients
    assert found.faults == []
    assert (client.given_name, client.family_name) == ("Zofia", "Przykład")
    assert (client.nhs_number, client.phone) == ("9434765919", "+447700900123")
    assert (client.birth_date, client.started_on) == (date(1990, 5, 17), date(2026, 2, 1))
    assert (client.contact_by, client.gender) == (ContactBy.SMS, Gender.FEMALE)
    assert (client.language, client.email) == ("pl", "zofia@example.org")
    assert (client.clinician, client.pathway_id) == (ANNA, UUID(int=4))


def test_an_address_is_read_with_its_lines_in_order():
    address = {"address_1": "Flat 2,", "address_2": "", "address_3": "9  High  Street"}
    columns = (*GOOD, *address, "postcode")

    [client] = check(file(address | {"postcode": "qx1 1ab"}, columns=columns)).clients

    assert client.address == PostalAddress(("Flat 2", "9 High Street"), "QX1 1AB")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("1 High Street", ""), ("postcode", "is needed with an address")),
        (("", "QX1 1AB"), ("address_1", "is needed with a postcode")),
        (("1 High Street", "Essex"), ("postcode", "is not a postcode: write it as CM20 1XX")),
        (("x" * 41, "QX1 1AB"), ("address_1", "is longer than 40 characters")),
        (("=1+1", "QX1 1AB"), ("address_1", "starts with =")),
        (("12\u202e34 Street", "QX1 1AB"), ("address_1", "has a hidden mark")),
    ],
)
def test_what_is_wrong_with_an_address_is_said_for_its_cell(cells, fault):
    row = dict(zip(("address_1", "postcode"), cells, strict=True))

    [found] = check(file(row, columns=(*GOOD, *row))).faults

    column, reason = fault
    assert (found.line, found.field) == (2, column)
    assert found.reason.startswith(reason)


def test_only_five_columns_are_needed_and_the_rest_is_as_usual():
    needed = ("given_name", "family_name", "birth_date", "pathway", "clinician")

    [client] = check(file(columns=needed)).clients

    assert (client.nhs_number, client.phone, client.email) == ("", "", "")
    assert (client.contact_by, client.language) == (ContactBy.LETTER, "en")
    assert (client.gender, client.started_on) == (Gender.NOT_KNOWN, TODAY)


@pytest.mark.parametrize(
    ("phone", "email", "contact"),
    [("07700 900123", "", "sms"), ("", "a@example.org", "email"), ("", "", "letter")],
)
def test_who_says_nothing_about_contact_is_reached_by_what_there_is(phone, email, contact):
    [client] = check(file({"phone": phone, "email": email, "contact_by": ""})).clients

    assert client.contact_by.value == contact


@pytest.mark.parametrize(
    "name", ["O’Neill", "Anne-Marie", "ليلى", "\u200fليلى\u200f", "𠮷田", "Žižek", "X Æ A-12", "D'"]
)
def test_names_in_any_writing_are_good(name):
    [client] = check(file({"given_name": name})).clients

    assert client.given_name == name


def test_a_byte_order_mark_any_column_order_capitals_and_empty_lines_do_no_harm():
    columns = list(reversed(GOOD))
    text = file(columns=columns).decode().replace(",".join(columns), ",".join(columns).upper())

    found = check(b"\xef\xbb\xbf" + text.encode() + b"\r\n\r\n,,,,,,,,,,,\r\n")

    assert (len(found.clients), found.faults) == (1, [])


# ---- what is wrong with a cell


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("nhs_number", "9990000010", "last digit"),
        ("nhs_number", "1111111111", "equal digits"),
        ("nhs_number", "٩٤٣٤٧٦٥٩١٩", "only the digits"),
        ("given_name", "", "is empty"),
        ("given_name", "12", "no letters"),
        ("family_name", "N" * 101, "longer than 100"),
        ("birth_date", "", "is empty"),
        ("birth_date", "17.5.1990", "write the date"),
        ("birth_date", "1990-02-30", "no such day"),
        ("birth_date", "31/02/1990", "no such day"),
        ("birth_date", "05/17/1990", "no such day"),
        ("birth_date", "1890-01-01", "before 1900"),
        ("birth_date", "١٩٩٠-٠٥-١٧", "write the date"),
        ("birth_date", "33010", "write the date"),
        ("phone", "call me", "not a phone number"),
        ("phone", "0770", "missing or extra digits"),
        ("phone", "0770090012345678", "not a phone number"),
        ("email", "zofia.example.org", "not an e-mail"),
        ("email", "zofia@", "not an e-mail"),
        ("contact_by", "pigeon", "sms, email, letter, none"),
        ("language", "polski", "not a known code"),
        ("language", "xx", "not a known code"),
        ("gender", "F", "must be one of"),
        ("pathway", "", "is empty"),
        ("pathway", "Reiki", "no pathway of this name"),
        ("clinician", "", "is empty"),
        ("clinician", "nobody@nhs.example", "no clinician of ours"),
        ("started_on", "2026-03-05", "in the future"),
        ("started_on", "1980-01-01", "before the date of birth"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_reason(column, cell, why):
    [(line, field, reason)] = faults({column: cell})

    assert (line, field) == (2, column)
    assert why in reason


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "+cmd|'/c calc'!", "=1+"])
@pytest.mark.parametrize("column", ["given_name", "family_name", "email", "pathway"])
def test_sec_08_a_cell_that_a_spreadsheet_would_run_is_refused(column, start):
    [(_, field, reason)] = faults({column: f"{start}Zofia"})

    assert field == column
    assert "formula" in reason


@pytest.mark.parametrize("phone", ["=07700900123", "-07700900123", "@07700900123", "+cmd"])
def test_sec_08_a_formula_is_refused_as_a_phone_number_too(phone):
    [(_, field, reason)] = faults({"phone": phone})

    assert field == "phone"
    assert "formula" in reason


def test_a_phone_number_may_start_with_plus():
    [client] = check(file({"phone": "+44 (0)7700 900-123"})).clients

    assert client.phone == "+447700900123"


@pytest.mark.parametrize("letter", ["\0", "\t", "\n", "\x1b", "\ue000"])
@pytest.mark.parametrize("column", ["given_name", "email", "pathway", "language"])
def test_characters_that_nobody_types_are_refused(column, letter):
    [(_, field, reason)] = faults({column: f"en{letter}x"})

    assert field == column
    assert "cannot be typed" in reason


@pytest.mark.parametrize("mark", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
@pytest.mark.parametrize("column", ["given_name", "family_name"])
def test_sec_08_a_name_that_turns_the_writing_round_is_refused(column, mark):
    [(_, field, reason)] = faults({column: f"Zof{mark}ia"})

    assert field == column
    assert f"turns the writing round (U+{ord(mark):04X})" in reason


@pytest.mark.parametrize("name", ["ليلى", "\u200fליאור\u200f", "می\u200cنا", "Zofia ليلى"])
def test_names_that_are_read_from_the_right_need_no_such_mark(name):
    assert faults({"given_name": name}) == []


@pytest.mark.parametrize(("contact", "column"), [("sms", "phone"), ("email", "email")])
def test_who_wants_to_be_reached_must_be_reachable(contact, column):
    assert faults({"contact_by": contact, column: ""}) == [
        (2, column, f"is needed, because contact_by is {contact}")
    ]


def test_nobody_is_born_in_the_future():
    tomorrow = {"birth_date": "2026-03-05", "started_on": ""}

    assert faults(tomorrow) == [(2, "birth_date", "is in the future")]


# ---- what is wrong with several cells or rows


def test_every_fault_of_a_row_is_said_at_once():
    found = faults({"nhs_number": "1", "birth_date": "never", "language": "xx", "phone": "x"})

    assert [field for _, field, _ in found] == ["nhs_number", "birth_date", "phone", "language"]


def test_lines_are_counted_as_an_editor_counts_them():
    broken = {"given_name": "Zo\nfia", "nhs_number": ""}
    other = {"nhs_number": "", "given_name": "Adam"}

    found = faults(other, broken, other | {"birth_date": "x"})

    assert [(line, field) for line, field, _ in found] == [(3, "given_name"), (5, "birth_date")]


def test_haz_08_an_nhs_number_that_is_there_already_is_named():
    assert faults({"nhs_number": TAKEN}) == [
        (2, "nhs_number", "a client with this NHS number is there already")
    ]


def test_haz_08_an_nhs_number_twice_in_the_file_is_named_with_the_first_line():
    other = {"given_name": "Adam", "nhs_number": "943-476-5919"}

    assert faults({}, other) == [(3, "nhs_number", "the same NHS number as on line 2")]


def test_the_same_person_twice_without_a_number_is_named():
    again = {"nhs_number": "", "given_name": "ZOFIA"}

    assert faults({"nhs_number": ""}, again) == [
        (
            3,
            "family_name",
            "the same name and date of birth as on line 2; "
            "if it is somebody else, give both NHS numbers",
        )
    ]


@pytest.mark.parametrize(
    "typed",
    [{"given_name": "  ZOFIA "}, {"given_name": "\u200fZofia"}, {"family_name": "Przykl\u0301ad"},
     {"birth_date": "17/05/1990"}],
)  # fmt: skip
def test_a_name_typed_in_another_way_is_the_same_name(typed):
    written = {"nhs_number": "", "family_name": "Przyk\u013aad"}

    [(line, field, _)] = faults(written, written | typed)

    assert (line, field) == (3, "family_name")


def test_two_people_of_one_name_and_birthday_are_told_apart_by_their_numbers():
    with_number = {"nhs_number": "9990548617"}
    without = {"nhs_number": ""}

    assert faults({}, with_number) == []
    assert [line for line, _, _ in faults({}, without)] == [3]
    assert [line for line, _, _ in faults(without, with_number)] == [3]


def test_who_is_there_already_needs_a_number_to_be_somebody_else():
    amir = dict(zip(("given_name", "family_name", "birth_date"), map(str, THERE), strict=True))

    assert faults(amir) == []
    assert faults(amir | {"nhs_number": ""}) == [
        (2, "family_name", "a client with this name and date of birth is there already; "
                           "if it is somebody else, give the NHS number")
    ]  # fmt: skip


def test_two_people_without_a_number_are_two_people():
    assert faults({"nhs_number": ""}, {"nhs_number": "", "given_name": "Adam"}) == []


@pytest.mark.parametrize("row", ["Zofia,Przykład", ",".join(["x"] * 13)])
def test_a_row_with_too_few_or_too_many_cells_is_named(row):
    found = check(file() + b"\r\n" + row.encode())

    assert [(f.line, f.field) for f in found.faults] == [(3, "row")]


# ---- what is wrong with the file


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b",,,"])
def test_an_empty_file_is_explained(data):
    assert refusal(data) == "The file is empty."


def test_a_file_with_nothing_but_columns_is_explained():
    assert "no rows" in refusal(file().splitlines()[0])


def test_missing_unknown_and_repeated_columns_are_all_named():
    said = refusal(b"given_name,surname,birth_date,pathway,clinician,pathway\n")

    assert "missing: family_name." in said
    assert "not known: surname." in said
    assert "twice: pathway." in said


def test_a_file_with_semicolons_is_explained():
    assert "commas" in refusal(file().replace(b",", b";"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_explained(encoding):
    said = refusal(file().decode().encode(encoding))

    assert "UTF-16" in said
    assert "CSV UTF-8" in said


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2"])
def test_a_file_in_an_old_encoding_is_explained_with_the_line(encoding):
    said = refusal(file({"given_name": "Adam", "family_name": "Nowak"}, {}).decode()
                   .encode(encoding))  # fmt: skip

    assert "Line 3" in said
    assert "CSV UTF-8" in said


def test_a_quotation_mark_that_is_not_closed_is_explained():
    said = refusal(file() + b'\r\n"Zofia,x,y')

    assert "Line 3" in said
    assert "quotation mark" in said


def test_a_cell_larger_than_any_cell_is_explained():
    assert "Line 2" in refusal(file({"given_name": "x" * 200_000}))


def test_a_huge_file_is_refused_before_it_is_read():
    assert "5 MB" in refusal(b"x" * (MOST_BYTES + 1))


def test_a_file_with_too_many_rows_is_refused():
    assert "10,000 rows" in refusal(b"\n".join([file().splitlines()[0], *[b"x"] * (MOST_ROWS + 1)]))
