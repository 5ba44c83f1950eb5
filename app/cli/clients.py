"""`flask clients`: the people who receive care."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app import actions, care, clock
from app.extensions import db_session
from app.security import SYSTEM

clients = AppGroup("clients", help="The people who receive care.")


@clients.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Store the clients. Without it nothing is changed.")
def import_file(file: Path, write: bool) -> None:
    """Add the clients in FILE, a CSV file saved as UTF-8. Checks only, unless --write is given.

    All or nothing: while a single row has a fault, no row is stored.

    \b
    Columns that must be there, in any order:
      given_name    in any writing
      family_name   in any writing
      birth_date    1990-05-17 or 17/05/1990
      pathway       its name in the clinician's service
      clinician     the e-mail address that the clinician signs in with

    \b
    Columns that may be there, and what an empty cell means:
      nhs_number    ten digits, spaces and dashes allowed   (not known yet)
      phone         07700 900123 or +44 7700 900123         (none)
      email         name@example.org                        (none)
      address_1     the first line of the address           (none)
      address_2     the second, and so on;                  (no such line)
      address_3     40 characters in each at most           (no such line)
      address_4                                             (no such line)
      address_5                                             (no such line)
      postcode      CM20 1XX, needed with an address        (none)
      contact_by    sms, email, letter, none                (phone, else e-mail, else letter)
      language      a code: en, pl, ar and so on            (en)
      gender        1 male, 2 female, 9 indeterminate, X    (X: not known)
      started_on    when the episode began, a date          (today)
    """
    found = _checked(file)
    for fault in found.faults:
        click.echo(f"Line {fault.line}, {fault.field}: {fault.reason}", err=True)
    if found.faults:
        lines = len({fault.line for fault in found.faults})
        raise click.ClickException(
            f"{lines} {'line has' if lines == 1 else 'lines have'} faults. Nothing was stored."
        )
    if not write:
        click.echo(f"{_counted(len(found.clients))} can be added. Nothing was stored: say --write.")
        return
    try:
        count = actions.import_clients(db_session(), found.clients, by=SYSTEM, at=clock.now())
    except actions.SomebodyWasFaster as error:
        raise click.ClickException(
            "Somebody else has just added one of these clients. Nothing was stored. Try again."
        ) from error
    click.echo(f"Added {_counted(count)}.")


def _counted(number: int) -> str:
    return "1 client" if number == 1 else f"{number} clients"


def _checked(file: Path) -> care.Import:
    today = clock.today()
    try:
        with file.open("rb") as opened:
            data = opened.read(care.MOST_BYTES + 1)
        return care.check_file(data, care.known_to(db_session(), on=today), today=today)
    except care.UnreadableFile as error:
        raise click.ClickException(f"{error} Nothing was stored.") from error
