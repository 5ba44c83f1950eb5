"""Help on the page of an answer that cannot be saved: HAZ-01, REL-14."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.responses import DraftAnswer
from tests.web.service_user.conftest import Begun
from tests.web.service_user.danger.conftest import is_open


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, app: Any) -> Callable[[str], None]:
    """Breaks a part, and shows faults as people see them."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def broken(name: str) -> None:
        monkeypatch.setattr(name, lambda *_, **__: 1 / 0)

    return broken


def test_SAF_02_a_failed_save_shows_help_and_keeps_the_answer(
    begun: Begun, session: Session, broken: Callable[[str], None], monkeypatch: Any
):
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=9")
    with monkeypatch.context():
        broken("app.risk.raising.tell")
        visit.press("Check your answers", q9=2, status=503)
    assert session.scalars(select(DraftAnswer)).all() == []
    assert visit.page.h1.text == "Your answer is not saved yet"
    assert is_open(visit)
    monkeypatch.undo()

    visit.press("Try again")

    assert [a.value for a in session.scalars(select(DraftAnswer))] == [2]
    assert is_open(visit)


def test_SAF_02_also_when_nothing_of_the_database_answers(
    begun: Begun, broken: Callable[[str], None]
):
    """REL-14: even the visit cannot be looked up."""
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=9")
    broken("app.security.find_web_session")

    visit.press("Check your answers", q9=1, status=503)

    assert is_open(visit)
    assert visit.page.select_one("input[name=q9]")["value"] == "1"


def test_SAF_02_another_answer_that_fails_speaks_of_no_danger(
    begun: Begun, broken: Callable[[str], None]
):
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=1")
    broken("app.responses.keep_answer")

    visit.press("Next", q1=3, status=503)

    assert visit.page.find(id="support") is None
    assert visit.page.select_one("input[name=q1]")["value"] == "3"


def test_SEC_06_the_page_of_a_failed_save_repeats_nothing_but_our_own(
    begun: Begun, broken: Callable[[str], None]
):
    visit = begun("phq9")
    visit.open(f"{visit.url}/1?q=1")
    broken("app.security.find_web_session")
    data = {"csrf_token": visit.csrf_token, "q1": "<b>", "x": "y", "language": "<i>"}

    page = visit.post(visit.url, data=data)

    assert page.status_code == 503
    assert [f["name"] for f in visit._show(page, 503).select("main input")] == ["csrf_token"]
