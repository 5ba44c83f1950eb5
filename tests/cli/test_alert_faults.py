"""All around an alert fails in turn; it is neither lost nor forgotten (HAZ-02, REL-14)."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

import config
from app import actions, outbox, risk
from app.actions import Postroom, act_on_alert, save_answer, see_alert, watch_alerts, work
from app.db import session_factory
from app.outbox import Channel, NotSent
from app.responses import Answer, DraftAnswer
from app.risk import Alert, AlertAnswer, AlertNotice, Deed, Rung
from app.security import Role, User
from tests.cli.test_heartbeats import Post
from tests.cli.test_worker import environment_of
from tests.pages import ADDRESS

AFTER_FOUR_HOURS = datetime(2026, 3, 4, 14, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 3, 5, 10, tzinfo=UTC)
ANSWERS = 30


@pytest.fixture
def team(make):
    """A clinician, and who comes after them."""
    make.staff(Role.DUTY, name="Dana Duty")
    make.staff(Role.SERVICE_LEAD, name="Lee Lead")
    return make.clinician()


def deliver(session, post, at):
    postroom = Postroom({Channel.EMAIL: post}, ADDRESS)
    return work(session, actions.job_handlers(postroom), at=at, limit=50)


# ---- messages


def test_saf_10_a_notice_says_that_there_is_something_and_nothing_else(session, make, team, at):
    alert = make.alert(clinician=team)
    post = Post()

    deliver(session, post, at)

    [notice] = post.sent
    assert notice.to == team.user.email
    assert f"{ADDRESS}/clinic/alerts/{alert.id}" in notice.body
    said = f"{notice.subject} {notice.body}".casefold()
    for word in ("phq", "answer", "alert to", "client", "risk", "suicid", alert.client.given_name):
        assert word.casefold() not in said.replace(f"/clinic/alerts/{alert.id}", "")


def test_a_notice_that_was_sent_is_not_seen_until_somebody_opens_it(session, make, team, at):
    alert = make.alert(clinician=team)
    deliver(session, Post(), at)
    [notice] = session.scalars(select(AlertNotice))
    assert (notice.sent_at, notice.opened_at, alert.seen_at) == (at, None, None)

    see_alert(session, alert, user=team.user, at=at + timedelta(minutes=3))

    session.refresh(notice)
    assert notice.opened_at == at + timedelta(minutes=3)


def test_a_notice_of_what_somebody_has_in_hand_is_not_sent(session, make, team, at):
    alert = make.alert(clinician=team)
    act_on_alert(session, alert, [Deed.CALLING], "Calling.", user=team.user, at=at)
    post = Post()

    deliver(session, post, at)

    assert post.sent == []


def test_saf_09_haz_02_with_the_mail_server_down_for_a_day_it_still_goes_up(
    session, make, team, at
):
    alert = make.alert(clinician=team)
    down = Post(NotSent("the mail server refuses"))

    for hours in range(25):
        moment = at + timedelta(hours=hours)
        watch_alerts(session, at=moment)
        deliver(session, down, moment)
    session.expire_all()

    assert alert.rung is Rung.LEAD
    assert [a.id for a in risk.open_alerts_for(session, team, on=NEXT_MORNING.date())] == [alert.id]
    post = Post()
    deliver(session, post, at + timedelta(days=3))
    # Whoever has to act by now is told, late; the first notice is on the list of jobs that failed.
    after = session.scalars(select(User).where(User.id != team.user_id))
    assert {text.to for text in post.sent} == {user.email for user in after}
    assert [job.kind for job in outbox.unfinished_jobs(session)] == [risk.SEND_NOTICE]


def test_an_address_that_takes_no_mail_is_given_up_and_the_alert_is_not(session, make, team, at):
    alert = make.alert(clinician=team)

    deliver(session, Post(NotSent("no such address", is_final=True)), at)

    watch_alerts(session, at=AFTER_FOUR_HOURS)
    session.expire_all()
    assert alert.rung is Rung.DUTY
    assert session.scalars(select(AlertNotice.problem).where(AlertNotice.problem != "")).all()


# ---- the worker


def test_saf_10_haz_02_a_worker_that_was_dead_for_a_day_takes_up_where_it_stopped(
    app, session, make, team, at
):
    alert = make.alert(clinician=team)
    assert [a.id for a in risk.own_alerts(session, team, on=at.date())] == [alert.id]
    session.commit()

    watch_alerts(session, at=NEXT_MORNING)
    post = Post()
    deliver(session, post, NEXT_MORNING)

    session.expire_all()
    assert alert.rung is Rung.LEAD
    assert len(post.sent) == 2


def test_two_workers_at_once_pass_it_on_once(session, make, team, engine, at):
    from tests.together import together

    alert = make.alert(clinician=team)

    together(engine, 4, lambda own, _n: watch_alerts(own, at=AFTER_FOUR_HOURS))

    session.expire_all()
    assert [s.rung for s in alert.steps] == [Rung.OWNER, Rung.DUTY]
    assert len(alert.steps) == 2


def test_one_alert_that_cannot_be_looked_after_keeps_no_other_waiting(
    session, make, team, at, monkeypatch
):
    bad, good = make.alert(clinician=team), make.alert(clinician=team)
    right = risk.bring_up

    def fragile(own, alert, *, at):
        if alert.id == bad.id:
            raise RuntimeError("broken")
        return right(own, alert, at=at)

    monkeypatch.setattr("app.risk.bring_up", fragile)

    done = watch_alerts(session, at=AFTER_FOUR_HOURS)

    session.expire_all()
    assert (done.failed, done.passed_on) == (1, 1)
    assert good.rung is Rung.DUTY


# ---- the database


def test_rel_14_a_database_that_is_slow_keeps_both_or_neither(session, make, engine, at):
    check_in_id = make.check_in().id
    session.commit()

    with slow(engine, check_in_id):
        begun = time.monotonic()
        with session_factory(engine)() as own:
            answer = Answer("q9", 3, "en", UUID(int=1))
            save_answer(own, check_in_id, 1, answer, at=at)
        waited = time.monotonic() - begun

    assert waited > 0.5
    assert both(session) == (1, 1)


@contextmanager
def slow(engine, check_in_id):
    """Somebody else holds what the answer needs for a second."""
    is_held = Event()

    def hold():
        with session_factory(engine)() as own:
            held = "UPDATE assignment SET position = position WHERE check_in_id = :id"
            key = check_in_id if engine.dialect.name != "sqlite" else check_in_id.hex
            own.execute(text(held), {"id": key})
            is_held.set()
            time.sleep(1)
            own.rollback()

    somebody = Thread(target=hold)
    somebody.start()
    assert is_held.wait(timeout=30)
    yield
    somebody.join()


SAVER = """
import sys
from datetime import UTC, datetime
from uuid import UUID, uuid4
from wsgi import app
from app.actions import save_answer
from app.extensions import db_session
from app.responses import Answer
with app.app_context():
    print("ready", flush=True)
    for line in sys.stdin:
        answer = Answer("q9", 3, "en", UUID(int=1), tab=uuid4().hex)
        save_answer(db_session(), UUID(line.strip()), 1, answer, at=datetime.now(UTC))
        print("saved", flush=True)
"""


def test_saf_02_haz_05_whoever_is_killed_while_saving_keeps_both_or_neither(
    session, make, engine, settings
):
    check_ins = iter([make.check_in().id for _ in range(ANSWERS)])
    session.commit()
    acknowledged = 0
    random.seed(1)

    for _ in range(ANSWERS // 10):
        acknowledged += killed_while_saving(settings, check_ins)

    answers, alerts = both(session)
    assert answers == alerts >= acknowledged
    assert both_are_of_the_same(session)


def killed_while_saving(settings, check_ins):
    """Saves ten answers and is killed somewhere in the last; how many it said were saved."""
    saver = subprocess.Popen(
        [sys.executable, "-c", SAVER],
        env=environment_of(settings),
        cwd=config.INSTANCE.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with saver:
        assert saver.stdout.readline() == "ready\n"
        for number in range(10):
            saver.stdin.write(f"{next(check_ins)}\n")
            saver.stdin.flush()
            if number == 9:
                time.sleep(random.random() * 0.03)
                os.kill(saver.pid, signal.SIGKILL)
            elif saver.stdout.readline() != "saved\n":
                return number
    return 9


def both(session):
    session.rollback()
    count = select(func.count())
    answers = session.scalar(count.select_from(DraftAnswer).where(DraftAnswer.item == "q9"))
    return answers, session.scalar(count.select_from(Alert))


def both_are_of_the_same(session):
    answered = set(session.scalars(select(DraftAnswer.assignment_id)))
    return answered == set(session.scalars(select(AlertAnswer.assignment_id)))
