"""Jobs: each once for its purpose, one worker at a time, and never forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import session_factory
from app.outbox import (
    MOST_ATTEMPTS,
    Job,
    add_job,
    claim,
    finish,
    pause_after,
    postpone,
    retry,
    revive,
    unfinished_jobs,
)

LEASE = timedelta(minutes=2)


@pytest.fixture
def add(session, at):
    def do(key="a", *, kind="wave", due_at=at, **payload):
        add_job(session, kind, payload, key=key, due_at=due_at)
        return session.scalars(select(Job).where(Job.key == key)).one()

    return do


@pytest.fixture
def take(session, at):
    """The keys of what a worker gets."""

    def do(*, at=at, limit=10, kinds=("wave",)):
        return [job.key for job in claim(session, kinds=kinds, at=at, lease=LEASE, limit=limit)]

    return do


def test_a_second_job_with_the_same_key_changes_nothing(session, add, at):
    add("same", to="Amira")
    add("same", to="Zofia", due_at=at + timedelta(days=1))

    job = session.scalars(select(Job)).one()

    assert (job.payload, job.due_at, job.attempts) == ({"to": "Amira"}, at, 0)


def test_jobs_are_claimed_when_their_time_has_come_the_oldest_first(add, take, at):
    for key, minutes in [("later", 5), ("second", -1), ("first", -2), ("now", 0)]:
        add(key, due_at=at + timedelta(minutes=minutes))

    assert take(limit=1) == ["first"]
    assert take() == ["second", "now"]
    assert take() == []


def test_a_worker_gets_only_what_it_can_do(add, take):
    add("one", kind="wave")
    add("two", kind="sing")

    assert take(kinds=["sing"]) == ["two"]


def test_rel_05_a_claimed_job_is_taken_up_by_another_worker_once_the_lease_ends(add, take, at):
    job = add()

    assert take() == ["a"]
    assert take(at=at + LEASE - timedelta(seconds=1)) == []
    assert take(at=at + LEASE) == ["a"]
    assert job.attempts == 2


def test_what_is_done_is_never_done_again(session, add, take, at):
    job = add()
    take()
    finish(job, at=at)
    session.flush()
    add("a")

    assert take(at=at + timedelta(days=9)) == []
    assert unfinished_jobs(session) == []


def test_what_has_to_wait_is_no_failure(session, add, take, at):
    job = add()
    for days in range(1, 30):
        take(at=job.due_at)
        postpone(job, until=at + timedelta(days=days))
        session.flush()

    assert (job.attempts, job.failed_at) == (0, None)
    assert take(at=at) == []
    assert take(at=job.due_at) == ["a"]


def test_waiting_for_the_morning_does_not_forget_how_often_it_failed(session, add, take, at):
    job = add()
    take()
    retry(job, "no answer", at=at)
    session.flush()
    take(at=job.due_at)
    postpone(job, until=at + timedelta(days=1))

    assert (job.attempts, job.problem) == (1, "no answer")


def test_a_job_that_fails_too_often_is_given_to_a_person_and_can_be_revived(session, add, take, at):
    job, moment, pauses = add("bad"), at, []
    add("good", due_at=at + timedelta(days=30))
    while job.failed_at is None:
        assert take(at=moment) == ["bad"]
        retry(job, "nobody answers", at=moment)
        session.flush()
        pauses.append(job.due_at - moment)
        moment = job.due_at

    assert pauses == sorted(pauses)
    assert len(pauses) == MOST_ATTEMPTS
    assert take(at=at + timedelta(days=29)) == []
    assert [j.key for j in unfinished_jobs(session)] == ["bad", "good"]
    assert job.problem == "nobody answers"

    revive(job, at=moment)
    session.flush()
    assert take(at=moment) == ["bad"]


def test_two_workers_never_get_the_same_job(engine, session, add, at):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time: the other waits")
    for key in "abc":
        add(key)
    session.commit()

    first = claim(session, kinds=["wave"], at=at, lease=LEASE, limit=1)
    with session_factory(engine)() as another:
        second = claim(another, kinds=["wave"], at=at, lease=LEASE, limit=10)

    assert [job.key for job in [*first, *second]] == ["a", "b", "c"]


def test_the_pause_grows_and_is_never_longer_than_half_a_day():
    pauses = [pause_after(attempts) for attempts in (1, 2, 3, 9, 10, 5000)]

    assert pauses[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=12)
