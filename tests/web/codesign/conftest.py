"""A co-designer, and their service's forms."""

import pytest

from app.codesign import make_workshop_role
from app.security import Role


@pytest.fixture
def designer(make):
    """Who is signed in."""
    make.the_service()
    return make.staff(Role.CO_DESIGNER, name="Dana Designer")


@pytest.fixture
def visit(visit_as, designer):
    """The co-designer's browser."""
    return visit_as(designer)


@pytest.fixture
def workshop_role(engine):
    """The database role of who only writes forms; "" on SQLite, which knows none."""
    if engine.dialect.name != "postgresql":
        return ""
    name = f"workshop_{engine.url.database}"
    with engine.begin() as connection:
        make_workshop_role(connection, name)
    return name


@pytest.fixture
def said():
    """All that a page says on one line."""
    return lambda page: " ".join(page.main.get_text(" ", strip=True).split())
