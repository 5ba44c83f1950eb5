"""What became of somebody: how they felt over time, when they came, when they were asked."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.care import AppointmentStatus, Ending

WEEK = timedelta(days=7)
TWO_YEARS = timedelta(days=715)
# A questionnaire every fourth attended session, as the service does.
ASK_EVERY = 4
MOST_APPOINTMENTS = 20
SLOTS = 8  # in a day, from nine o'clock
BEFORE = 6  # appointments of those who came to another service first


def _line(ends_at: float) -> Callable[[float], float]:
    return lambda progress: 1 + (ends_at - 1) * progress


# How severity at that point of the course compares with that at the start.
SHAPES: dict[str, Callable[[float], float]] = {
    "better": _line(0.15),
    "somewhat better": _line(0.5),
    "flat": _line(1.0),
    "worse": _line(1.75),
    "up and down": lambda progress: 1 + 0.3 * math.sin(progress * 9),
    "dropped out": _line(1.1),
}
WEIGHTS = {
    "better": 34, "somewhat better": 22, "flat": 12, "worse": 16, "up and down": 8,
    "dropped out": 10,
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One appointment: the day, the slot of the day, and what became of it."""

    on: date
    slot: int
    status: AppointmentStatus


@dataclass(frozen=True)
class Asking:
    """A check-in that was asked before an appointment that was attended."""

    before: date
    severity: float
    is_first: bool
    is_late: bool


@dataclass
class Course:
    """One episode: how it went, when they came, and when they were asked."""

    shape: str
    started_on: date
    ended_on: date | None
    visits: list[Visit] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)
    severity_now: float = 0.5

    @property
    def ended_how(self) -> Ending | None:
        """As it is written in the record."""
        if self.ended_on is None:
            return None
        return Ending.STOPPED_COMING if self.shape == "dropped out" else Ending.COMPLETED


def current_course(
    random: Random, today: date, sessions: int, *, most: int, weekday: int, slot: int
) -> Course:
    """A course that is still going on, with the next appointments in the coming two weeks.

    `most` is how many appointments there may be in all; they are on this day of the week.
    """
    shape = _shape(random, {"dropped out"})
    next_on = today + timedelta(days=(weekday - today.weekday()) % 7)
    # The later of two draws: most people are well under way, some have just begun.
    come_so_far = max(random.randint(0, min(sessions, most - 2)) for _ in range(2))
    days = [next_on - WEEK * (come_so_far - n) for n in range(come_so_far)]
    course = _course(random, shape, days, planned=sessions, slot=slot)
    course.started_on = days[0] if days else today - timedelta(days=random.randint(5, 20))
    course.visits += [
        Visit(day, slot, AppointmentStatus.BOOKED)
        for day in (next_on, next_on + WEEK)
        if day <= today + timedelta(days=14)
    ]
    return course


def past_course(random: Random, ended_on: date, sessions: int) -> Course:
    """A course that has ended, as planned or because somebody stopped coming."""
    shape = _shape(random, set())
    held = random.randint(3, min(9, max(3, sessions))) if shape == "dropped out" else sessions
    last = _next_weekday(ended_on) - WEEK
    days = [last - WEEK * (held - 1 - n) for n in range(min(held, MOST_APPOINTMENTS))]
    course = _course(random, shape, days, planned=held, slot=random.randrange(SLOTS))
    if shape == "dropped out":
        course.visits = _stopped_coming(course.visits)
        course.askings = [a for a in course.askings if a.before <= course.visits[-3].on]
    course.started_on, course.ended_on = days[0], last + WEEK
    return course


def _course(random: Random, shape: str, days: list[date], *, planned: int, slot: int) -> Course:
    start = random.uniform(0.35, 0.55) if shape == "worse" else random.uniform(0.45, 0.85)
    course = Course(shape, date.min, None, severity_now=start)
    attended = 0
    for number, day in enumerate(days):
        status = AppointmentStatus.ATTENDED if number == 0 else _status(random)
        course.visits.append(Visit(day, slot, status))
        if status is not AppointmentStatus.ATTENDED:
            continue
        progress = number / max(planned, 1)
        course.severity_now = _severity(random, shape, start, progress)
        if attended % ASK_EVERY == 0 or number == planned - 1:
            late = progress > 0.7
            course.askings.append(Asking(day, course.severity_now, attended == 0, late))
        attended += 1
    return course


def _severity(random: Random, shape: str, start: float, progress: float) -> float:
    return min(0.97, max(0.03, start * SHAPES[shape](progress) + random.gauss(0, 0.04)))


def _shape(random: Random, without: set[str]) -> str:
    weights = {shape: weight for shape, weight in WEIGHTS.items() if shape not in without}
    return random.choices(list(weights), list(weights.values()))[0]


def _status(random: Random) -> AppointmentStatus:
    chance = random.random()
    if chance < 0.09:
        return AppointmentStatus.MISSED
    return AppointmentStatus.CANCELLED if chance < 0.19 else AppointmentStatus.ATTENDED


def _stopped_coming(visits: list[Visit]) -> list[Visit]:
    missed = [Visit(v.on, v.slot, AppointmentStatus.MISSED) for v in visits[-2:]]
    return visits[:-2] + missed


def _next_weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
