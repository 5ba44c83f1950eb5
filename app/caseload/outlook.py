"""What would be asked if a course were opened or ended so, before anybody decides it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import care, clock, scheduling
from app.care import CAME_TO_AN_END, Client, Ending, Episode, NewCourse
from app.caseload.coming_round import CourseSchedule, schedules_of
from app.caseload.waiting import Waiting, waiting_for
from app.scheduling import Ask, Asked, History, Occasion, Plan, Status, Why

AT_THE_END = (Occasion.END, Occasion.AFTER)
# Of check-ins that are only imagined.
_NOBODYS = UUID(int=0)


@dataclass(frozen=True)
class Opening:
    """What a new course would ask, and the courses that go on beside it and ask too.

    `asks` is None where the pathway has no plan.
    """

    asks: tuple[Ask, ...] | None
    beside: tuple[CourseSchedule, ...]


@dataclass(frozen=True)
class Closing:
    """What is still asked after such an end, what stops, what is open, and how many sessions are
    cancelled."""

    episodes: tuple[Episode, ...]
    still: tuple[Ask, ...]
    stops: tuple[Ask, ...]
    waiting: tuple[Waiting, ...]
    stays_open: bool
    cancelled: int


def opening(session: Session, client: Client, new: NewCourse, *, at: datetime) -> Opening:
    """The check-ins of the new course, and what goes on beside it."""
    today = clock.local(at).date()
    plans = scheduling.newest_plans(session, [new.pathway.id])
    stored = plans.get(new.pathway.id)
    open_ones = [s for s in schedules_of(session, client, at=at) if s.episode.ended_on is None]
    asks = _whole_course(stored.plan, new.started_on, today) if stored else None
    return Opening(asks, tuple(open_ones))


def closing(
    session: Session,
    client: Client,
    episode: Episode | None,
    how: Ending,
    on: date,
    *,
    at: datetime,
) -> Closing:
    """What becomes of the course when it ends so; without one, of all that are open."""
    episodes = [e for e in care.episodes_of(session, client) if e.ended_on is None]
    if episode and how is not Ending.DIED:
        episodes = [episode]
    asks = [
        a for one in episodes for a in _asks_after(session, one, how, on, clock.local(at).date())
    ]
    waiting = waiting_for(session, [client], at=at).get(client.id, [])
    ids = {one.id for one in episodes}
    later = care.booked_after(care.appointments_of(session, [client.id]), episodes, on)
    return Closing(
        episodes=tuple(episodes),
        still=tuple(a for a in asks if _is_told(a)),
        stops=tuple(a for a in asks if a.status is Status.STOPPED),
        waiting=tuple(w for w in waiting if w.check_in.episode_id in ids and w.unfinished),
        stays_open=how in CAME_TO_AN_END,
        cancelled=len(later),
    )


def _whole_course(plan: Plan, started_on: date, today: date) -> tuple[Ask, ...]:
    """The start as it comes, and what follows once it was asked."""
    first_day = max(started_on, today)
    begun = scheduling.state(plan, History(started_on=started_on), first_day).asks
    start = [replace(a, on=first_day) for a in begun if a.occasion is Occasion.START]
    given = [Asked(_NOBODYS, Occasion.START, first_day, a.measures, first_day) for a in start]
    history = History(started_on=started_on, asked=tuple(given))
    later = scheduling.state(plan, history, first_day).asks
    rest = [a for a in later if a.occasion is not Occasion.START]
    return tuple(sorted([*start, *rest], key=_by_occasion))


def _asks_after(
    session: Session, episode: Episode, how: Ending, on: date, today: date
) -> Sequence[Ask]:
    stored = scheduling.newest_plans(session, [episode.pathway_id]).get(episode.pathway_id)
    if stored is None:
        return ()
    ended = replace(
        scheduling.histories(session, [episode])[episode.id],
        ended_on=on,
        came_to_an_end=how in CAME_TO_AN_END,
        died_on=on if how is Ending.DIED else None,
    )
    return sorted(scheduling.state(stored.plan, ended, today).asks, key=_by_occasion)


def _is_told(ask: Ask) -> bool:
    """Of what comes after the end also why it does not."""
    is_answered = ask.status is Status.DONE and ask.why is Why.ANSWERED
    return ask.occasion in AT_THE_END and ask.status is not Status.STOPPED and not is_answered


def _by_occasion(ask: Ask) -> int:
    return list(Occasion).index(ask.occasion)
