"""An app of one's own, for tests that need other settings or a page that goes wrong on purpose."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from config import Settings
from tests.pages import Visit

NewApp = Callable[..., Flask]


@pytest.fixture
def new_app(engine: Engine, settings: Settings) -> Iterator[NewApp]:
    """Makes the portal with other settings: `new_app(demo=True)`."""
    made: list[Flask] = []

    def make_app(**changes: Any) -> Flask:
        made.append(create_app(replace(settings, **changes)))
        return made[-1]

    yield make_app
    for app in made:
        app.extensions["engine"].dispose()


@pytest.fixture
def visit_to(session: Session) -> Callable[[Flask], Visit]:
    """A browser in which nobody has signed in, at another app than the usual one."""
    return lambda app: Visit(app.test_client(), session)
