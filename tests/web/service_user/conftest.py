"""A visit that has begun: the link was opened and its button pressed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factory import Make
from tests.pages import Visit

Begun = Callable[..., Visit]


@pytest.fixture
def begun(visit: Visit, make: Make) -> Begun:
    """Opens a new link and presses Start; `visit.url` is then the home of the check-in."""

    def begin(*measures: str, **check_in: Any) -> Visit:
        visit.open(make.invitation(measures=measures or ("phq9",), **check_in).path)
        visit.press(visit.page.select_one("main form button").text)
        return visit

    return begin
