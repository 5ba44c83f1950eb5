"""`flask approvals`: what a service must have on record before it may use some measures' words."""

from datetime import datetime

import click
from flask.cli import AppGroup

from app import actions, clock, instruments
from app.cli.staff import service_named
from app.extensions import db_session
from app.instruments import Instrument
from app.security import SYSTEM

approvals = AppGroup("approvals", help="Licences that a service holds, translations it approved.")
service_option = click.option("--service", required=True, help='Its name, or "Trust: Service".')


@approvals.command("licence")
@click.argument("measure")
@service_option
@click.option("--number", required=True, help="The number or reference of the service's licence.")
@click.option(
    "--date", "licensed_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Its date."
)
def licence(measure: str, service: str, number: str, licensed_on: datetime) -> None:
    """Unlock MEASURE for a service that holds its owner's licence."""
    instrument = _instrument(measure)
    try:
        actions.record_licence(
            db_session(),
            service_named(service),
            instrument,
            number=number,
            licensed_on=licensed_on.date(),
            by=SYSTEM,
            at=clock.now(),
        )
    except actions.LicenceNumberMissing as error:
        raise click.ClickException("Give the licence's number.") from error
    except actions.AlreadyOnRecord as error:
        raise click.ClickException(
            f"{service} has a licence for {instrument.short_name} on record already."
        ) from error
    click.echo(f"{service} may use {instrument.short_name} from now on.")


@approvals.command("wording")
@click.argument("measure")
@click.argument("language")
@service_option
@click.option("--by", "name", required=True, help="Who in the service read and approved it.")
def wording(measure: str, language: str, service: str, name: str) -> None:
    """Switch on the translation of MEASURE into LANGUAGE, exactly as it is now.

    Read it first: flask measures show MEASURE
    """
    instrument = _instrument(measure)
    words = instruments.find_wording(measure, language)
    if words is None:
        known = ", ".join(w.language for w in instruments.wordings(measure))
        raise click.ClickException(f"{instrument.short_name} is there in: {known}.")
    try:
        actions.approve_wording(
            db_session(),
            service_named(service),
            words,
            approved_by=name,
            by=SYSTEM,
            at=clock.now(),
        )
    except actions.AlreadyOnRecord as error:
        raise click.ClickException("Exactly these words are approved already.") from error
    click.echo(f"{service} asks {instrument.short_name} in {language} from now on.")


def _instrument(measure: str) -> Instrument:
    try:
        return instruments.get_instrument(measure)
    except instruments.UnknownInstrument as error:
        known = ", ".join(instruments.keys())
        raise click.ClickException(f"There is no measure {measure}. There are: {known}") from error
