"""Staff with both factors, and what they type."""

from collections.abc import Callable

import pytest
from flask import Flask
from passlib.totp import TOTP

from app import clock
from app.security import Role, User
from tests.factory import PASSWORD, Make
from tests.pages import Visit

CodeFor = Callable[[User], str]


@pytest.fixture
def totp_secret(app: Flask) -> str:
    """The key of an authenticator app, as the portal keeps it."""
    return str(app.extensions["security"].totp_factory.generate_totp_secret())


@pytest.fixture
def ada(make: Make, totp_secret: str) -> User:
    """An administrator who has a password, an authenticator app and one recovery code left."""
    return make.user(
        Role.ADMINISTRATOR,
        name="Ada Brown",
        email="ada@nhs.example",
        password=PASSWORD,
        tf_primary_method="authenticator",
        tf_totp_secret=totp_secret,
        mf_recovery_codes=["not a code"],
    )


@pytest.fixture
def code_for(app: Flask) -> CodeFor:
    """The code that a member of staff's app shows now."""
    factory = app.extensions["security"].totp_factory
    return lambda user: str(factory.generate_totp_password(user.tf_totp_secret))


def give_password(visit: Visit, password: str = PASSWORD, email: str = "ada@nhs.example") -> None:
    """The first step of signing in."""
    visit.open("/sign-in")
    visit.press("Continue", email=email, password=password)


def app_code(visit: Visit) -> str:
    """The code of an authenticator app that was given the key on this page."""
    key = visit.page.select_one("main code")
    assert key is not None
    return TOTP(key.get_text().replace("-", "")).generate(clock.now()).token
