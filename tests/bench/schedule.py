"""One pass over the schedule, with 1,000 and with 100,000 open courses of which 200 changed."""

import time
import tracemalloc
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from app import clock, instruments, scheduling
from app.actions import run_schedule
from app.care import Appointment, AppointmentStatus, Episode
from app.db import new_engine, session_factory, table_of
from app.scheduling import MeasurePlan, Occasion, Plan, ScheduleMark, new_check_in
from tests.bench import people
from tests.bench.databases import Place, kinds, place_for
from tests.bench.history import multiply
from tests.bench.people import add_people
from tests.bench.report import Figure, show

COURSES, TIMES, CHANGED = 1000, 100, 200
PLAN = Plan(start=("phq9",), routine=("phq9",), every=4)


@dataclass(frozen=True)
class Taken:
    """What one pass took: seconds, the most memory it held, and rows that the database read."""

    seconds: float
    megabytes: float
    rows: int
    given: int


def measure() -> None:
    """Both databases, one after the other."""
    for kind in kinds():
        with place_for(kind) as place:
            few, many = _passes(place, 1), _passes(place, TIMES)
            _show(kind, few, many)


def _passes(place: Place, times: int) -> tuple[Taken, Taken, int]:
    """A pass after 200 courses changed, one after nothing did, and how many courses there are."""
    url = place.new_database(f"courses_{times}")
    people.prepare(url)
    _fill(url)
    multiply(url, times, table_of(Appointment), table_of(ScheduleMark))
    engine = new_engine(url)
    with session_factory(engine)() as session:
        _change(session)
        found = _one_pass(session, engine), _one_pass(session, engine)
        courses = session.scalar(select(func.count()).select_from(Episode)) or 0
    engine.dispose()
    return *found, courses


def _fill(url: str) -> None:
    """Courses with four attended sessions and an answered check-in, at rest."""
    engine, at = new_engine(url), clock.now()
    with session_factory(engine)() as session:
        _clinician, episodes = add_people(session, COURSES)
        plan = MeasurePlan(
            pathway_id=episodes[0].pathway_id, version=1, content=PLAN.as_json(), made_at=at
        )
        session.add(plan)
        for episode in episodes:
            _attend(session, episode, at)
        scheduling.look_again(session, [episode.id for episode in episodes], on=None)
        session.commit()
    engine.dispose()


def _attend(session: Session, episode: Episode, at: datetime) -> None:
    asked = [instruments.get_instrument("phq9")]
    before = at - timedelta(days=30)
    check_in = new_check_in(session, episode, asked, at=before, occasion=Occasion.START)
    check_in.completed_at = before
    for weeks in range(4):
        starts_at, attended = at - timedelta(days=3 + 7 * weeks), AppointmentStatus.ATTENDED
        session.add(Appointment(episode_id=episode.id, starts_at=starts_at, status=attended))


def _change(session: Session) -> None:
    """Something happened in some courses, so that they have to be looked at."""
    some = select(ScheduleMark.id).limit(CHANGED)
    session.execute(
        update(ScheduleMark).where(ScheduleMark.id.in_(some)).values(look_on=clock.today())
    )
    session.commit()


def _one_pass(session: Session, engine: Engine) -> Taken:
    session.expunge_all()
    before, started = _rows_read(engine), time.perf_counter()
    tracemalloc.start()
    done = run_schedule(session, at=clock.now(), days=7)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    seconds = time.perf_counter() - started
    return Taken(seconds, most / 1e6, _rows_read(engine) - before, done.given)


def _rows_read(engine: Engine) -> int:
    """Rows that PostgreSQL has read for us up to now; SQLite does not count them."""
    if engine.dialect.name == "sqlite":
        return 0
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        count = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables"
        return int(connection.scalar(text(count)) or 0)


def _show(kind: str, few: tuple[Taken, Taken, int], many: tuple[Taken, Taken, int]) -> None:
    (some, _, small), (same, idle, large) = few, many
    figures = [
        Figure(f"{CHANGED} changed, {large:,} courses / {small:,}",
               same.seconds / some.seconds, "x",
               note=f"{same.seconds:.2f} s and {some.seconds:.2f} s, {same.given} given"),
        Figure("most memory", same.megabytes / some.megabytes, "x",
               note=f"{same.megabytes:.1f} MB and {some.megabytes:.1f} MB"),
        Figure(f"nothing changed, {large:,} courses", idle.seconds * 1000, "ms"),
    ]  # fmt: skip
    if same.rows:
        figures.append(
            Figure(
                "rows read",
                float(same.rows),
                note=f"of {large:,} courses; {some.rows:,} of {small:,}",
            )
        )
    show(f"One pass over the schedule, {kind}", figures)
