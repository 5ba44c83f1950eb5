"""`flask audit`: whether the trail is whole, and what is in it."""

import pytest
from sqlalchemy import text

from app.security import audit


@pytest.fixture
def run(app, session, by, at):
    """Run `flask audit ...` over a trail of three rows."""
    for number in (1, 2, 3):
        audit(session, "record.viewed", by=by, at=at, detail=f"row {number}")
    session.commit()
    return lambda *words: app.test_cli_runner().invoke(args=["audit", *words])


def test_sec_40_a_whole_trail_is_said_to_be_whole(run):
    result = run("verify")

    assert (result.exit_code, result.output) == (
        0, "The audit trail is whole: 3 rows, each as it was written.\n",
    )  # fmt: skip


def test_sec_40_the_first_bad_row_is_named_and_the_command_fails(run, session):
    session.execute(text("UPDATE audit_event SET detail = 'x' WHERE position >= 2"))
    session.commit()

    result = run("verify")

    assert result.exit_code == 1
    assert "row 2:" in result.output
    assert "was changed, added or moved" in result.output


def test_the_newest_rows_are_shown_the_oldest_of_them_first(run, by):
    lines = run("show", "--last", "2").output.splitlines()

    assert [line.rpartition("  ")[2] for line in lines] == ["row 2", "row 3"]
    assert lines[0].startswith("2026-03-04 10:00:00  record.viewed  user ")
    assert str(by.id) in lines[0]


@pytest.mark.parametrize("last", ["0", "-1", "all"])
def test_a_number_of_rows_that_makes_no_sense_is_refused(run, last):
    result = run("show", "--last", last)

    assert result.exit_code == 2
    assert "Traceback" not in result.output
