"""`flask worker`: does what waits to be done. Several may run, on several machines."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import actions, clock
from app.cli.sending import leaving_times, postroom_of
from app.extensions import db_session

ROOT = Path(__file__).parents[2]
SECONDS_BETWEEN_PASSES = 60
SECONDS_BETWEEN_SWEEPS = 5 * 60
SECONDS_BETWEEN_QUESTIONS_WHY = 60 * 60
SECONDS_BETWEEN_LONG_SWEEPS = 24 * 60 * 60


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, and end.")
@click.option("--poll", default=2.0, show_default=True, help="Seconds between two looks.")
@click.option(
    "--lease", default=actions.LEASE.total_seconds(), show_default=True,
    help="Seconds after which another worker takes up what this one began.",
)  # fmt: skip
@click.option("--child-of", type=int, hidden=True, help="End when this process has ended.")
@with_appcontext
def worker(once: bool, poll: float, lease: float, child_of: int | None) -> None:
    """Ask what is due, send messages and do whatever else waits, until SIGTERM.

    Killing it loses nothing.
    """
    stop = _stop_on_signals()
    handlers = actions.job_handlers(postroom_of(current_app.config["HEARD"]))
    leased = timedelta(seconds=lease)
    if not once and child_of is None:
        click.echo("The worker is ready (Ctrl-C stops it)")
    passes = _Passes()
    while not stop.is_set() and child_of in (None, os.getppid()):
        passes.take_turn()
        has_done = _work(handlers, leased)
        if once and not has_done:
            break
        if not has_done:
            stop.wait(poll)


class _Passes:
    """What nobody has to ask for: each kind of look comes round after so many seconds."""

    def __init__(self) -> None:
        self._looks = {
            _look_after_alerts: SECONDS_BETWEEN_PASSES,
            _run_schedule: SECONDS_BETWEEN_PASSES,
            _plan_the_night: SECONDS_BETWEEN_PASSES,
            _stop_what_is_withdrawn: SECONDS_BETWEEN_PASSES,
            _ask_who_left: SECONDS_BETWEEN_QUESTIONS_WHY,
            _let_feedback_go: SECONDS_BETWEEN_PASSES,
            _sweep: SECONDS_BETWEEN_SWEEPS,
            _sweep_further_back: SECONDS_BETWEEN_LONG_SWEEPS,
            _count_departures: SECONDS_BETWEEN_LONG_SWEEPS,
        }
        self._next = dict.fromkeys(self._looks, monotonic())

    def take_turn(self) -> None:
        """Take each look whose time has come. One that fails keeps none of the others waiting."""
        for look, seconds in self._looks.items():
            if monotonic() >= self._next[look]:
                self._next[look] = monotonic() + seconds
                self._take(look)

    def _take(self, look: Callable[[Session, datetime], object]) -> None:
        session = db_session()
        try:
            look(session, clock.now())
        except Exception:  # whatever it was, the other looks and the jobs go on
            current_app.logger.exception("%s failed", look.__name__)
        finally:
            session.rollback()
            session.expunge_all()


def _run_schedule(session: Session, at: datetime) -> None:
    """What is due is given, and its messages are queued."""
    days = current_app.config["HEARD"].invitation_days
    actions.run_schedule(session, at=at, days=days)


def _plan_the_night(session: Session, at: datetime) -> None:
    """Stored scores are recomputed in the night to come (SAF-14)."""
    actions.plan_nightly_recompute(session, at=at)


def _stop_what_is_withdrawn(session: Session, at: datetime) -> None:
    """What was given in the moment when it was withdrawn is not asked either (SAF-23)."""
    actions.stop_what_is_withdrawn(session, at=at)


def _ask_who_left(session: Session, at: datetime) -> None:
    """Who stopped coming is asked why, once, when it is time; calls to them are looked after."""
    actions.look_after_interviews(session, at=at)
    actions.ask_who_left(session, leaving_times(current_app.config["HEARD"]), at=at)


def _let_feedback_go(session: Session, at: datetime) -> None:
    """Anonymous answers can be read once there are enough; unfinished ones are not kept (EQ-05)."""
    group = current_app.config["HEARD"].feedback_group
    actions.release_feedback(session, at=at, group=group)
    actions.forget_feedback_drafts(session, at=at)


def _count_departures(session: Session, at: datetime) -> None:
    """How people left is counted once for each quarter that is over."""
    actions.count_departures(session, at=at)


def _look_after_alerts(session: Session, at: datetime) -> None:
    """Alerts go to who has to act by now; the heartbeat shows that they do."""
    actions.watch_alerts(session, at=at)
    actions.queue_heartbeat(session, at=at)


def _sweep(session: Session, at: datetime) -> None:
    """No answer of the last day is without the alert that it needs (SAF-02)."""
    actions.sweep_answers(session, since=at - timedelta(days=1), at=at)


def _sweep_further_back(session: Session, at: datetime) -> None:
    actions.sweep_answers(session, since=at - timedelta(days=31), at=at)


def _work(handlers: dict[str, actions.Handler], lease: timedelta) -> bool:
    """Whether there was anything to do. A database that is away for a while is waited for."""
    session = db_session()
    try:
        return bool(actions.work(session, handlers, at=clock.now(), limit=1, lease=lease))
    except OperationalError:
        current_app.logger.exception("The database does not answer")
        return False
    finally:
        session.rollback()
        session.expunge_all()  # a worker runs for months


def _stop_on_signals() -> Event:
    """Set on SIGTERM and Ctrl-C: the job in hand is done first."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextmanager
def worker_beside() -> Iterator["subprocess.Popen[Any]"]:
    """A worker that runs as long as this process does, even if this process is killed."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi:app"]
    command = [*flask, "worker", "--child-of", str(os.getpid())]
    running = subprocess.Popen(command, cwd=ROOT)  # noqa: S603  # no word of it comes from outside
    try:
        yield running
    finally:
        running.terminate()
        running.wait()
