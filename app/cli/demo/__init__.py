"""`flask demo`: a made-up service to look around in. Never on a database with anything real."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import actions, clock, instruments
from app.care import Client, ContactBy, Service
from app.cli.demo.clinic import password
from app.cli.demo.story import Story
from app.extensions import db_session
from app.scheduling import CheckIn
from app.security import SYSTEM, User
from config import LANGUAGES

demo = AppGroup("demo", help="A made-up service to look around in.")


@demo.command("seed")
@click.option("--if-empty", is_flag=True, help="Leave a database that holds anything as it is.")
def seed(if_empty: bool) -> None:
    """Fill an empty database with a made-up trust, ten colleagues and eighty clients."""
    _only_in_demo_mode()
    if if_empty and actions.holds_anything(db_session()):
        return
    new_secret = current_app.extensions["security"].totp_factory.generate_totp_secret
    story = Story(new_secret, at=clock.now())
    try:
        actions.seed_demo(db_session(), story.rows, story.views, story.alerts, at=clock.now())
    except actions.NotEmpty as error:
        raise click.ClickException(
            "This database holds something already, and it might be real. Nothing was added. "
            "Point HEARD_DATABASE_URL at an empty one."
        ) from error
    click.echo("Made up a trust with two services, ten colleagues and eighty clients.")


@demo.command("show")
@click.option("--base-url", help="Where Heard is reached, if not at the address in the settings.")
def show(base_url: str | None) -> None:
    """Who can sign in, and three links to open on a phone. Each time the links are new ones."""
    _only_in_demo_mode()
    if db_session().scalar(select(Service.id).where(Service.is_demo.is_(False)).limit(1)):
        raise click.ClickException("This database holds a service that is not the demo's.")
    address = (base_url or current_app.config["HEARD"].base_url).rstrip("/")
    click.echo(f"\nTo sign in as staff: {address}/sign-in")
    for user in db_session().scalars(select(User).order_by(User.created_at)):
        roles = ", ".join(name.replace("_", " ") for name in user.role_names)
        click.echo(f"  {user.email:28} {user.name} ({roles})")
    click.echo(f"  Password of each of them:    {password()}")
    click.echo(f"  Second step, a code:         {address}/account/demo-code")
    click.echo(f"  What is sent arrives in:     {address}/demo/inbox")
    click.echo("\nTo answer as a client, on a phone-sized window:")
    for language, name in LANGUAGES.items():
        if token := _link(language):
            click.echo(f"  {name:10} {address}/c/{token}")
    if contact := _contact():
        click.echo(f"\nTo see a client's own space: {address}/space/sign-in")
        click.echo(f"  Sign in with {contact}; the code arrives in the inbox above.")


def _only_in_demo_mode() -> None:
    if not current_app.config["HEARD"].demo:
        raise click.ClickException("This copy of Heard is not a demo (HEARD_DEMO is not set).")


def _link(language: str) -> str | None:
    """A new link to the newest check-in in that language; a new one when that is finished."""
    session, at = db_session(), clock.now()
    newest = select(CheckIn).join(Client).where(Client.language == language)
    check_in = session.scalar(newest.order_by(CheckIn.created_at.desc(), CheckIn.id).limit(1))
    if check_in is None:
        return None
    if check_in.completed_at:
        asked = [instruments.get_instrument(a.measure) for a in check_in.assignments]
        check_in = actions.give_check_in(session, check_in.episode, asked, by=SYSTEM, at=at)
    days = current_app.config["HEARD"].invitation_days
    return actions.show_link(session, check_in, by=SYSTEM, at=at, days=days)


def _contact() -> str:
    """The number or address at which somebody of the demo gets their code."""
    newest = (
        select(Client).join(CheckIn).where(Client.language == "en", CheckIn.completed_at.is_(None))
    )
    reached = newest.where(Client.contact_by.in_((ContactBy.SMS, ContactBy.EMAIL)))
    client = (
        db_session()
        .scalars(reached.order_by(CheckIn.created_at.desc(), Client.id).limit(1))
        .first()
    )
    if client is None:
        return ""
    return client.phone if client.contact_by is ContactBy.SMS else client.email
