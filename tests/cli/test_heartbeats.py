"""Each hour a made-up alert goes the whole way, and silence shows outside (SAF-11)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app import actions, outbox
from app.actions import Postroom, queue_heartbeat, work
from app.care import Client
from app.outbox import Channel, Job, NotSent
from app.risk import Alert, AlertNotice
from app.security import AuditEvent, Role
from tests.pages import ADDRESS


class Post:
    """A sender that keeps what it was given, or is down."""

    def __init__(self, problem=None):
        self.problem = problem
        self.sent = []

    def send(self, text):
        if self.problem:
            raise self.problem
        self.sent.append(text)


@pytest.fixture
def live(session, at):
    """One hour of a worker's life, with this way to send mail."""

    def lived(post, at=at):
        queue_heartbeat(session, at=at)
        postroom = Postroom({Channel.EMAIL: post}, ADDRESS, "operator@nhs.example")
        return work(session, actions.job_handlers(postroom), at=at, limit=5)

    return lived


def test_saf_11_it_comes_once_an_hour_whoever_asks(session, live, at):
    post = Post()

    for minutes in (0, 1, 59, 60):
        live(post, at + timedelta(minutes=minutes))

    assert [text.to for text in post.sent] == ["operator@nhs.example"] * 2
    assert outbox.last_heartbeat(session, at=at + timedelta(hours=1)) == at + timedelta(hours=1)


def test_saf_11_the_made_up_alert_leaves_no_trace(session, make, live):
    make.user(Role.ADMINISTRATOR)

    assert live(Post()) == {"beaten": 1}

    for rows in (Alert, AlertNotice, Client, AuditEvent):
        assert session.scalar(select(func.count()).select_from(rows)) == 0
    assert [job.kind for job in session.scalars(select(Job))] == [outbox.HEARTBEAT]


def test_saf_11_the_monitor_is_told_while_it_beats(visit, live):
    live(Post())

    assert visit.get("/health").get_json() == {
        "database": True,
        "heartbeat": "2026-03-04T10:00:00+00:00",
    }


def test_saf_11_a_worker_that_has_stopped_is_silence(visit, live, at):
    live(Post())

    with time_machine.travel(at + timedelta(minutes=74)):
        assert visit.get("/health").status_code == 200
    with time_machine.travel(at + timedelta(minutes=76)):
        assert visit.get("/health").status_code == 503


def test_saf_11_no_heartbeat_at_all_is_silence(visit):
    assert visit.get("/health").status_code == 503


def test_saf_11_mail_that_does_not_leave_is_silence(visit, live):
    assert live(Post(NotSent("the mail server refuses"))) == {"failed": 1}

    assert visit.get("/health").status_code == 503


def test_saf_11_answers_that_raise_no_alert_are_silence(visit, live, monkeypatch):
    monkeypatch.setattr("app.risk.note_answer", lambda *_, **__: None)

    assert live(Post()) == {"failed": 1}

    assert visit.get("/health").status_code == 503


def test_saf_11_a_database_that_is_away_is_told(visit, monkeypatch):
    def broken(*_, **__):
        raise outbox_error

    from sqlalchemy.exc import OperationalError

    outbox_error = OperationalError("SELECT", {}, Exception("away"))
    monkeypatch.setattr("app.outbox.last_heartbeat", broken)

    answer = visit.get("/health")

    assert (answer.status_code, answer.get_json()["database"]) == (503, False)


def test_saf_11_the_worker_beats_by_itself(app, session, at):
    done = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert done.exit_code == 0, done.output
    assert outbox.last_heartbeat(session, at=at)
