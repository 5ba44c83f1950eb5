"""`flask audit`: whether the trail is whole, and what is in it."""

import re

import pytest
from sqlalchemy import text

from app.security import audit
from tests.statements import listening


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


def test_sec_40_nothing_at_all_is_no_whole_trail(app):
    result = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert result.exit_code == 1
    assert "the trail is empty" in result.output


def test_sec_40_heads_that_were_kept_are_compared(run, session, tmp_path):
    kept = tmp_path / "heads"
    kept.write_text(run("heads").output)

    whole = run("verify", "--against", str(kept))
    kept.write_text(re.sub(r" 3 \w+", " 4 " + "f" * 64, kept.read_text()))
    shorter = run("verify", "--against", str(kept))

    assert len(kept.read_text().splitlines()) == 16
    assert (whole.exit_code, shorter.exit_code) == (0, 1)
    assert f"It holds all that {kept} has." in whole.output
    assert "had 4 rows when its head was kept" in shorter.output


@pytest.mark.parametrize("text", ["", "1 2 f\n", "heads\n", "\xff"])
def test_a_file_that_holds_no_heads_proves_nothing(run, tmp_path, text):
    (tmp_path / "heads").write_text(text, "latin-1")

    result = run("verify", "--against", str(tmp_path / "heads"))

    assert result.exit_code == 1
    assert "is not what `flask audit heads` says" in result.output


def test_there_are_no_heads_to_keep_before_there_is_a_trail(app):
    assert app.test_cli_runner().invoke(args=["audit", "heads"]).exit_code == 1


def test_sec_40_a_trail_is_looked_at_as_it_is_at_one_moment(run, app):
    """Others go on writing meanwhile: rows newer than the heads would look like a fault."""
    ways = []

    def look(connection, _statement):
        ways.append(connection.get_execution_options())

    with listening(app.extensions["engine"], look):
        run("verify")

    assert ways
    assert all(w.get("reads_only") or w.get("isolation_level") == "REPEATABLE READ" for w in ways)


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
