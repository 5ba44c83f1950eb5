"""The whole demo, from an empty database: the same people and the same courses every time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from app import clock
from app.actions import ToldAlert, View
from app.care import CareRelationship, Episode, Relation
from app.cli.demo.alerts import followed_up, freshly_given, long_answered, rota
from app.cli.demo.clinic import Clinic, Offering, clinic
from app.cli.demo.courses import (
    BEFORE,
    MOST_APPOINTMENTS,
    SLOTS,
    TWO_YEARS,
    current_course,
    past_course,
)
from app.cli.demo.forms import Forms
from app.cli.demo.journeys import Journey
from app.cli.demo.people import Person, people
from app.codesign import Purpose
from app.db import Base
from app.scheduling import CheckIn
from config import LANGUAGES

SEED = 6  # of no meaning; another one tells other stories
STILL_COMING = 0.55
CAME_BEFORE = 0.3
GROUP_WEIGHT = 2.5  # so that those who are in one are several
# How the newest check-in of one person after another was left.
STATES = (
    "finished", "untouched", "finished", "draft", "finished", "finished", "part done", "finished",
    "help", "finished", "expired", "finished",
)  # fmt: skip


class Story:
    """The rows of the demo, and who has opened whose record."""

    def __init__(self, totp_secret: Callable[[], str], *, at: datetime) -> None:
        self.at = at
        self.today = clock.local(at).date()
        self.random = Random(SEED)
        self.clinic: Clinic = clinic(totp_secret, at=at)
        self.rows: list[Base] = list(self.clinic.rows)
        self.forms = Forms(self.clinic.services["step4"].id, self.clinic.users, Random(SEED), at=at)
        self.rows += self.forms.rows
        self.views: list[View] = []
        self.current: dict[str, list[Journey]] = {"step3": [], "step4": []}
        # Whose records are still open to whom: those who come, and those who left not long ago.
        self._known: list[tuple[str, Journey]] = []
        self._states = cycle(STATES)
        # Nobody has two people in the room at the same time, but for those who come as a group.
        week = {service: self._week() for service in self.current}
        groups = [offering for offering in self.clinic.offerings if offering.group]
        self._group_times = {one.row.id: week[one.service].pop() for one in groups}
        self._weekly = {service: cycle(slots) for service, slots in week.items()}
        for person in people(self.random, self.today):
            self._tell(person)
        self._colleagues_see()
        self._records_were_opened()
        self.alerts: list[ToldAlert] = []
        self._answers_raised_alerts()

    def _tell(self, person: Person) -> None:
        journey = Journey(self.random, person, self.clinic.trust.id, at=self.at)
        is_first = person.place == 0
        if is_first or self.random.random() < STILL_COMING:
            self._is_coming(journey, is_first)
        else:
            self._came(journey, "step4" if self.random.random() < 0.6 else "step3", since=15)
        self.rows += journey.rows

    def _is_coming(self, journey: Journey, is_first: bool) -> None:
        service = "step4" if is_first or self.random.random() < 0.65 else "step3"
        offering = self._offering(service)
        most = MOST_APPOINTMENTS
        if self.random.random() < CAME_BEFORE:
            self._came(journey, "step3", since=250, most=BEFORE)
            most -= BEFORE
        together = self._group_times.get(offering.row.id)
        weekday, slot = together or next(self._weekly[service])
        course = current_course(
            self.random, self.today, offering.sessions, most=most, weekday=weekday, slot=slot
        )
        episode = journey.episode(course, offering, self.clinic.clinicians[service])
        # Whoever opens one of the demo's links finds a check-in that nobody has begun.
        has_link = is_first and journey.person.language in LANGUAGES
        state = "newest" if has_link else next(self._states)
        if state != "finished":
            journey.leave_open(episode, offering.core, state, course.severity_now)
        if state == "newest" and service == "step4":
            self._ask_about_the_service(journey, episode)
        self.current[service].append(journey)
        self._known.append((service, journey))

    def _ask_about_the_service(self, journey: Journey, episode: Episode) -> None:
        """The experience form comes with the check-in that the demo's links lead to."""
        newest = [row for row in journey.rows if isinstance(row, CheckIn)][-1]
        ticket = self.forms.ticket(
            Purpose.PREM, journey.client.id, episode.id, check_in_id=newest.id
        )
        self.rows.append(ticket)

    def _came(
        self, journey: Journey, service: str, *, since: int, most: int = MOST_APPOINTMENTS
    ) -> None:
        """An episode that ended some time ago."""
        offering = self._offering(service)
        sessions = min(offering.sessions, most)
        days = self.random.randint(since, TWO_YEARS.days - 7 * sessions)
        course = past_course(self.random, self.today - timedelta(days=days), sessions)
        journey.episode(course, offering, self.clinic.clinicians[service])
        self._known.append((service, journey))

    def _week(self) -> list[tuple[int, int]]:
        """Every slot of a working week, in any order."""
        slots = [(weekday, slot) for weekday in range(5) for slot in range(SLOTS)]
        return self.random.sample(slots, len(slots))

    def _offering(self, service: str) -> Offering:
        every = [offering for offering in self.clinic.offerings if offering.service == service]
        weights = [GROUP_WEIGHT if offering.group else 1 for offering in every]
        return self.random.choices(every, weights)[0]

    def _colleagues_see(self) -> None:
        """Maya supervises some of Daniel's work; he and Noor look after some of hers while she is
        away."""
        maya, daniel = self.clinic.clinicians["step4"], self.clinic.clinicians["step3"]
        noor = self.clinic.clinicians["step4_colleague"]
        shared = [(maya, Relation.SUPERVISED, j) for j in self.current["step3"][:4]]
        shared += [(daniel, Relation.COVER, j) for j in self.current["step4"][-4:]]
        shared += [(noor, Relation.COVER, j) for j in self.current["step4"][:3]]
        for clinician, relation, journey in shared:
            ends_on = self.today + timedelta(days=14) if relation is Relation.COVER else None
            self.rows.append(
                CareRelationship(
                    clinician_id=clinician.id,
                    client_id=journey.client.id,
                    relation=relation,
                    starts_on=self.today - timedelta(days=7),
                    ends_on=ends_on,
                )
            )

    def _records_were_opened(self) -> None:
        """Most since the last answers came in; some not for a week or more."""
        for number, (service, journey) in enumerate(self._known):
            hours = self.random.uniform(20, 70) if number % 3 else self.random.uniform(170, 260)
            at = self.at - timedelta(hours=hours)
            if journey.is_seen_by(self.clinic.clinicians[service], on=at.date()):
                self.views.append(View(self.clinic.users[service], journey.client, at))

    def _answers_raised_alerts(self) -> None:
        """Some this morning, on which somebody has to act; those of two years, acted on."""
        duty = self.clinic.users["duty"]
        self.alerts += long_answered(self.rows, duty, at=self.at)
        everyone = [*self.current["step4"], *self.current["step3"]]
        free = [journey for journey in everyone if journey.has_answered_all]
        told_before = {journey.client.id: len(journey.rows) for journey in free}
        self.alerts += freshly_given(free, duty, at=self.at)
        for journey in free:
            self.rows += journey.rows[told_before[journey.client.id] :]
        self.rows += followed_up(free, self.clinic.users["step4"], at=self.at)
        self.rows += rota(self.clinic.clinicians, self.today)
