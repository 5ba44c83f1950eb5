"""`flask worker`: does what waits, stops when it is told to, and ends with who started it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from sqlalchemy import select

import config
from app import responses
from app.actions import change_plan, send_link
from app.care import ContactBy
from app.outbox import Job, Message
from app.scheduling import CheckIn, Mode, Occasion, Plan, askable_keys


@contextmanager
def running(settings, *words, **values):
    """A worker in a process of its own, with these settings."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi:app", "worker", *words],
        env=environment_of(settings, **values),
        cwd=config.INSTANCE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def environment_of(settings, **values):
    """The settings as a process of its own reads them."""
    own = {
        "HEARD_DATABASE_URL": settings.database_url,
        "HEARD_DEMO": "no",
        "HEARD_FIELD_KEYS": ",".join(f"{k}={v}" for k, v in settings.field_keys.items()),
        "HEARD_FIELD_KEY_ID": settings.field_key_id,
        "HEARD_LOOKUP_KEY": settings.lookup_key,
        "HEARD_AUDIT_KEY": settings.audit_key,
        "HEARD_BASE_URL": "https://heard.test",
        "HEARD_MAIL_FROM": "Heard <us@heard.test>",
    }
    return dict(os.environ) | own | {f"HEARD_{k.upper()}": v for k, v in values.items()}


def test_once_does_what_is_due_and_ends(app, session, make, by, at):
    client = make.client(contact_by=ContactBy.EMAIL)
    for _ in range(3):
        send_link(session, make.check_in(client=client), by=by, at=at, days=7)

    done = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert done.exit_code == 0, done.output
    assert done.output.count("https://heard.test/c/") == 3
    session.expire_all()
    assert all(message.sent_at for message in session.query(Message))


def test_what_a_plan_asks_is_given_and_sent_without_anybody_doing_anything(
    app, session, make, by, at
):
    client = make.client(contact_by=ContactBy.EMAIL)
    episode = make.episode(client, started_on=make.today)
    plan = Plan(start=("phq9",))
    change_plan(session, episode.pathway_id, plan, known=askable_keys(), changes=0, reason="new",
                by=by, at=at)  # fmt: skip

    done = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert done.exit_code == 0, done.output
    assert done.output.count("https://heard.test/c/") == 1
    session.expire_all()
    assert session.query(CheckIn).one().occasion is Occasion.START


def test_saf_14_the_worker_plans_the_nightly_recompute(app, session, at):
    for _ in range(2):
        app.test_cli_runner().invoke(args=["worker", "--once"])

    [job] = session.scalars(select(Job).where(Job.kind == "recompute_scores"))
    assert job.done_at is None
    assert f"{job.due_at:%d %H:%M}" == "05 03:00"


def test_saf_14_in_the_night_it_finds_what_differs(app, session, make, at):
    assignment = make.draft("phq9")
    draft = responses.draft_of(session, assignment.id)
    spoilt = responses.final(assignment, draft, mode=Mode.SELF, at=at)
    spoilt.band = "severe"
    session.add(spoilt)
    session.commit()
    run = app.test_cli_runner().invoke
    run(args=["worker", "--once"])

    with time_machine.travel(at + timedelta(hours=17)):
        run(args=["worker", "--once"])

    listed = run(args=["jobs", "list"]).output
    assert "failed  attempts: 1  submissions whose stored scores differ: 1" in listed


def test_sigterm_ends_it_cleanly(engine, settings):
    with running(settings, "--poll", "30") as worker:
        assert "ready" in worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(20) == 0
        assert "Traceback" not in worker.stderr.read()


def test_it_ends_when_who_started_it_was_killed(engine, settings):
    """The parent here is a program that starts a worker as `flask serve` does, and then hangs."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env=environment_of(settings),
        cwd=config.INSTANCE.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        worker = int(parent.stdout.readline())
        assert is_alive(worker)
        parent.kill()

    deadline = time.monotonic() + 30
    while is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(worker)


PARENT = """
import time
from app.cli.worker import worker_beside
with worker_beside() as worker:
    print(worker.pid, flush=True)
    time.sleep(600)
"""


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
