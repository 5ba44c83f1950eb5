"""An answer that speaks of danger, and the box with help that it opens."""

from typing import Any

from tests.pages import Visit
from tests.web.service_user.conftest import Begun

NUMBERS = ["tel:111", "tel:116123", "sms:85258?body=SHOUT", "tel:999"]


def box(visit: Visit) -> Any:
    """The box as it is on the page, and the numbers in it."""
    found = visit.page.find(id="support")
    assert found is not None
    assert [a["href"] for a in found.select("li a")][-4:] == NUMBERS
    return found


def is_open(visit: Visit) -> bool:
    assert not box(visit).has_attr("hidden")
    return bool(box(visit).details.has_attr("open"))


def in_danger(begun: Begun, *measures: str, value: int = 2, **check_in: Any) -> Visit:
    """Item 9 of the PHQ-9 is answered, on a page that asks it alone."""
    visit = begun(*(measures or ("phq9",)), **check_in)
    visit.open(f"{visit.url}/1?q=9")
    visit.press("Check your answers", q9=value)
    return visit


def home_of(visit: Visit) -> str:
    return "/".join(visit.url.split("?")[0].split("/")[:3])
