"""What reading a file of appointments would change: whose each is, what is new, what cannot be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app import clock
from app.care.appointment_rows import AppointmentFile, AppointmentRow
from app.care.appointments import Misfit, Outcome, Place, misplaced, outcome_of
from app.care.clients import Appointment, AppointmentStatus, Client, Episode, nhs_number_lookup
from app.care.diaries import appointments_of
from app.care.importing import Fault
from app.care.merging import standing_for
from app.care.numbers import clients_by_number
from app.care.services import Trust

# Those that are about what became of it, and not about when it is.
_ABOUT_OUTCOME = frozenset({Misfit.NOT_YET})


@dataclass(frozen=True)
class ReadAppointment:
    """One good row: a new appointment, or what one that is there becomes."""

    line: int
    place: Place
    identifier: str | None
    # The version of the one that changes, as it was when the file was checked.
    version: int = 0

    @property
    def is_new(self) -> bool:
        """Whether it is to be added."""
        return self.place.appointment_id is None


@dataclass
class AppointmentImport:
    """All that a file would do, and everything that is wrong with it."""

    unit: str
    wanted: list[ReadAppointment] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0
    passed_over: int = 0

    @property
    def added(self) -> int:
        """How many are new."""
        return sum(one.is_new for one in self.wanted)

    @property
    def changed(self) -> int:
        """How many are there already and become something else."""
        return len(self.wanted) - self.added


def check_appointments(
    session: Session, file: AppointmentFile, *, at: datetime, trust: Trust | None = None
) -> AppointmentImport:
    """What the file would add and change, and every fault in the order of its lines.

    Only clients of that trust are looked for; without one, clients of all trusts.
    """
    known = _Known(session, file.rows, trust)
    found = AppointmentImport(file.unit, faults=list(file.faults), passed_over=file.passed_over)
    seen: dict[str, int] = {}
    for row in file.rows:
        try:
            _refuse_repeated(row, seen, file.unit)
            _take(found, row, known)
        except _Refused as refused:
            found.faults.append(_fault(file, row.line, refused.about, str(refused)))
    found.faults += _misplaced(found, file, known, at)
    found.faults.sort(key=lambda fault: fault.line)
    return found


class _Refused(ValueError):
    def __init__(self, about: str, reason: str) -> None:
        super().__init__(reason)
        self.about = about


class _Known:
    """What is in the database of the people in a file."""

    def __init__(
        self, session: Session, rows: Sequence[AppointmentRow], trust: Trust | None
    ) -> None:
        self.clients: dict[str | UUID, list[Client]] = defaultdict(list)
        lookups = {row.nhs_number: nhs_number_lookup(row.nhs_number) for row in rows}
        self._lookups = lookups
        of_trust = [Client.trust_id == trust.id] if trust else []
        trust_id = trust.id if trust else None
        for lookup, client in clients_by_number(session, lookups.values(), trust_id=trust_id):
            self.clients[lookup].append(client)
        ids = {row.client_id for row in rows if row.client_id}
        for client in _all(session, Client.id, ids, *of_trust):
            self.clients[client.id].append(standing_for(session, client))
        people = {client.id for found in self.clients.values() for client in found}
        self.episodes: dict[UUID, list[Episode]] = defaultdict(list)
        for episode in _all(session, Episode.client_id, people):
            self.episodes[episode.client_id].append(episode)
        self.stored = appointments_of(session, people)
        self.at_time = {(a.episode_id, a.starts_at): a for a in self.stored}
        identifiers = [row.identifier for row in rows if row.identifier]
        named = _all(session, Appointment.identifier, identifiers)
        self.by_identifier: dict[str, Appointment] = {a.identifier: a for a in named}

    def client(self, row: AppointmentRow) -> Client:
        """Whose it is. Raises _Refused."""
        found = self.clients.get(row.client_id or self._lookups[row.nhs_number], [])
        if len(found) != 1:
            several = "is a client's of more than one trust: say --trust"
            raise _Refused("client", several if found else "is no client of ours")
        numbered = self.clients.get(self._lookups[row.nhs_number], [])
        if row.client_id and row.nhs_number and found[0] not in numbered:
            raise _Refused("client", "is not the NHS number of that client")
        return found[0]


def _take(found: AppointmentImport, row: AppointmentRow, known: _Known) -> None:
    """Add to what is wanted, or count as the same or passed over. Raises _Refused."""
    client = known.client(row)
    there = _named(row, client, known)
    episode = there.episode if there else _episode(row, known.episodes[client.id])
    there = there or _same_time(row, episode, known)
    if there is None:
        if row.is_withdrawn:
            found.passed_over += 1
        else:
            place = Place(episode, row.starts_at, row.outcome)
            found.wanted.append(ReadAppointment(row.line, place, row.identifier))
        return
    change = _change(row, there)
    if change.place.is_settled and change.place.outcome is outcome_of(there) and (
        change.identifier == there.identifier
    ):  # fmt: skip
        found.same += 1
    else:
        found.wanted.append(change)


def _change(row: AppointmentRow, there: Appointment) -> ReadAppointment:
    moves = row.starts_at != there.starts_at
    before, after = outcome_of(there), row.outcome
    if after is Outcome.BOOKED and not moves:
        # A file that does not know yet what became of it undoes nothing that somebody recorded.
        after = before
    revives = before.status is AppointmentStatus.CANCELLED and after.status != before.status
    place = Place(
        there.episode, row.starts_at, after, there.id, is_settled=not moves and not revives
    )
    return ReadAppointment(row.line, place, row.identifier or there.identifier, there.version)


def _named(row: AppointmentRow, client: Client, known: _Known) -> Appointment | None:
    """The appointment with the row's identifier. Raises _Refused."""
    there = known.by_identifier.get(row.identifier or "")
    if there and there.episode.client_id != client.id:
        raise _Refused("identifier", "is that of another client's appointment")
    names = [name.casefold() for name in row.courses if row.is_strict]
    if there and names and there.episode.pathway.name.casefold() not in names:
        raise _Refused("identifier", "is that of an appointment in another course of care")
    return there


def _same_time(row: AppointmentRow, episode: Episode, known: _Known) -> Appointment | None:
    """The appointment of that course at that time, unless both have identifiers: then it is not."""
    there = known.at_time.get((episode.id, row.starts_at))
    return there if there and not (there.identifier and row.identifier) else None


def _episode(row: AppointmentRow, episodes: Sequence[Episode]) -> Episode:
    """The course of care that it belongs to. Raises _Refused."""
    names = {name.casefold() for name in row.courses}
    named = [episode for episode in episodes if episode.pathway.name.casefold() in names]
    if names and row.is_strict and not named:
        raise _Refused("course", "the client has no course of care on this pathway")
    day = clock.local(row.starts_at).date()
    possible = named or list(episodes)
    covering = [episode for episode in possible if _covers(episode, day)]
    if len(covering or possible) == 1:
        return (covering or possible)[0]
    if covering:
        raise _Refused("course", "the client has more than one course on that day: name it")
    raise _Refused("starts_at", "is not within any course of care of the client")


def _covers(episode: Episode, day: Any) -> bool:
    return episode.started_on <= day and (episode.ended_on is None or day <= episode.ended_on)


def _refuse_repeated(row: AppointmentRow, seen: dict[str, int], unit: str) -> None:
    if row.identifier and seen.setdefault(row.identifier, row.line) != row.line:
        raise _Refused("identifier", f"is the same as in {unit.lower()} {seen[row.identifier]}")


def _misplaced(
    found: AppointmentImport, file: AppointmentFile, known: _Known, at: datetime
) -> Iterator[Fault]:
    lines = {id(one.place): one.line for one in found.wanted}
    for place, misfit in misplaced([one.place for one in found.wanted], known.stored, at=at):
        about = "outcome" if misfit in _ABOUT_OUTCOME else "starts_at"
        yield _fault(file, lines[id(place)], about, misfit.value)


def _fault(file: AppointmentFile, line: int, about: str, reason: str) -> Fault:
    return Fault(line, file.fields.get(about, about), reason)


def _all(
    session: Session,
    column: InstrumentedAttribute[Any],
    values: Collection[Any],
    *conditions: ColumnElement[bool],
) -> Iterator[Any]:
    """The rows whose column has one of these values, with what belongs to them."""
    every, rows = list(values), select(column.class_)
    if column.class_ is Episode:
        rows = rows.options(joinedload(Episode.pathway), joinedload(Episode.client))
    for start in range(0, len(every), 1000):
        yield from session.scalars(rows.where(column.in_(every[start : start + 1000]), *conditions))
