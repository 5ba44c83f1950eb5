from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import security
from app.security import Limits, StoredSession, WebSession
from tests.factory import Make

LIMITS = Limits(
    staff_idle=timedelta(minutes=15),
    person_idle=timedelta(minutes=30),
    longest=timedelta(hours=12),
)


def test_SEC_23_a_session_id_cannot_be_guessed_and_is_not_in_the_database(
    session: Session, at: datetime
):
    key = security.new_session_key()

    security.add_web_session(session, key, {"visit": "x"}, None, at)

    row = str(session.execute(text("SELECT * FROM web_session")).one())
    assert len(key) * 6 >= 256
    assert key not in row
    assert security.new_session_key() != key


def test_a_browser_is_known_by_its_id(session: Session, at: datetime):
    key = security.new_session_key()
    security.add_web_session(session, key, {"visit": {"a": 1}}, None, at)

    found = _find(session, key)

    assert found.data == {"visit": {"a": 1}}
    assert found.created_at == found.last_active_at == at
    assert security.find_web_session(session, key + "x") is None


def test_changes_to_an_ended_session_do_not_bring_it_back(session: Session, at: datetime):
    key = security.new_session_key()
    security.add_web_session(session, key, {"visit": 1}, None, at)
    found = _find(session, key)
    security.end_web_session(session, found.id)

    security.change_web_session(session, found.id, data={"visit": 2}, last_active_at=at)

    assert security.find_web_session(session, key) is None


def test_SEC_25_all_sessions_of_an_account_end_but_the_one_in_use(
    make: Make, session: Session, at: datetime
):
    user, colleague = make.user(), make.user()
    keys = [security.new_session_key() for _ in range(3)]
    for key, owner in zip(keys, [user, user, colleague], strict=True):
        security.add_web_session(session, key, {"a": 1}, owner.id, at)

    security.end_web_sessions_of(session, user.id, but=_find(session, keys[0]).id)

    assert [security.find_web_session(session, key) is not None for key in keys] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("data", "user_id", "minutes", "idle", "over"),
    [
        ({"visit": 1}, None, 29, False, False),
        ({"visit": 1}, None, 30, True, False),
        ({}, UUID(int=1), 14, False, False),
        ({}, UUID(int=1), 15, True, True),
        ({"tf_user_id": "half-way in"}, None, 15, True, True),
    ],
)
def test_SEC_24_staff_lose_an_idle_session_people_only_lose_sight_of_it(
    at: datetime, data: dict[str, Any], user_id: UUID | None, minutes: int, idle: bool, over: bool
):
    stored = StoredSession(UUID(int=9), data, user_id, at, at)
    now = at + timedelta(minutes=minutes)

    assert (stored.is_idle(LIMITS, now), stored.is_over(LIMITS, now)) == (idle, over)


def test_SEC_24_no_session_lives_longer_than_the_longest(at: datetime):
    just_used = at + timedelta(hours=12) - timedelta(seconds=1)
    stored = StoredSession(UUID(int=9), {"visit": 1}, None, at, just_used)

    assert not stored.is_over(LIMITS, just_used)
    assert stored.is_over(LIMITS, at + timedelta(hours=12))


def test_old_sessions_are_forgotten(session: Session, at: datetime):
    for days in (1, 3):
        created = at - timedelta(days=days)
        security.add_web_session(session, security.new_session_key(), {"a": 1}, None, created)

    security.forget_old_web_sessions(session, at)

    assert session.query(WebSession).count() == 1


def _find(session: Session, key: str) -> StoredSession:
    found = security.find_web_session(session, key)
    assert found is not None
    return found
