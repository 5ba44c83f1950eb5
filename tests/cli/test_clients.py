"""`flask clients import`: a dry run first, every fault said, all or nothing."""

import pytest
from sqlalchemy import select

from app.care import Client
from app.security import Role

HEAD = "nhs_number,given_name,family_name,birth_date,pathway,clinician"
GOOD = "943 476 5919,Zofia,Przykład,1990-05-17,CBTp,anna@nhs.example"
OTHER = "0762639571,‏ليلى‏,مثال,17/05/1991,CBTp,anna@nhs.example"


@pytest.fixture
def run(app, session, make, tmp_path):
    """Import a file with these lines."""
    service = make.service()
    make.pathway(service, name="CBTp")
    make.clinician(service, make.user(Role.CLINICIAN, email="anna@nhs.example"))
    session.commit()

    def import_lines(*lines, options=(), data=None):
        file = tmp_path / "clients.csv"
        file.write_bytes("\n".join([HEAD, *lines]).encode() if data is None else data)
        return app.test_cli_runner().invoke(args=["clients", "import", str(file), *options])

    return import_lines


def names(session):
    session.expire_all()
    return sorted(client.given_name for client in session.scalars(select(Client)))


def test_without_write_nothing_is_stored(run, session):
    result = run(GOOD, OTHER)

    assert result.exit_code == 0, result.output
    assert result.output == "2 clients can be added. Nothing was stored: say --write.\n"
    assert names(session) == []


def test_with_write_all_are_stored(run, session):
    result = run(GOOD, OTHER, options=["--write"])

    assert (result.exit_code, result.output) == (0, "Added 2 clients.\n")
    assert names(session) == ["Zofia", "‏ليلى‏"]


def test_one_bad_row_and_none_is_stored(run, session):
    result = run(GOOD, "9990000010,Adam,Nowak,never,CBTp,anna@nhs.example", options=["--write"])

    assert result.exit_code == 1
    assert "Line 3, nhs_number: the last digit does not fit the others" in result.output
    assert "Line 3, birth_date: write the date as 1990-05-17 or 17/05/1990" in result.output
    assert "1 line has faults. Nothing was stored." in result.output
    assert names(session) == []


def test_the_same_file_twice_adds_nobody_twice(run, session):
    run(GOOD, options=["--write"])

    result = run(GOOD, options=["--write"])

    assert "a client with this NHS number is there already" in result.output
    assert names(session) == ["Zofia"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (f"{HEAD}\n{GOOD}".encode("utf-16"), "UTF-16"),
        (f"{HEAD}\n{GOOD}".encode("cp1250"), "Line 2 has a letter that is not saved as UTF-8"),
        (b"name\nZofia", "These columns are missing"),
        (b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_without_a_traceback(run, session, data, said):
    result = run(data=data, options=["--write"])

    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was stored." in result.output
    assert "Traceback" not in result.output


def test_help_names_every_column(app):
    from app.care.importing import OPTIONAL, REQUIRED

    said = app.test_cli_runner().invoke(args=["clients", "import", "--help"]).output

    for column in (*REQUIRED, *OPTIONAL):
        assert f"\n    {column} " in said


def test_sec_42_an_address_is_stored_so_that_only_heard_can_read_it(run, session):
    head = f"{HEAD},address_1,address_2,postcode"
    row = f"{GOOD},Canary Cottage,Little Wimbourne,QX1 1AB"

    run(data="\n".join([head, row]).encode(), options=["--write"])

    [client] = session.scalars(select(Client))
    assert client.postal_address.lines == ("Canary Cottage", "Little Wimbourne")
    assert client.postal_address.postcode == "QX1 1AB"
    assert "Canary" not in client.address_sealed


def test_an_address_that_cannot_be_used_is_told_in_the_dry_run(run, session):
    rows = [f"{HEAD},address_1,postcode", f"{GOOD},1 High Street,nowhere"]

    result = run(data="\n".join(rows).encode())

    assert result.exit_code == 1
    assert "Line 2, postcode: is not a postcode: write it as CM20 1XX" in result.output
