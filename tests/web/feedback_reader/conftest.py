"""A feedback reader, and comments that nobody has read."""

from datetime import timedelta

import pytest

from app.security import Role


@pytest.fixture
def reader(make):
    """Who is signed in."""
    make.the_service()
    return make.staff(Role.FEEDBACK_READER, name="Riley Reader")


@pytest.fixture
def visit(visit_as, reader):
    """The reader's browser."""
    return visit_as(reader)


@pytest.fixture
def comments(make):
    """Two that wait: the first one since Friday, the second one since yesterday."""
    first = make.comment("Robin was kind to me", arrived_on=make.today - timedelta(days=5))
    second = make.comment("Too far away", arrived_on=make.today - timedelta(days=1))
    return first, second


@pytest.fixture
def said():
    """All that a page says on one line."""
    return lambda page: " ".join(page.main.get_text(" ", strip=True).split())
