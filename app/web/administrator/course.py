"""What a plan asks of a person: a whole course, worked out by the scheduler that will ask it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import uuid4

from app import instruments, scheduling
from app.instruments import Instrument
from app.scheduling import Asked, History, Occasion, Plan

# How long a course is taken to be when it goes on as long as it is needed.
OPEN_ENDED = 20
# Any day will do: somebody who comes every week and answers everything on the same day.
BEGUN = date(2026, 1, 5)
WEEK = timedelta(weeks=1)
# Seconds for so many questions of the measure with this key.
Pace = Callable[[str, int], float]


@dataclass(frozen=True)
class Sitting:
    """What is answered in one go."""

    measures: tuple[Instrument, ...]
    seconds: float

    @property
    def questions(self) -> int:
        """How many questions."""
        return sum(len(measure.items) for measure in self.measures)

    @property
    def minutes(self) -> int:
        """About how long it takes: whole minutes, at least one."""
        return scheduling.minutes(self.seconds)


@dataclass(frozen=True)
class Step:
    """The sessions from `first` to `last`, and what is asked after them; nothing, when no occasion.

    Session 0 is before the first one.
    """

    first: int
    last: int
    occasion: Occasion | None = None
    sittings: tuple[Sitting, ...] = ()
    has_form: bool = False
    # What the plan names for this occasion, but was asked too short a time before.
    left_out: tuple[str, ...] = ()

    @property
    def questions(self) -> int:
        """How many questions, on whichever day."""
        return sum(sitting.questions for sitting in self.sittings)

    @property
    def minutes(self) -> int:
        """About how many minutes, on whichever day."""
        return sum(sitting.minutes for sitting in self.sittings)


@dataclass(frozen=True)
class Course:
    """The whole course of somebody who comes to every session and answers everything."""

    steps: tuple[Step, ...]
    sessions: int

    @cached_property
    def asked(self) -> list[Step]:
        """The steps in which something is asked."""
        return [step for step in self.steps if step.occasion]

    @property
    def questions(self) -> int:
        """All of it together."""
        return sum(step.questions for step in self.asked)

    @property
    def minutes(self) -> int:
        """All of it together."""
        return sum(step.minutes for step in self.asked)

    @property
    def longest(self) -> int:
        """The minutes of the longest sitting."""
        return max((s.minutes for step in self.asked for s in step.sittings), default=0)

    @property
    def measures(self) -> set[str]:
        """The keys of all that is asked at some time."""
        every = [sitting for step in self.asked for sitting in step.sittings]
        return {measure.key for sitting in every for measure in sitting.measures}


def whole_course(plan: Plan, pace: Pace) -> Course:
    """Everything that the plan asks, session by session, at that pace."""
    sessions = plan.sessions or OPEN_ENDED
    attended = tuple(BEGUN + WEEK * number for number in range(1, sessions + 1))
    days = [BEGUN, *attended, attended[-1] + timedelta(days=plan.days_after)]
    steps: list[Step] = []
    asked: list[Asked] = []
    for number, day in enumerate(days):
        given = list(_given(plan, attended, asked, day))
        steps += [_step(plan, one, min(number, sessions), pace) for one in given]
        if not given and 0 < number <= sessions:
            steps.append(Step(number, number))
    return Course(tuple(_joined(steps)), sessions)


def _given(
    plan: Plan, attended: tuple[date, ...], asked: list[Asked], day: date
) -> Iterator[Asked]:
    """What is asked on that day; it is answered at once."""
    # No occasion comes twice on a day.
    for _ in scheduling.Occasion:
        history = History(
            started_on=BEGUN, ended_on=attended[-1], came_to_an_end=True, attended=attended,
            asked=tuple(asked),
        )  # fmt: skip
        due = scheduling.state(plan, history, day).due
        if due is None:
            return
        asked.append(Asked(uuid4(), due.occasion, day, due.measures, completed_on=day))
        yield asked[-1]


def _step(plan: Plan, given: Asked, session: int, pace: Pace) -> Step:
    known = set(instruments.keys())
    measures = [instruments.get_instrument(key) for key in given.measures if key in known]
    planned = tuple(_sitting(each, pace) for each in scheduling.sittings(measures))
    has_form = any(key in scheduling.FORMS for key in given.measures)
    left_out = tuple(key for key in plan.asks(given.occasion) if key not in given.measures)
    return Step(session, session, given.occasion, planned, has_form, left_out)


def _sitting(measures: tuple[Instrument, ...], pace: Pace) -> Sitting:
    return Sitting(measures, sum(pace(each.key, len(each.items)) for each in measures))


def _joined(steps: Sequence[Step]) -> Iterator[Step]:
    """The same with sessions after which nothing is asked taken together."""
    waiting: Step | None = None
    for step in steps:
        if step.occasion is None:
            waiting = Step(waiting.first if waiting else step.first, step.last)
            continue
        if waiting:
            yield waiting
        waiting = None
        yield step
    if waiting:
        yield waiting
