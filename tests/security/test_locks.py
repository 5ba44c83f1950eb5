"""The second lock: what is final cannot be changed by hand either, while its triggers are on."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.actions import Misfiling, move_answers, undo_move
from app.codesign import FormWording, VersionState
from app.db import session_factory
from app.responses import Submission
from app.scheduling import Assignment, MoveReason
from app.security import audit, verify
from tests.databases import Database, new_database
from tests.factory import Make

REFUSED = [
    "UPDATE audit_event SET detail = 'x'",
    "DELETE FROM audit_event",
    "DELETE FROM audit_chain",
    "UPDATE audit_chain SET length = 0",
    "UPDATE audit_chain SET length = length + 2",
    "UPDATE audit_chain SET head = 'x'",
    "UPDATE audit_chain SET number = number + 16, length = length + 1",
    "UPDATE submission SET n_missing = 0",
    "UPDATE submission SET client_id = NULL, episode_id = NULL",
    "UPDATE submission SET client_id = (SELECT id FROM client WHERE id <> client_id LIMIT 1)",
    "DELETE FROM submission",
    "UPDATE score SET value = 0",
    "DELETE FROM score",
    "UPDATE alert_answer SET value = 0",
    "DELETE FROM alert_answer",
    "UPDATE alert_step SET kind = 'closed'",
    "DELETE FROM alert_step",
    "UPDATE form_wording SET language = 'pl'",
    "DELETE FROM form_wording",
    "UPDATE form_version SET reason = 'x'",
    "UPDATE form_version SET state = 'draft', released_at = NULL",
    "UPDATE form_version SET state = 'retired', version = 7",
    "DELETE FROM form_version",
    "UPDATE answers_move SET why = 'forwarded'",
    "UPDATE answers_move SET undone_at = NULL, undone_by = NULL",
    "DELETE FROM answers_move",
]


@pytest.fixture(scope="module")
def locked(database: Database) -> Iterator[Database]:
    """A database as a service has it, with a submission and some rows of the trail."""
    kind = "pg" if database.engine.dialect.name == "postgresql" else "sqlite"
    made = new_database(kind, f"locked_{os.getpid()}", locked=True)
    yield made
    made.drop()


@pytest.fixture
def records(locked: Database, engine: Any, by: Any, at: Any) -> Iterator[Any]:
    """A session where there are final records, stored as the portal stores them."""
    with session_factory(locked.engine)() as session:
        if not session.scalars(select(Submission)).all():
            make = Make(session, at)
            submission, _alert = make.submission(), make.alert()
            version = make.form_version(state=VersionState.LIVE)
            session.add(FormWording(version_id=version.id, language="ar", texts={}, released_at=at))
            _move(make)
            for _ in range(2):
                audit(session, "response.submitted", subject=submission, by=by, at=at)
            session.commit()
        assert verify(session) is None
        yield session


def _move(make: Make) -> None:
    """Answers that were moved, and moved back."""
    therapist = make.clinician()
    wrong, right = make.episode(clinician=therapist), make.episode(clinician=therapist)
    sent = make.submission(check_in=make.check_in(episode=wrong))
    check_in = make.session.get_one(Assignment, sent.assignment_id).check_in
    misfiling = Misfiling(check_in.id, wrong.client_id, right.client_id, MoveReason.OTHER)
    move = move_answers(make.session, misfiling, clinician=therapist, at=make.at)
    undo_move(make.session, move, clinician=therapist, at=make.at)


@pytest.mark.parametrize("change", REFUSED)
def test_sec_40_what_is_final_cannot_be_changed_by_hand(records, change):
    with pytest.raises(DBAPIError, match=r"is final|only grows"):
        records.execute(text(change))


def test_a_draft_can_be_changed_and_what_is_live_can_retire(records, at):
    draft = Make(records, at).form_version()

    for change in (
        "UPDATE form_version SET reason = 'x' WHERE state = 'draft'",
        f"DELETE FROM form_version WHERE version = {draft.version} AND state = 'draft'",
        "UPDATE form_version SET state = 'retired', retired_at = made_at WHERE state = 'live'",
    ):
        records.execute(text(change))
    records.rollback()


@pytest.mark.parametrize(
    "table",
    [
        "audit_event",
        "audit_chain",
        "submission",
        "score",
        "alert_answer",
        "alert_step",
        "form_wording",
        "form_version",
        "answers_move",
    ],
)
def test_sec_40_what_is_final_cannot_be_swept_away(records, table):
    if records.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")

    with pytest.raises(DBAPIError, match="is final"):
        records.execute(text(f"TRUNCATE {table} CASCADE"))
