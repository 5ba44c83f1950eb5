"""Appointments: what may become of one, when one can be, and those that there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from app import clock
from app.care.clients import Appointment, AppointmentStatus, CancelledBy, Episode

# Nobody comes twice within so short a time: one of the two is a slip.
NEAR = timedelta(minutes=10)
# People come early, and are marked at the door.
EARLY = timedelta(hours=1)
FURTHEST = timedelta(days=10 * 366)
MOST_IN_SERIES = 200


class Outcome(StrEnum):
    """What became of an appointment, and by whom if it was cancelled. Files do not always say."""

    BOOKED = "booked"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED_BY_CLIENT = "cancelled by client"
    CANCELLED_BY_SERVICE = "cancelled by service"
    CANCELLED = "cancelled"

    @property
    def status(self) -> AppointmentStatus:
        """The outcome without by whom."""
        return AppointmentStatus(self.value.partition(" ")[0])

    @property
    def cancelled_by(self) -> CancelledBy | None:
        """Whose doing it was, if it was cancelled and that is known."""
        by = self.value.partition(" by ")[2]
        return CancelledBy(by) if by else None


class Misfit(StrEnum):
    """Why an appointment cannot be as it is wanted. Import reports say it in these words."""

    BEFORE_COURSE = "is before the course of care began"
    AFTER_COURSE = "is after the course of care ended"
    AFTER_DEATH = "is after the client died"
    SAME_TIME = "is the time of another appointment of this course"
    TOO_NEAR = "is less than 10 minutes from another appointment of this client"
    NOT_YET = "is still to come, so nobody can have attended or missed it"
    TOO_FAR = "is more than ten years ahead"
    TOO_MANY = "has more than 200 appointments"


class NoSuchTime(ValueError):
    """The clocks go forward on that day, and pass over that time."""

    def __init__(self, day: date) -> None:
        super().__init__("the clocks go forward that night: there is no such time")
        self.day = day


@dataclass(frozen=True)
class Place:
    """Where an appointment is to be: in whose course, when, and what became of it.

    `appointment_id` is for one that is there already. If `is_settled`, it stays where it is, and
    only what became of it is new.
    """

    episode: Episode
    starts_at: datetime
    outcome: Outcome = Outcome.BOOKED
    appointment_id: UUID | None = None
    is_settled: bool = False


def outcome_of(appointment: Appointment) -> Outcome:
    """What became of it."""
    if appointment.cancelled_by:
        return Outcome(f"{appointment.status.value} by {appointment.cancelled_by.value}")
    return Outcome(appointment.status.value)


def set_outcome(appointment: Appointment, outcome: Outcome) -> None:
    """Write down what became of it."""
    appointment.status, appointment.cancelled_by = outcome.status, outcome.cancelled_by


def new_appointment(place: Place, identifier: str | None = None) -> Appointment:
    """An appointment in that place, not stored yet."""
    made = Appointment(
        episode_id=place.episode.id, starts_at=place.starts_at, identifier=identifier
    )
    set_outcome(made, place.outcome)
    return made


def local_moment(day: date, at: time) -> datetime:
    """The moment at which clocks in the service show that. An hour that comes twice: the first.

    Raises NoSuchTime.
    """
    there = datetime.combine(day, at, tzinfo=clock.LOCAL)
    moment = there.astimezone(UTC)
    if moment.astimezone(clock.LOCAL).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise NoSuchTime(day)
    return moment


def series(first_day: date, at: time, *, weeks: int, times: int) -> list[datetime]:
    """That time of the day every so many weeks, on both sides of a clock change (REL-11).

    Raises NoSuchTime.
    """
    return [local_moment(first_day + timedelta(weeks=weeks * n), at) for n in range(times)]


def misplaced(
    places: Sequence[Place], stored: Iterable[Appointment], *, at: datetime
) -> list[tuple[Place, Misfit]]:
    """Which of these cannot be, and why, beside each other and all that is stored of the people."""
    moving = {place.appointment_id for place in places}
    staying = [Place(a.episode, a.starts_at, outcome_of(a)) for a in stored if a.id not in moving]
    everything = [*places, *staying]
    taken = Counter((place.episode.id, place.starts_at) for place in everything)
    crowded = _crowded(everything)
    found = []
    for place in places:
        misfit = _untimely(place, at)
        if misfit is None and not place.is_settled:
            misfit = _outside(place, at) or _beside(place, taken, crowded)
        if misfit:
            found.append((place, misfit))
    return found


def _untimely(place: Place, at: datetime) -> Misfit | None:
    """Whether it says what nobody can know yet."""
    known_from = {
        AppointmentStatus.ATTENDED: place.starts_at - EARLY,
        AppointmentStatus.MISSED: place.starts_at,
    }
    return Misfit.NOT_YET if known_from.get(place.outcome.status, at) > at else None


def _outside(place: Place, at: datetime) -> Misfit | None:
    day, episode = clock.local(place.starts_at).date(), place.episode
    died_on = episode.client.died_on
    outside = {
        Misfit.BEFORE_COURSE: day < episode.started_on,
        Misfit.AFTER_COURSE: episode.ended_on is not None and day > episode.ended_on,
        Misfit.AFTER_DEATH: died_on is not None and day > died_on,
        Misfit.TOO_FAR: place.starts_at > at + FURTHEST,
    }
    return next((misfit for misfit, is_so in outside.items() if is_so), None)


def _beside(
    place: Place, taken: Counter[tuple[UUID, datetime]], crowded: set[tuple[UUID, datetime]]
) -> Misfit | None:
    if taken[place.episode.id, place.starts_at] > 1:
        return Misfit.SAME_TIME
    is_on = place.outcome.status is not AppointmentStatus.CANCELLED
    is_near = (place.episode.client_id, place.starts_at) in crowded
    return Misfit.TOO_NEAR if is_on and is_near else None


def _crowded(places: Iterable[Place]) -> set[tuple[UUID, datetime]]:
    """When a person has another appointment too near. Cancelled ones do not count."""
    by_person: dict[UUID, list[datetime]] = defaultdict(list)
    for place in places:
        if place.outcome.status is not AppointmentStatus.CANCELLED:
            by_person[place.episode.client_id].append(place.starts_at)
    return {
        (person, moment)
        for person, moments in by_person.items()
        for pair in pairwise(sorted(moments))
        if pair[1] - pair[0] < NEAR
        for moment in pair
    }
