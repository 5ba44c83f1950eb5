"""Workers are killed a hundred times, and every message arrives (REL-05, INT-14).

Fifty times for each way to send. They are real processes, killed with SIGKILL two at a time: at
random moments, and right after a message was handed over, when the worker has not yet noted it.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import count, islice
from threading import Lock
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

import config
from app.care import ContactBy
from app.outbox import Message, MessageKind, enqueue
from tests.cli.test_worker import environment_of
from tests.factory import Make
from tests.outbox.mail_server import free_port
from tests.outbox.notify_stand_in import API_KEY, TEMPLATES, NotifyStandIn, notify_stand_in

KILLS = 50
# So many of the kills at least come right after a message was handed over: how fast the machine is
# must not decide whether the test proves anything.
CAUGHT = 10
AT_ONCE = 2
# Much longer than a message takes here, so that only a killed worker loses its lease.
LEASE = 3

# Has everything imported, and makes a worker for each line that it reads. It never waits for those
# that ended: nobody else can be given their numbers, and be killed in their place.
NURSERY = f"""
import os, sys
import notifications_python_client.notifications
from flask.cli import ScriptInfo
from wsgi import app
nursery = os.getpid()
for _ in sys.stdin:
    child = os.fork()
    if not child:
        info = ScriptInfo(create_app=lambda: app)
        words = ["--poll", "0.02", "--lease", "{LEASE}", "--child-of", str(nursery)]
        app.cli.commands["worker"].main(words, obj=info)
    print(child, flush=True)
"""


class Ward:
    """The workers that are alive. `pull_the_plug` kills them all."""

    def __init__(self, nursery):
        self._nursery = nursery
        self._alive = []
        self._lock = Lock()
        self.kills = 0
        self.plugs = 0
        # How often a message had just been handed over, and the worker never heard that it was.
        self.caught = 0

    def fill(self):
        """See to it that enough are at work."""
        with self._lock:
            while len(self._alive) < AT_ONCE:
                self._nursery.stdin.write("\n")
                self._nursery.stdin.flush()
                self._alive.append(int(self._nursery.stdout.readline()))

    def pull_the_plug(self):
        with self._lock:
            for worker in self._alive:
                os.kill(worker, signal.SIGKILL)
            self.kills += len(self._alive)
            self.plugs += bool(self._alive)
            self._alive.clear()


class Arrivals:
    """What arrived, in order, each with how often the plug had been pulled before."""

    def __init__(self):
        self.ward = None
        self.seen = []
        self._random = random.Random(11)

    def add(self, name):
        self.seen.append((name, self.ward.plugs))
        if self.ward.caught < CAUGHT and self._random.random() < 0.3:
            self.ward.caught += 1
            self.ward.pull_the_plug()  # the worker never hears that it was taken


class SmtpArrivals(Arrivals):
    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.add(message["Message-ID"].strip("<>").partition("@")[0])
        return "250 OK"


class NotifyArrivals(NotifyStandIn, Arrivals):
    def __init__(self):
        NotifyStandIn.__init__(self)
        Arrivals.__init__(self)

    def take(self, kind, body):
        answer = super().take(kind, body)
        self.add(body["reference"])
        return answer


@contextmanager
def nursery(settings, **values):
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env=environment_of(settings, **values),
        cwd=config.INSTANCE.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        ward = Ward(process)
        try:
            yield ward
        finally:
            ward.pull_the_plug()
            process.kill()


@contextmanager
def smtp():
    arrivals = SmtpArrivals()
    server = Controller(arrivals, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield arrivals, {"mail_sender": f"smtp://127.0.0.1:{server.port}?plain=yes"}
    finally:
        server.stop()


@contextmanager
def notify():
    with notify_stand_in(NotifyArrivals()) as stand_in:
        yield (
            stand_in,
            {
                "mail_sender": "notify",
                "notify_url": stand_in.url,
                "notify_api_key": API_KEY,
                "notify_email_template": TEMPLATES["email"],
            },
        )


@pytest.fixture
def queue(session):
    """Put one more message in the outbox, for this moment on a real clock."""
    now = datetime.now(UTC)
    make = Make(session, now)
    link = make.invitation(client=make.client(contact_by=ContactBy.EMAIL), at=now)

    def do(number):
        kind = MessageKind.NEW_LINK  # goes at night as well: this test runs at any hour
        enqueue(
            session, kind, key=str(number), recipient_id=link.client_id, token=link.token, at=now
        )
        session.commit()

    return do


def test_rel_05_killed_workers_lose_no_letter_and_double_only_what_they_held(
    engine, settings, session, queue
):
    with smtp() as (arrivals, values), nursery(settings, **values) as arrivals.ward:
        _kill_and_finish(session, arrivals, queue)

    _assert_that_all_are_there(session, arrivals)
    doubled = Counter()
    last = {}
    for name, plugs in arrivals.seen:
        if name in last:
            assert plugs > last[name], "a message came twice and nobody was killed in between"
            doubled[last[name]] += 1
        last[name] = plugs
    assert doubled, "no kill fell between hand-over and commit: the test proves nothing"
    assert max(doubled.values()) <= AT_ONCE


def test_int_14_killed_workers_double_nothing_where_the_provider_can_be_asked(
    engine, settings, session, queue
):
    with notify() as (arrivals, values), nursery(settings, **values) as arrivals.ward:
        _kill_and_finish(session, arrivals, queue)

    _assert_that_all_are_there(session, arrivals)
    assert len(arrivals.seen) == len({name for name, _plugs in arrivals.seen})
    assert arrivals.asked, "no kill fell between hand-over and commit: the test proves nothing"


def _kill_and_finish(session, arrivals, queue):
    moments = random.Random(7)
    numbers = count(1)
    pace = 0.1
    while arrivals.ward.kills < KILLS or arrivals.ward.caught < CAUGHT:
        before, began = len(arrivals.seen), time.monotonic()
        arrivals.ward.fill()
        for number in islice(numbers, 3):
            queue(number)
        if moments.random() < 0.4:
            _wait(lambda before=before: len(arrivals.seen) > before)
            pace = time.monotonic() - began  # on a busy machine workers live longer
        else:
            time.sleep(moments.uniform(0, 2 * pace))
            arrivals.ward.pull_the_plug()
    arrivals.ward.fill()
    _wait(lambda: not _unsent(session))


def _wait(until):
    deadline = time.monotonic() + 60
    while not until() and time.monotonic() < deadline:
        time.sleep(0.02)


def _unsent(session):
    unsent = session.scalars(select(Message.key).where(Message.sent_at.is_(None))).all()
    session.rollback()
    return unsent


def _assert_that_all_are_there(session, arrivals):
    assert _unsent(session) == []
    messages = session.scalars(select(Message)).all()
    assert {UUID(name) for name, _plugs in arrivals.seen} == {message.id for message in messages}
    assert arrivals.ward.kills >= KILLS
