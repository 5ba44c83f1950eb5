"""One made-up person's way through care, as rows: episodes, appointments, check-ins, answers."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import TypeVar
from uuid import UUID

from app import clock, instruments, scheduling
from app.care import (
    Appointment,
    CareRelationship,
    Client,
    Clinician,
    ContactBy,
    Episode,
    nhs_number_lookup,
)
from app.cli.demo.answering import Leaning, answers, mode
from app.cli.demo.clinic import Offering
from app.cli.demo.courses import Asking, Course
from app.cli.demo.people import Person
from app.db import Base
from app.instruments import Instrument
from app.outbox import SEND_MESSAGE, Job, Message, MessageKind, Reason
from app.responses import Draft, DraftAnswer, GivenAnswer, final
from app.scheduling import (
    Assignment,
    AssignmentState,
    CheckIn,
    HelpWanted,
    Invitation,
    Occasion,
    ScheduleMark,
)

Row = TypeVar("Row", bound=Base)

SECONDS_PER_ANSWER = 6
LINK_DAYS = 7
ANSWERED, ANSWERED_MORE, STOPPED_HALF_WAY = 0.84, 0.75, 0.06


class Journey:
    """Collects the rows of one person."""

    def __init__(self, random: Random, person: Person, trust_id: UUID, *, at: datetime) -> None:
        self.random = random
        self.at = at
        self.person = person
        self.leaning = Leaning(random)
        self.rows: list[Base] = []
        self.client = self.add(
            Client(
                id=self.new_id(),
                trust_id=trust_id,
                given_name=person.given_name,
                family_name=person.family_name,
                nhs_number=person.nhs_number,
                nhs_number_lookup=nhs_number_lookup(person.nhs_number),
                birth_date=person.birth_date.isoformat(),
                phone=person.phone,
                email=person.email,
                address=person.address.text,
                contact_by=person.contact_by,
                language=person.language,
                gender=person.gender,
            )
        )

    def new_id(self) -> UUID:
        """The same ids in every demo, so that addresses of pages stay as they are."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def episode(self, course: Course, offering: Offering, clinician: Clinician) -> Episode:
        """A course of care with all that happened in it."""
        episode = self.add(
            Episode(
                id=self.new_id(),
                client_id=self.client.id,
                pathway_id=offering.row.id,
                started_on=course.started_on,
                ended_on=course.ended_on,
                ended_how=course.ended_how,
                group_id=offering.group.id if offering.group and not course.ended_on else None,
            )
        )
        ends_on = course.ended_on + timedelta(days=28) if course.ended_on else None
        self.seen_by(clinician, course.started_on, ends_on)
        for visit in course.visits:
            starts_at = _moment(visit.on, 9 + visit.slot)
            row = Appointment(episode_id=episode.id, starts_at=starts_at, status=visit.status)
            self.add(row)
        for asking in course.askings:
            self._ask(episode, offering, asking)
        if course.ended_on is None:
            self.add(ScheduleMark(episode_id=episode.id, look_on=clock.local(self.at).date()))
        return episode

    def seen_by(self, clinician: Clinician, starts_on: date, ends_on: date | None) -> None:
        """This clinician may see the person between those days."""
        row = CareRelationship(
            clinician_id=clinician.id, client_id=self.client.id, starts_on=starts_on,
            ends_on=ends_on,
        )  # fmt: skip
        self.add(row)

    def is_seen_by(self, clinician: Clinician, *, on: date) -> bool:
        """Whether this clinician could open the record on that day."""
        return any(
            row.clinician_id == clinician.id
            and row.starts_on <= on
            and (row.ends_on is None or on <= row.ends_on)
            for row in self.rows
            if isinstance(row, CareRelationship)
        )

    @property
    def newest_episode(self) -> Episode:
        """The course that they are in, or were in last."""
        return max(
            (row for row in self.rows if isinstance(row, Episode)), key=lambda one: one.started_on
        )

    @property
    def has_answered_all(self) -> bool:
        """Whether they were asked something, and have nothing to answer at the moment."""
        asked = [row for row in self.rows if isinstance(row, CheckIn)]
        newest = max(asked, key=lambda one: one.created_at, default=None)
        return newest is not None and newest.completed_at is not None

    def give(
        self,
        episode: Episode,
        measures: Sequence[str],
        at: datetime,
        occasion: Occasion = Occasion.ROUTINE,
    ) -> CheckIn:
        """A check-in with nothing in it yet."""
        check_in = CheckIn(
            id=self.new_id(),
            client_id=self.client.id,
            episode_id=episode.id,
            created_at=at,
            occasion=occasion,
        )
        check_in.assignments = [
            Assignment(id=self.new_id(), position=n, measure=i.key, version=i.version)
            for n, i in enumerate(map(instruments.get_instrument, measures), start=1)
        ]
        return self.add(check_in)

    def invite(self, check_in: CheckIn) -> None:
        """The link that was sent for it; nobody knows the token any more."""
        token = f"{self.random.getrandbits(128):032x}"[:22]
        invitation = Invitation(
            check_in_id=check_in.id,
            token_hash=scheduling.token_hash(token),
            created_at=check_in.created_at,
            expires_at=check_in.created_at + timedelta(days=LINK_DAYS),
        )
        self.add(invitation)
        if not check_in.completed_at and self.at < invitation.expires_at:
            if self.person.contact_by is ContactBy.LETTER:
                self._leave_a_letter(invitation, token)
            else:
                self.add(self._message(invitation))

    def answer(self, check_in: CheckIn, severity: float, at: datetime, *, only: int = 99) -> None:
        """Send its first questionnaires, one after the other."""
        for assignment in check_in.assignments[:only]:
            draft = self.draft(assignment, severity, at)
            at = max(row.answered_at for row in draft.answers.values()) + timedelta(seconds=20)
            how = mode(self.random, self.person.language)
            self.add(final(assignment, draft, mode=how, at=at))
            assignment.state = AssignmentState.SUBMITTED
        if only >= len(check_in.assignments):
            check_in.completed_at = at

    def draft(
        self, assignment: Assignment, severity: float, at: datetime, *, first: int = 99
    ) -> Draft:
        """Answers to its first items."""
        instrument = instruments.get_instrument(assignment.measure)
        given = answers(self.random, instrument, severity, self.leaning)
        visit, language = self.new_id(), self.language_of(instrument)
        moments = (at + timedelta(seconds=n * SECONDS_PER_ANSWER) for n in count(1))
        rows = [
            GivenAnswer(item, value, value is None, language, visit, next(moments))
            for item, value in list(given.items())[:first]
        ]
        return Draft({row.item: row for row in rows})

    def leave_open(self, episode: Episode, core: Sequence[str], state: str, felt: float) -> None:
        """The newest check-in, not finished."""
        days = {"expired": 10, "draft": 2, "part done": 2}.get(state, 1)
        asked_at = _moment(clock.local(self.at).date(), 8) - _days(days)
        check_in = self.give(episode, core, self.at if state == "newest" else asked_at)
        begun = check_in.created_at + timedelta(hours=11)
        if state == "part done":
            self.answer(check_in, felt, begun, only=2)
        if state in ("draft", "help"):
            first, asked = check_in.assignments[0], (5 if state == "draft" else 2)
            draft = self.draft(first, felt, begun, first=asked)
            self.rows += [_stored(answer, first) for answer in draft.answers.values()]
        if state == "help":
            english = self.person.language == "en"
            check_in.help_wanted = HelpWanted.HELP if english else HelpWanted.INTERPRETER
        self.invite(check_in)

    def language_of(self, instrument: Instrument) -> str:
        """Theirs, where the questionnaire speaks it; English else."""
        theirs = instruments.find_wording(instrument.key, self.person.language)
        return theirs.language if theirs else "en"

    def add(self, row: Row) -> Row:
        """Keep the row, and give it back."""
        self.rows.append(row)
        return row

    def _ask(self, episode: Episode, offering: Offering, asking: Asking) -> None:
        asked_at = _moment(asking.before - _days(2), 10)
        occasion = Occasion.START if asking.is_first else Occasion.ROUTINE
        self._ask_and_answer(episode, offering.core, asked_at, asking.severity, ANSWERED, occasion)
        more_at = _moment(asking.before + _days(1), 10)
        is_time = asking.is_first or asking.is_late
        if offering.more and is_time and more_at < self.at - _days(2):
            self._ask_and_answer(
                episode, offering.more, more_at, asking.severity, ANSWERED_MORE, Occasion.CHOSEN
            )

    def _ask_and_answer(
        self, episode: Episode, measures: Sequence[str], asked_at: datetime, severity: float,
        chance: float, occasion: Occasion,
    ) -> None:  # fmt: skip
        check_in = self.give(episode, measures, asked_at, occasion)
        answered_at = asked_at + timedelta(hours=self.random.uniform(2, 38))
        if self.random.random() < chance and answered_at < self.at - timedelta(hours=1):
            stopped = self.random.random() < STOPPED_HALF_WAY and len(measures) > 2
            self.answer(check_in, severity, answered_at, only=2 if stopped else 99)
        self.invite(check_in)

    def _message(self, invitation: Invitation) -> Message:
        message = Message(
            key=f"{MessageKind.INVITATION}:{invitation.id}",
            kind=MessageKind.INVITATION,
            recipient_id=self.client.id,
            created_at=invitation.created_at,
            send_after=invitation.created_at,
            attempts=1,
            problem="",
        )
        if self.person.email:
            message.sent_at = invitation.created_at + timedelta(minutes=1)
        else:
            message.dropped_at, message.reason = invitation.created_at, Reason.NO_CONTACT
            message.problem = "no e-mail address"
        return message

    def _leave_a_letter(self, invitation: Invitation, token: str) -> None:
        """One that the worker puts among the letters to print, as soon as it runs."""
        message = self._message(invitation)
        message.token, message.check_in_id = token, invitation.check_in_id
        message.sent_at = message.dropped_at = message.reason = None
        message.attempts, message.problem = 0, ""
        job = Job(
            key=f"{SEND_MESSAGE}:{message.key}",
            kind=SEND_MESSAGE,
            payload={"message_id": str(message.id)},
            due_at=self.at,
        )
        self.rows += [message, job]


def _stored(answer: GivenAnswer | DraftAnswer, assignment: Assignment) -> DraftAnswer:
    return DraftAnswer(
        assignment_id=assignment.id,
        item=answer.item,
        value=answer.value,
        declined=answer.declined,
        language=answer.language,
        visit=answer.visit,
        tab="",
        seq=0,
        answered_at=answer.answered_at,
    )


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _moment(day: date, hour: int) -> datetime:
    """That hour of the day where the service is."""
    return datetime.combine(day, time(hour), tzinfo=clock.LOCAL)
