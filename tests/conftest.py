"""What every test may ask for: a clean database, rows to start from, pages as people read them."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import hypothesis
import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from app.care import Clinician
from app.db import session_factory
from app.security import Actor, Keyring, User, use_keyring
from config import Settings
from tests.databases import Database, new_database, server, settings_for
from tests.factory import Make
from tests.outbox.mail_server import Mailbox, mail_server
from tests.pages import Visit
from tests.people import Person
from tests.signing_in import sign_in

# A Wednesday morning in winter, when clocks in London show UTC.
THE_MOMENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

hypothesis.settings.register_profile("heard", derandomize=True, deadline=None)
hypothesis.settings.load_profile("heard")

_databases = pytest.StashKey[dict[str, Database]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "pg", "both"],
        default=os.environ.get("HEARD_TEST_DATABASE", "sqlite"),
        help="Where tests that need a database run (default: sqlite).",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_databases] = {}
    is_worker = hasattr(config, "workerinput")
    if config.getoption("--database") != "sqlite" and not is_worker:
        # Whoever stops the tests stops the server with them.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        running = ExitStack()
        running.enter_context(server())
        config.add_cleanup(running.close)


def pytest_unconfigure(config: pytest.Config) -> None:
    for database in config.stash[_databases].values():
        database.drop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches a database once on every kind.

    One that is marked `any_database` is about what a browser makes of a page: it runs on one.
    """
    if "database" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--database")
        kinds = ["sqlite", "pg"] if wanted == "both" else [wanted]
        if metafunc.definition.get_closest_marker("any_database"):
            kinds = kinds[:1]
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Database:
    """This worker's own database of the kind under test. Tests ask for `engine` or `session`."""
    made = request.config.stash[_databases]
    kind = request.param
    if kind not in made:
        worker = getattr(request.config, "workerinput", {}).get("workerid", "only")
        made[kind] = new_database(kind, f"{worker}_{os.getpid()}")
    return made[kind]


@pytest.fixture
def settings(database: Database) -> Settings:
    """Settings for a test, with secrets that are good enough to pass for real ones."""
    return settings_for(database.url)


@pytest.fixture
def engine(database: Database, settings: Settings) -> Engine:
    """A real database with every table and no rows."""
    database.empty()
    use_keyring(
        Keyring(
            settings.field_keys,
            settings.field_key_id,
            lookup_key=settings.lookup_key,
            audit_key=settings.audit_key,
        )
    )
    return database.engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a clean database. End its transaction before another connection has to write."""
    with session_factory(engine)() as session:
        yield session


@pytest.fixture
def app(engine: Engine, database: Database, settings: Settings) -> Flask:
    """The portal on a clean database. Made once for all tests: for other settings make your own."""
    if database.app is None:
        database.app = create_app(settings)
    database.app.extensions.pop("paces", None)  # of the forms of another test
    return database.app


@pytest.fixture
def at() -> Iterator[datetime]:
    """The moment at which the test takes place; the clock goes on from there."""
    with time_machine.travel(THE_MOMENT):
        yield THE_MOMENT


@pytest.fixture
def by() -> Actor:
    """Somebody who does things, for the audit trail."""
    return Actor("user", UUID("5ca1ab1e-0000-4000-8000-000000000001"))


@pytest.fixture
def make(session: Session, at: datetime) -> Make:
    """Saves rows with sensible defaults: `make.client()`, `make.draft(phq9_9=1)`."""
    return Make(session, at)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server on this machine: what arrived is in `mailbox.arrived`."""
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def visit(app: Flask, session: Session, at: datetime) -> Visit:
    """A browser in which nobody has signed in."""
    return Visit(app.test_client(), session)


@pytest.fixture
def person(app: Flask, session: Session, at: datetime) -> Callable[[Any], Person]:
    """Somebody who was sent a link: `person(invitation).start().answer(1, [0] * 9).send(1)`."""
    return lambda invitation: Person(Visit(app.test_client(), session), invitation)


@pytest.fixture
def visit_as(app: Flask, session: Session, at: datetime) -> Callable[[User | Clinician], Visit]:
    """A browser in which this member of staff has just signed in, with both factors."""

    def signed_in(who: User | Clinician) -> Visit:
        user = who if isinstance(who, User) else session.get_one(User, who.user_id)
        visit = Visit(app.test_client(), session)
        sign_in(visit, user)
        return visit

    return signed_in
