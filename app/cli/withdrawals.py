"""`flask measures withdraw` and `give-back`: stop asking a measure at once, without a release."""

import click
from flask.cli import with_appcontext

from app import actions, care, clock, instruments
from app.care import MeasureWithdrawal, Service
from app.cli.staff import service_named
from app.extensions import db_session
from app.security import SYSTEM

service_option = click.option("--service", required=True, help='Its name, or "Trust: Service".')
version_option = click.option("--version", type=int, help="Only this version of it.")
language_option = click.option("--language", help="Only its words in this language.")
reason_option = click.option("--reason", required=True, help="Why; colleagues read it.")


@click.command("withdraw")
@click.argument("measure")
@service_option
@version_option
@language_option
@reason_option
@with_appcontext
def withdraw(
    measure: str, service: str, version: int | None, language: str | None, reason: str
) -> None:
    """Stop asking MEASURE from now on. Forms that were begun keep their answers."""
    name = _short_name(measure)
    if version is not None and language:
        raise click.ClickException("Withdraw a version or a language, not both at once.")
    try:
        actions.withdraw_measure(
            db_session(), service_named(service).id, measure, version=version, language=language,
            reason=reason, by=SYSTEM, at=clock.now(),
        )  # fmt: skip
    except actions.NotAChange as error:
        raise click.ClickException("Say why.") from error
    except actions.AlreadyWithdrawn as error:
        raise click.ClickException(f"{service} has withdrawn exactly that already.") from error
    click.echo(f"{service} does not ask {name}{_narrowed(version, language)} from now on.")


@click.command("give-back")
@click.argument("measure")
@service_option
@version_option
@language_option
@reason_option
@with_appcontext
def give_back(
    measure: str, service: str, version: int | None, language: str | None, reason: str
) -> None:
    """Ask MEASURE again from now on."""
    found = _find(service_named(service), measure, version, language)
    if found is None:
        raise click.ClickException(f"{service} has not withdrawn exactly that.")
    try:
        actions.give_back(db_session(), found, reason=reason, by=SYSTEM, at=clock.now())
    except actions.NotAChange as error:
        raise click.ClickException("Say why.") from error
    narrowed = _narrowed(version, language)
    click.echo(f"{service} asks {_short_name(measure)}{narrowed} again from now on.")


def _find(
    service: Service, measure: str, version: int | None, language: str | None
) -> MeasureWithdrawal | None:
    found = care.open_withdrawals(db_session(), service.id)
    place = (measure, version, language)
    return next((w for w in found if (w.measure, w.version, w.language) == place), None)


def _short_name(measure: str) -> str:
    try:
        return instruments.get_instrument(measure).short_name
    except instruments.UnknownInstrument as error:
        known = ", ".join(instruments.keys())
        raise click.ClickException(f"There is no measure {measure}. There are: {known}") from error


def _narrowed(version: int | None, language: str | None) -> str:
    if language:
        return f" in {language}"
    return "" if version is None else f" version {version}"
