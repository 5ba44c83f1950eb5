"""A fortnight of a busy service over Christmas, played by the clock: `python -m tests.fortnight`.

Sixty people answer at all hours. Their clinicians go on leave, work part-time, leave for good; the
mail server is down for a day, the worker dead for another, a clock is nobody's friend. At the end
there is a table, and no alert in it was ever silent: each was at every moment with somebody who
could act, reached the duty team and the lead when it was not taken up, and was closed with a deed.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import actions, care, clock, risk
from app.actions import (
    Postroom,
    act_on_alert,
    close_alert,
    disable_user,
    save_answer,
    see_alert,
    watch_alerts,
    work,
)
from app.care import Absence, AbsenceReason, Clinician, Relation
from app.outbox import Channel, NotSent, Text
from app.responses import Answer, DraftAnswer
from app.risk import Alert, AlertAnswer, Deed, Rung, StepKind
from app.scheduling import CheckIn
from app.security import SYSTEM, Role, User
from tests.factory import Make

BEGINS = datetime(2026, 12, 21, 0, 0, tzinfo=UTC)
DAYS = 14
LOOK = timedelta(hours=2)
PEOPLE = 60
MAIL_IS_DOWN = date(2026, 12, 22)
WORKER_IS_DEAD = date(2026, 12, 29)
SOMEBODY_LEAVES = datetime(2026, 12, 23, 12, tzinfo=UTC)
# Of a hundred alerts that somebody has before them, so many are taken up within two hours.
TAKES_UP = 30


@dataclass
class Day:
    """What happened on one day."""

    on: date
    answered: int = 0
    raised: int = 0
    taken_up: int = 0
    closed: int = 0
    to_duty: int = 0
    to_lead: int = 0
    open_at_midnight: int = 0
    notices: int = 0


@dataclass
class Account:
    """What the fortnight came to. `silent` names every alert or answer that nobody had."""

    days: list[Day] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    alerts: int = 0
    in_time: int = 0
    unclosed: int = 0

    def table(self) -> str:
        """The fortnight, a line a day."""
        heads = ("day", "risk answers", "alerts", "taken up", "closed", "to duty", "to lead",
                 "open at midnight", "notices")  # fmt: skip
        rows = [
            (f"{d.on:%a %d %b}", d.answered, d.raised, d.taken_up, d.closed, d.to_duty, d.to_lead,
             d.open_at_midnight, d.notices)
            for d in self.days
        ]  # fmt: skip
        lines = ["  ".join(f"{cell!s:>{len(head)}}" for cell, head in zip(row, heads, strict=True))
                 for row in (heads, *rows)]  # fmt: skip
        share = f"{self.in_time} of {self.alerts} alerts taken up in time, {self.unclosed} open"
        return "\n".join([*lines, f"{share}, {len(self.silent)} silent"])


class Mail:
    """The mail server: down on one day."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, _text: Text) -> None:
        """Takes it, or refuses."""
        if clock.today() == MAIL_IS_DOWN:
            raise NotSent("the mail server is down")
        self.sent += 1


class Fortnight:
    """The people, and what they do as the clock goes round. The same each time."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.chance = random.Random(4)  # a story, not a secret
        self.mail = Mail()
        self.account = Account()
        self.steps: Counter[StepKind] = Counter()
        self._make_people(Make(session, BEGINS))

    def play(self) -> Account:
        """From the first midnight to the last, and the Monday after."""
        with time_machine.travel(BEGINS, tick=False) as clock_hands:
            for at in _moments(BEGINS, BEGINS + timedelta(days=DAYS)):
                clock_hands.move_to(at)
                self._two_hours(at)
            for hours in range(9, 17, 2):  # and then a Monday on which all is seen to
                at = BEGINS + timedelta(days=DAYS, hours=hours)
                clock_hands.move_to(at)
                self._staff_act(at, answers_come=False)
                self._machines(at)
        return self._drawn_up()

    def _make_people(self, make: Make) -> None:
        self.service = make.service()
        names = ("Ash", "Bo", "Cleo", "Drew", "Eli", "Fay")
        self.own = [make.clinician(name=name) for name in names]
        self.duty = [make.staff(Role.DUTY) for _ in range(2)]
        self.lead = make.staff(Role.SERVICE_LEAD)
        self.own[0].works_on = "012"
        christmas = (date(2026, 12, 21), date(2027, 1, 3))
        for clinician in (self.own[1], self.own[2]):
            make.session.add(
                Absence(clinician_id=clinician.id, reason=AbsenceReason.LEAVE,
                        starts_on=christmas[0], ends_on=christmas[1])
            )  # fmt: skip
        pathway = make.pathway()
        self.check_ins: list[CheckIn] = []
        for number in range(PEOPLE):
            # Every tenth was just referred: nobody has them yet.
            trust = self.service.trust if number % 10 == 9 else None
            client = make.client(self.own[number % 6], trust)
            if number % 6 == 1:
                make.care_relationship(self.own[3], client, relation=Relation.COVER)
            episode = make.episode(client, pathway=pathway)
            self.check_ins.append(make.check_in(["phq9", "core_om"], episode=episode))

    # ---- two hours

    def _two_hours(self, at: datetime) -> None:
        on = clock.local(at).date()
        if not self.account.days or self.account.days[-1].on != on:
            self._end_of_day()
            self.account.days.append(Day(on))
        if at == SOMEBODY_LEAVES:
            disable_user(self.session, self.own[4].user, by=SYSTEM, at=at)
        self._people_answer(at)
        self._staff_act(at)
        self._machines(at)

    def _people_answer(self, at: datetime) -> None:
        for _ in range(self.chance.choice((0, 1, 2, 3, 4))):
            check_in = self.chance.choice(self.check_ins)
            place, items = self.chance.choice(((1, (8, 9)), (2, (6, 9, 16, 22, 24, 34, 1))))
            item, value = f"q{self.chance.choice(items)}", self.chance.choice((0, 0, 1, 2, 3))
            answer = Answer(item, value, "en", UUID(int=1), tab=uuid4().hex)
            save_answer(self.session, check_in.id, place, answer, at=at)
            measure = check_in.assignments[place - 1].measure
            self._today.answered += bool(value and risk.find_risk_item(measure, item))

    def _staff_act(self, at: datetime, *, answers_come: bool = True) -> None:
        if not care.usual_working_time().is_open(at):
            return
        on = clock.local(at).date()
        for clinician in self._at_work(on):
            for alert in sorted(risk.own_alerts(self.session, clinician, on=on), key=self._place):
                if self.chance.randrange(100) < TAKES_UP or not answers_come:
                    self._do_something(alert, clinician.user, at)

    def _do_something(self, alert: Alert, user: User, at: datetime) -> None:
        see_alert(self.session, alert, user=user, at=at)
        if alert.is_waiting:
            act_on_alert(self.session, alert, [Deed.CALLING], "Calling.", user=user, at=at)
        else:
            close_alert(self.session, alert, [Deed.SPOKE], "We talked.", user=user, at=at)

    def _place(self, alert: Alert) -> tuple[datetime, int]:
        """The same order in every run, as ids are not."""
        return alert.raised_at, [one.id for one in self.check_ins].index(alert.check_in_id)

    def _at_work(self, on: date) -> Sequence[Clinician]:
        every = [*self.own, *self.duty, self.lead]
        return [one for one in every if care.is_at_work(self.session, one, on=on)]

    def _machines(self, at: datetime) -> None:
        """The worker looks after alerts and sends what waits; on one day it is dead."""
        if clock.today() != WORKER_IS_DEAD:
            watch_alerts(self.session, at=at)
            postroom = Postroom({Channel.EMAIL: self.mail}, "https://heard.test")
            work(self.session, actions.job_handlers(postroom), at=at, limit=200)
        if at.hour % 4 == 0:
            self._nobody_is_forgotten(at)

    # ---- what must be true at every moment

    def _nobody_is_forgotten(self, at: datetime) -> None:
        on = clock.local(at).date()
        shown = {alert.id for alert in risk.open_alerts_for(self.session, self.duty[0], on=on)}
        still_open = select(Alert).where(Alert.closed_at.is_(None))
        for alert in self.session.scalars(still_open):
            users = risk.responsible_for(self.session, alert, on=on)
            if not any(user.active for user in users) or alert.id not in shown:
                self.account.silent.append(f"{alert.id} at {at:%d %b %H:%M} is with nobody")
            if _should_have_gone_up(alert, at):
                self.account.silent.append(f"{alert.id} at {at:%d %b %H:%M} stayed {alert.rung}")

    def _drawn_up(self) -> Account:
        self._end_of_day()
        found, account = list(self.session.scalars(select(Alert))), self.account
        account.alerts = len(found)
        account.unclosed = sum(alert.closed_at is None for alert in found)
        account.in_time = sum(bool(a.acting_at and a.acting_at <= a.acknowledge_by) for a in found)
        account.silent += self._answers_without_alert()
        for day in account.days:
            day.raised = sum(clock.local(a.raised_at).date() == day.on for a in found)
            steps = [s for a in found for s in a.steps if clock.local(s.at).date() == day.on]
            day.taken_up = sum(a.acting_at is not None and _on(a.acting_at, day) for a in found)
            day.closed = sum(step.kind is StepKind.CLOSED for step in steps)
            passed = Counter(s.rung for s in steps if s.kind is not StepKind.WISHED)
            day.to_duty, day.to_lead = passed[Rung.DUTY], passed[Rung.LEAD]
        return account

    def _answers_without_alert(self) -> list[str]:
        named = {
            (a.assignment_id, a.item, a.value) for a in self.session.scalars(select(AlertAnswer))
        }
        given = self.session.scalars(select(DraftAnswer).where(DraftAnswer.value > 0))
        risky = {"q9", "q6", "q16", "q22", "q24", "q34"}
        return [
            f"{row.item} of {row.assignment_id}"
            for row in given
            if row.item in risky and (row.assignment_id, row.item, row.value) not in named
        ]

    def _end_of_day(self) -> None:
        if self.account.days:
            open_now = self.session.scalars(select(Alert.id).where(Alert.closed_at.is_(None)))
            self._today.open_at_midnight = len(open_now.all())
            self._today.notices, self.mail.sent = self.mail.sent, 0

    @property
    def _today(self) -> Day:
        return self.account.days[-1]


def _should_have_gone_up(alert: Alert, at: datetime) -> bool:
    """Whether it waits below the rung that its clock has reached, though the worker is alive."""
    if not alert.is_waiting or clock.local(at).date() == WORKER_IS_DEAD:
        return False
    if at >= alert.escalate_by:
        return alert.rung is not Rung.LEAD
    return at >= alert.acknowledge_by and alert.rung in (Rung.OWNER, Rung.COVER)


def _moments(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += LOOK


def _on(moment: datetime, day: Day) -> bool:
    return clock.local(moment).date() == day.on


def main() -> None:
    """Play it on a database of its own and print the table."""
    from app.db import session_factory
    from app.security import Keyring, use_keyring
    from tests.databases import new_database, settings_for

    database = new_database("sqlite", "fortnight")
    settings = settings_for(database.url)
    use_keyring(
        Keyring(settings.field_keys, settings.field_key_id, lookup_key=settings.lookup_key,
                audit_key=settings.audit_key)
    )  # fmt: skip
    try:
        with session_factory(database.engine)() as session:
            print(Fortnight(session).play().table())
    finally:
        database.drop()


if __name__ == "__main__":
    main()
