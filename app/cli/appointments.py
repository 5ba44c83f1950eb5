"""`flask appointments`: when clients come, as another system has it."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app import actions, care, clock
from app.care import AppointmentImport, Trust
from app.extensions import db_session
from app.security import SYSTEM

appointments = AppGroup("appointments", help="When clients come.")


@appointments.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Store the appointments. Without it nothing changes.")
@click.option("--trust", help="The trust whose clients they are, where there is more than one.")
def import_file(file: Path, write: bool, trust: str | None) -> None:
    """Add and change appointments from FILE. Checks only, unless --write is given.

    All or nothing: while a single one has a fault, nothing is stored. The same file again changes
    what has changed and adds nothing. One that the file still calls booked stays as it was marked.

    \b
    A CSV file saved as UTF-8, with these columns in any order. There must be a time and a client:
      starts_at     2026-03-12 14:30 as clocks show it there, or 2026-03-12T14:30:00Z
      nhs_number    ten digits, spaces and dashes allowed
      client        the id at the end of the address of the client's page, without an NHS number

    \b
    Columns that may be there, and what an empty cell means:
      pathway       its name                                (the course of care on that day)
      status        booked, attended, missed, cancelled     (booked)
      cancelled_by  client, service                         (not known)
      identifier    its name in the other system            (known by its client and time)

    \b
    Or FHIR R4 JSON: an Appointment, a Bundle, or one Appointment a line (NDJSON). The patient is
    known by the NHS number (https://fhir.nhs.uk/Id/nhs-number); arrived, checked-in and fulfilled
    are attended. Proposed, pending and waitlist are passed over.
    """
    found = _checked(file, _trust(trust))
    for fault in found.faults:
        click.echo(f"{found.unit} {fault.line}, {fault.field}: {fault.reason}", err=True)
    if found.faults:
        places = len({fault.line for fault in found.faults})
        raise click.ClickException(f"{_counted(places, found.unit)} Nothing was stored.")
    if not write:
        click.echo(f"To add: {_summary(found)} Nothing was stored: say --write.")
        return
    try:
        actions.import_appointments(db_session(), found, by=SYSTEM, at=clock.now())
    except actions.SomebodyWasFaster as error:
        raise click.ClickException(
            "Somebody else has just changed one of these appointments. Nothing was stored. "
            "Try again."
        ) from error
    click.echo(f"Added: {_summary(found)}")


def _counted(number: int, unit: str) -> str:
    word = unit.lower()
    return f"1 {word} has faults." if number == 1 else f"{number} {word}s have faults."


def _summary(found: AppointmentImport) -> str:
    text = f"{found.added}, changed: {found.changed}, as they were: {found.same}"
    if found.passed_over:
        text += f", passed over because nobody has agreed to them: {found.passed_over}"
    return f"{text}."


def _trust(name: str | None) -> Trust | None:
    if name is None:
        return None
    trust = db_session().scalar(select(Trust).where(Trust.name == name))
    if trust is None:
        raise click.ClickException("There is no trust of this name. Nothing was stored.")
    return trust


def _checked(file: Path, trust: Trust | None) -> AppointmentImport:
    try:
        with file.open("rb") as opened:
            read = care.read_appointments(opened.read(care.MOST_BYTES + 1))
    except care.UnreadableFile as error:
        raise click.ClickException(f"{error} Nothing was stored.") from error
    return care.check_appointments(db_session(), read, at=clock.now(), trust=trust)
