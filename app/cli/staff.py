"""`flask staff`: the services there are, and the people who work in them."""

import secrets

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app import actions, clock, scheduling
from app.care import Clinician, Pathway, Service
from app.extensions import db_session
from app.security import SHORTEST_PASSWORD, SYSTEM, Role, User

staff = AppGroup("staff", help="The services there are, and the people who work in them.")


def _not_blank(_context: click.Context, option: click.Parameter, text: str) -> str:
    if not text.strip():
        raise click.BadParameter(f"Say the {option.name}: it cannot be empty.")
    return text.strip()


def _none_blank(
    context: click.Context, option: click.Parameter, texts: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(_not_blank(context, option, text) for text in texts)


@staff.command("add-service")
@click.option(
    "--trust",
    prompt=True,
    callback=_not_blank,
    help="The NHS trust, which is made if it is not there.",
)
@click.option("--name", prompt=True, callback=_not_blank,
              help="The service, such as: Step 4 psychological therapies.")  # fmt: skip
@click.option("--pathway", "pathways", multiple=True, callback=_none_blank,
              help="A pathway it offers. May be repeated.")  # fmt: skip
@click.option("--phone", default="", help="The phone number that clients call.")
def add_service(trust: str, name: str, pathways: tuple[str, ...], phone: str) -> None:
    """Add a service and its pathways, each with a plan of what it asks that can be changed."""
    try:
        service = actions.add_service(
            db_session(), trust, name, pathways, phone=phone, by=SYSTEM, at=clock.now()
        )
    except actions.ServiceIsThere as error:
        raise click.ClickException(f"{trust} has a service called {name} already.") from error
    click.echo(f"Added {name} of {trust}, with {_counted(len(pathways))}.")
    for pathway in db_session().scalars(select(Pathway).where(Pathway.service_id == service.id)):
        plan = scheduling.shipped_plan_for(pathway.name)
        click.echo(
            f"  {pathway.name}: starts from the plan “{plan.name}” (change it at /admin/plans)"
        )


@staff.command("add")
@click.option("--email", prompt=True, help="What they sign in with.")
@click.option("--name", prompt=True, callback=_not_blank,
              help="Their name, as clients and colleagues read it.")  # fmt: skip
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role]),
    help="What they are in the service. May be repeated.",
)  # fmt: skip
@click.option("--service", help="Where they work. Needed for clinicians, the duty team and leads.")
@click.option("--profession", default="", help="Such as: clinical psychologist.")
@click.option(
    "--make-password", is_flag=True,
    help="Make a random password and show it once, instead of asking for one.",
)  # fmt: skip
def add(
    email: str, name: str, roles: tuple[str, ...], service: str | None, profession: str,
    make_password: bool,
) -> None:  # fmt: skip
    """Add a colleague. There is no default password: you type one, or one is made and shown once.

    At their first sign-in they set up a second factor: an authenticator app or a passkey.
    """
    new = actions.NewStaff(
        name=name,
        email=_email(email),
        roles=[Role(role) for role in roles],
        service=service_named(service) if service else None,
        profession=profession,
        password=secrets.token_urlsafe(15) if make_password else _ask_for_password(),
    )
    try:
        actions.add_staff(db_session(), new, by=SYSTEM, at=clock.now())
    except actions.EmailIsTaken as error:
        raise click.ClickException(f"Somebody signs in with {new.email} already.") from error
    except actions.PasswordTooShort as error:
        raise click.ClickException(f"Use at least {SHORTEST_PASSWORD} characters.") from error
    except actions.ServiceMissing as error:
        raise click.ClickException(f"Say where they work: --service. {_known()}") from error
    click.echo(f"Added {new.name} ({', '.join(roles)}), who signs in with {new.email}.")
    if make_password:
        click.echo(f"Their password, shown only now: {new.password}")
        click.echo("Hand it over in person. Ask them to change it when they have signed in.")


@staff.command("list")
def list_staff() -> None:
    """Everybody who can sign in."""
    places = {c.user_id: c for c in db_session().scalars(select(Clinician))}
    for user in sorted(db_session().scalars(select(User)), key=lambda user: user.name):
        place = places.get(user.id)
        words = [user.name, user.email, ", ".join(user.role_names)]
        words += [place.service.name] if place else []
        words += [f"left on {place.left_on}"] if place and place.left_on else []
        words += [] if user.active else ["closed"]
        words += [] if user.has_second_factor else ["second factor not set up yet"]
        click.echo(" · ".join(words))


def _counted(pathways: int) -> str:
    return {0: "no pathway yet", 1: "1 pathway"}.get(pathways, f"{pathways} pathways")


def _ask_for_password() -> str:
    words = f"Password (at least {SHORTEST_PASSWORD} characters, not shown)"
    return str(click.prompt(words, hide_input=True, confirmation_prompt="The same again"))


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(f"{text} is not an e-mail address.") from error


def service_named(name: str) -> Service:
    """The service of this name; write "Trust: Service" where two trusts use the same name."""
    found = [
        service
        for service in db_session().scalars(select(Service))
        if name in (service.name, f"{service.trust.name}: {service.name}")
    ]
    if len(found) != 1:
        what = "There is no service" if not found else "There is more than one service"
        raise click.ClickException(f"{what} called {name}. {_known()}")
    return found[0]


def _known() -> str:
    names = sorted(f"{s.trust.name}: {s.name}" for s in db_session().scalars(select(Service)))
    known = "; ".join(names) or "none yet, add one with: flask staff add-service"
    return f"There are: {known}"
