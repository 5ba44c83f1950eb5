"""What is due to be asked of somebody, and why: one pure function, which everybody asks (plan,
history, today) and nobody second-guesses.

Only days count, never the order in which they were written down: attendance that is entered late
gives the same answer as if it had been there all along.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.scheduling.plan import MOST_DAYS_AFTER, PLANNED, Occasion, Plan

OVERDUE_AFTER = timedelta(days=14)
# Questions about the end make no sense long after it.
END_OPEN_FOR = timedelta(days=28)
AFTER_OPEN_FOR = timedelta(days=60)
# After the end, a course is of interest to the schedule for so long at most.
ASKED_AFTER_THE_END = timedelta(days=MOST_DAYS_AFTER) + AFTER_OPEN_FOR


class Status(StrEnum):
    """How it stands with one occasion of the plan."""

    DUE = "due"
    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class Why(StrEnum):
    """The reason for a status, for people to read in their own words."""

    TIME_HAS_COME = "time has come"
    BROUGHT_FORWARD = "brought forward"
    DEFERRED = "deferred"
    SESSIONS_TO_GO = "sessions to go"
    DAYS_TO_GO = "days to go"
    ANOTHER_IS_OPEN = "another is open"
    ASKED_RECENTLY = "asked recently"
    NOT_ANSWERED = "not answered yet"
    ANSWERED = "answered"
    CLINICIAN = "clinician decided"
    NOT_YET_ENDED = "not yet ended"
    TOO_LATE = "too late"
    PAUSED = "paused"
    ENDED = "ended"
    DIED = "died"
    OPTED_OUT = "opted out"


class Decided(StrEnum):
    """What a clinician can change about the plan for one person."""

    BRING_FORWARD = "bring forward"
    DEFER = "defer"
    SKIP = "skip"
    ADD = "add"


@dataclass(frozen=True)
class Decision:
    """One such change. `until` is the first day on which a deferred check-in is due again."""

    kind: Decided
    occasion: Occasion
    on: date
    until: date | None = None
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A check-in that was given. `closed_on`: it can no longer be answered and was not."""

    id: UUID
    occasion: Occasion
    on: date
    measures: tuple[str, ...]
    completed_on: date | None = None
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for answers."""
        return self.completed_on is None and self.closed_on is None


@dataclass(frozen=True)
class Pause:
    """Days on which nothing is asked: the person's wish, or a stay in hospital."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day is one of them. The last day is."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, kw_only=True)
class History:
    """All of one episode that the plan depends on. The order of what is in it means nothing."""

    started_on: date
    ended_on: date | None = None
    # Whether the course came to its planned or agreed end; not, when somebody stopped coming.
    came_to_an_end: bool = False
    died_on: date | None = None
    opted_out_on: date | None = None
    # One day for each attended appointment; missed and cancelled ones are not here.
    attended: tuple[date, ...] = ()
    asked: tuple[Asked, ...] = ()
    decisions: tuple[Decision, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Ask:
    """How it stands with one occasion: what would be asked, and why (not)."""

    occasion: Occasion
    status: Status
    why: Why
    measures: tuple[str, ...] = ()
    # The day from which it is so, or until which it waits, where there is one.
    on: date | None = None
    sessions_to_go: int = 0
    check_in_id: UUID | None = None


@dataclass(frozen=True)
class ScheduleState:
    """How it stands with every occasion of the plan."""

    asks: tuple[Ask, ...]
    attended: int

    @property
    def due(self) -> Ask | None:
        """What is to be given today; never more than one check-in at a time."""
        return next((ask for ask in self.asks if ask.status is Status.DUE), None)

    @property
    def open(self) -> list[Ask]:
        """What was given and waits for answers."""
        return [ask for ask in self.asks if ask.status in (Status.OPEN, Status.OVERDUE)]


def state(plan: Plan, history: History, today: date) -> ScheduleState:
    """How it stands with every occasion of the plan on that day."""
    view = _View(plan, history, today)
    asks: list[Ask] = []
    for occasion in PLANNED:
        if not plan.asks(occasion) and not view.latest(occasion):
            continue
        ask = view.ask(occasion)
        if ask.status is Status.DUE and any(a.status is Status.DUE for a in asks):
            ask = Ask(occasion, Status.WAITING, Why.ANOTHER_IS_OPEN, ask.measures)
        asks.append(ask)
    return ScheduleState(tuple(asks), attended=len(view.attended))


def wakes_on(plan: Plan, history: History, today: date) -> date | None:
    """The first later day on which time alone can change the state; None when it cannot.

    Until then, and unless something happens, nobody has to look at this episode again.
    """
    day, days = timedelta(days=1), set[date]()
    for asked in history.asked:
        if asked.is_open:
            days.add(asked.on + OVERDUE_AFTER)
    days |= {decision.until for decision in history.decisions if decision.until}
    for pause in history.pauses:
        days |= {pause.starts_on} | ({pause.ends_on + day} if pause.ends_on else set())
    if history.ended_on:
        after = history.ended_on + timedelta(days=plan.days_after)
        days |= {history.ended_on, history.ended_on + END_OPEN_FOR + day, after}
        days.add(after + AFTER_OPEN_FOR + day)
    days |= set(filter(None, (history.died_on, history.opted_out_on, history.started_on)))
    days |= set(history.attended)
    return min((found for found in days if found > today), default=None)


class _View:
    """One history seen from one day: nothing that happens later is in it."""

    def __init__(self, plan: Plan, history: History, today: date) -> None:
        self.plan = plan
        self.today = today
        self.history = history
        self.attended = sorted(day for day in history.attended if day <= today)
        self.asked = sorted((a for a in history.asked if a.on <= today), key=_by_day)
        self.decisions = [d for d in history.decisions if d.on <= today]

    def ask(self, occasion: Occasion) -> Ask:
        """How it stands with this occasion."""
        latest, comes_once = self.latest(occasion), occasion is not Occasion.ROUTINE
        if latest and latest.completed_on and comes_once:
            return self._given(latest, Status.DONE, Why.ANSWERED)
        if stopped := self._stop(occasion):
            return Ask(occasion, Status.STOPPED, stopped)
        if latest and latest.is_open and not self._is_overtaken(latest):
            is_late = self.today - latest.on >= OVERDUE_AFTER
            return self._given(latest, Status.OVERDUE if is_late else Status.OPEN, Why.NOT_ANSWERED)
        if latest and comes_once and not self._is_brought_forward(occasion):
            return self._given(latest, Status.DONE, Why.NOT_ANSWERED)
        if comes_once and self._last(Decided.SKIP, occasion):
            return Ask(occasion, Status.SKIPPED, Why.CLINICIAN)
        return self._planned(occasion)

    def _given(self, asked: Asked, status: Status, why: Why) -> Ask:
        return Ask(asked.occasion, status, why, asked.measures, asked.on, check_in_id=asked.id)

    def latest(self, occasion: Occasion) -> Asked | None:
        """The newest check-in of this occasion."""
        return next((a for a in reversed(self.asked) if a.occasion is occasion), None)

    def _planned(self, occasion: Occasion) -> Ask:
        """An occasion that was not asked yet, or comes round again."""
        measures = self._measures(occasion)
        if self._is_brought_forward(occasion):
            return self._now(occasion, measures, Why.BROUGHT_FORWARD)
        waits = self._wait(occasion)
        if waits:
            return waits
        deferred = self._last(Decided.DEFER, occasion)
        if deferred and deferred.until and self.today < deferred.until:
            return Ask(occasion, Status.WAITING, Why.DEFERRED, measures, deferred.until)
        return self._now(occasion, measures, Why.TIME_HAS_COME)

    def _now(self, occasion: Occasion, measures: tuple[str, ...], why: Why) -> Ask:
        if not measures:
            return Ask(occasion, Status.DONE, Why.ASKED_RECENTLY)
        if occasion is not Occasion.AFTER and self._open_since_last_session():
            return Ask(occasion, Status.WAITING, Why.ANOTHER_IS_OPEN, measures)
        return Ask(occasion, Status.DUE, why, measures, self.today)

    def _wait(self, occasion: Occasion) -> Ask | None:
        """Why the time of this occasion has not come, or has gone; None when it is now."""
        if occasion in (Occasion.START, Occasion.ROUTINE) and (waits := self._not_begun(occasion)):
            return waits
        if occasion is Occasion.START:
            return None
        if occasion is Occasion.ROUTINE:
            return self._sessions_to_go(occasion, self.plan.every - self._since_set())
        if occasion is Occasion.MIDDLE:
            return self._sessions_to_go(
                occasion, (self.plan.middle_session or 0) - len(self.attended)
            )
        return self._end(occasion) if occasion is Occasion.END else self._after()

    def _not_begun(self, occasion: Occasion) -> Ask | None:
        """A course that was opened ahead of its first day asks nothing before it."""
        first_day = self.history.started_on
        if self.today >= first_day:
            return None
        measures = self.plan.asks(occasion)
        return Ask(occasion, Status.WAITING, Why.DAYS_TO_GO, measures, first_day)

    def _end(self, occasion: Occasion) -> Ask | None:
        if self._has_ended() and self.history.ended_on:
            is_late = self.today - self.history.ended_on > END_OPEN_FOR
            return Ask(occasion, Status.DONE, Why.TOO_LATE) if is_late else None
        if self.plan.sessions is None:
            return Ask(occasion, Status.WAITING, Why.NOT_YET_ENDED, self.plan.asks(occasion))
        return self._sessions_to_go(occasion, self.plan.sessions - len(self.attended))

    def _after(self) -> Ask | None:
        occasion, ended_on = Occasion.AFTER, self.history.ended_on
        measures = self.plan.asks(occasion)
        if not self._has_ended() or ended_on is None:
            return Ask(occasion, Status.WAITING, Why.NOT_YET_ENDED, measures)
        day = ended_on + timedelta(days=self.plan.days_after)
        if self.today < day:
            return Ask(occasion, Status.WAITING, Why.DAYS_TO_GO, measures, day)
        if self.today - day > AFTER_OPEN_FOR:
            return Ask(occasion, Status.DONE, Why.TOO_LATE)
        return None

    def _sessions_to_go(self, occasion: Occasion, number: int) -> Ask | None:
        if number <= 0:
            return None
        return Ask(occasion, Status.WAITING, Why.SESSIONS_TO_GO, self.plan.asks(occasion),
                   sessions_to_go=number)  # fmt: skip

    def _stop(self, occasion: Occasion) -> Why | None:
        """Why nothing new is asked at all."""
        history = self.history
        if history.died_on and history.died_on <= self.today:
            return Why.DIED
        if history.opted_out_on and history.opted_out_on <= self.today:
            return Why.OPTED_OUT
        if self._has_ended() and not self._is_asked_after_the_end(occasion):
            return Why.ENDED
        if any(pause.covers(self.today) for pause in history.pauses):
            return Why.PAUSED
        return None

    def _is_asked_after_the_end(self, occasion: Occasion) -> bool:
        return self.history.came_to_an_end and occasion in (Occasion.END, Occasion.AFTER)

    def _has_ended(self) -> bool:
        return self.history.ended_on is not None and self.history.ended_on <= self.today

    def _measures(self, occasion: Occasion) -> tuple[str, ...]:
        """What is asked: the plan's, and what the clinician added, without what is too fresh."""
        added = [m for d in self._open_additions() for m in d.measures]
        wanted = dict.fromkeys([*self.plan.asks(occasion), *added])
        if occasion is Occasion.AFTER:
            return tuple(wanted)  # long after the last session everything is worth asking again
        is_fresh = self._since_set() < self.plan.every and not self._is_brought_forward(occasion)
        fresh = set(self.plan.routine) - set(added) if is_fresh else set()
        just_asked = {m for a in self.asked if not self._sessions_since(a.on) for m in a.measures}
        return tuple(m for m in wanted if m not in fresh and (m in added or m not in just_asked))

    def _since_set(self) -> int:
        """Attended sessions since the routine set was last asked or skipped, or since the start
        when it never was."""
        days = [a.on for a in self.asked if self._has_routine_set(a)]
        days += [d.on for d in self.decisions if d.kind is Decided.SKIP and self._skips_set(d)]
        return self._sessions_since(max(days)) if days else self.plan.every

    def _has_routine_set(self, asked: Asked) -> bool:
        routine = set(self.plan.routine)
        return bool(routine) and routine <= set(asked.measures)

    def _skips_set(self, decision: Decision) -> bool:
        routine = set(self.plan.routine)
        return bool(routine) and routine <= set(self.plan.asks(decision.occasion))

    def _sessions_since(self, day: date) -> int:
        return sum(attended > day for attended in self.attended)

    def _is_overtaken(self, asked: Asked) -> bool:
        """Whether a newer set takes the place of one that nobody answered in so many sessions."""
        return self._sessions_since(asked.on) >= self.plan.every

    def _open_since_last_session(self) -> bool:
        return any(a.is_open and not self._sessions_since(a.on) for a in self.asked)

    def _is_brought_forward(self, occasion: Occasion) -> bool:
        decided, latest = self._last(Decided.BRING_FORWARD, occasion), self.latest(occasion)
        return decided is not None and (latest is None or latest.on < decided.on)

    def _open_additions(self) -> list[Decision]:
        last = max((a.on for a in self.asked), default=date.min)
        return [d for d in self.decisions if d.kind is Decided.ADD and d.on > last]

    def _last(self, kind: Decided, occasion: Occasion) -> Decision | None:
        found = [d for d in self.decisions if d.kind is kind and d.occasion is occasion]
        return max(found, key=lambda d: d.on, default=None)


def _by_day(asked: Asked) -> tuple[date, str]:
    return asked.on, str(asked.id)
