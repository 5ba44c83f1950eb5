"""An administrator, and what is on their pages."""

import pytest

from app.security import Role


@pytest.fixture
def administrator(make):
    """Who is signed in."""
    return make.user(Role.ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def visit(visit_as, make, administrator):
    """The administrator's browser, in an installation with one trust."""
    make.the_service()
    return visit_as(administrator)


@pytest.fixture
def said():
    """All that a page says on one line."""
    return lambda page: " ".join(page.main.get_text(" ", strip=True).split())
