"""`flask appointments import`: a dry run first, every fault said, all or nothing."""

import json

import pytest
from sqlalchemy import select

from app.care import Appointment

HEAD = "nhs_number,starts_at,status,identifier"
GOOD = "943 476 5919,2026-03-09 14:30,booked,A"


@pytest.fixture
def run(app, session, make, tmp_path):
    """Import a file with these lines."""
    client = make.client(nhs_number="9434765919")
    make.episode(client)

    def import_lines(*lines, options=(), text=None):
        file = tmp_path / "appointments"
        file.write_text("\n".join([HEAD, *lines]) if text is None else text)
        session.commit()
        words = ["appointments", "import", str(file), *options]
        return app.test_cli_runner().invoke(args=words)

    return import_lines


def stored(session):
    session.expire_all()
    return len(session.scalars(select(Appointment)).all())


def test_without_write_nothing_is_stored(run, session):
    result = run(GOOD)

    said = "To add: 1, changed: 0, as they were: 0. Nothing was stored: say --write.\n"
    assert (result.exit_code, result.output) == (0, said)
    assert stored(session) == 0


def test_with_write_it_is_stored_and_once_only(run, session):
    first = run(GOOD, options=["--write"])
    second = run(GOOD, options=["--write"])

    assert first.output == "Added: 1, changed: 0, as they were: 0.\n"
    assert second.output == "Added: 0, changed: 0, as they were: 1.\n"
    assert stored(session) == 1


def test_one_bad_row_and_none_is_stored(run, session):
    result = run(GOOD, "9990548609,never,came,B", options=["--write"])

    assert result.exit_code == 1
    assert "Line 3, starts_at: write the time as 2026-03-12 14:30" in result.output
    assert "Line 3, status: must be one of" in result.output
    assert "1 line has faults. Nothing was stored." in result.output
    assert stored(session) == 0


def test_a_bundle_says_which_resource_and_what_was_passed_over(run, session):
    who = {"identifier": {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}}
    one = {
        "resourceType": "Appointment", "id": "1", "status": "booked",
        "start": "2026-03-09T14:30:00Z", "participant": [{"actor": who}],
    }  # fmt: skip

    def bundle(*changes):
        entries = [{"resource": one | change} for change in changes]
        return json.dumps({"resourceType": "Bundle", "entry": entries})

    bad = run(text=bundle({}, {"id": "2", "start": "soon"}), options=["--write"])
    good = run(text=bundle({}, {"id": "2", "status": "pending"}), options=["--write"])

    assert "Resource 2, start: must be a moment with its zone" in bad.output
    assert "1 resource has faults. Nothing was stored." in bad.output
    assert good.output == (
        "Added: 1, changed: 0, as they were: 0, passed over because nobody has agreed to them: 1.\n"
    )
    assert stored(session) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty."),
        ("name\nZofia", "These columns are missing: starts_at."),
        ("{", "cannot be read as JSON"),
        ("x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_without_a_traceback(run, session, text, said):
    result = run(text=text, options=["--write"])

    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was stored." in result.output
    assert "Traceback" not in result.output


def test_a_trust_that_is_not_there_is_said(run):
    result = run(GOOD, options=["--trust", "Nowhere"])

    assert (result.exit_code, "no trust of this name" in result.output) == (1, True)


def test_help_names_every_column(app):
    from app.care.appointment_files import OPTIONAL, REQUIRED

    said = app.test_cli_runner().invoke(args=["appointments", "import", "--help"]).output

    for column in (*REQUIRED, *OPTIONAL):
        assert f"\n    {column} " in said
