"""A clinician's pages with 1,000 and with 1,000,000 submissions in the database."""

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from uuid import UUID

from flask import Flask

from app import create_app
from app.db import session_factory
from app.security import User
from tests.bench import people
from tests.bench.databases import Place, kinds, place_for
from tests.bench.history import SUBMISSIONS, fill, multiply
from tests.bench.report import Figure, show
from tests.databases import settings_for
from tests.pages import Visit
from tests.signing_in import sign_in
from tests.statements import statements

TIMES = 1000
VIEWS = 25
PAGES = {"client page": "/clinic/clients/{client}", "caseload": "/clinic/"}
BUDGET = 1.3


@dataclass
class Portal:
    """A portal with a clinician signed in: what it asks, and each page's times in milliseconds."""

    visit: Visit
    client: UUID
    asked: list[str]
    taken: dict[str, list[float]] = field(default_factory=dict)

    def view(self, page: str) -> None:
        """Open the page once, and remember how long it took and what it asked."""
        path = PAGES[page].format(client=self.client)
        self.asked.clear()
        started = time.perf_counter()
        response = self.visit.client.get(path, base_url="https://heard.test")
        self.taken.setdefault(page, []).append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status}")


def measure() -> None:
    """Both databases, one after the other."""
    for kind in kinds():
        with place_for(kind) as place, ExitStack() as running:
            small, large = _portal(place, running, 1), _portal(place, running, TIMES)
            _compare(kind, small, large)


def _portal(place: Place, running: ExitStack, times: int) -> Portal:
    url = place.new_database(f"times_{times}")
    people.prepare(url)
    user_id, client_id = fill(url)
    multiply(url, times)
    app = create_app(settings_for(url))
    engine = app.extensions["engine"]
    running.callback(engine.dispose)
    visit = _signed_in(app, user_id)
    return Portal(visit, client_id, running.enter_context(statements(engine)))


def _signed_in(app: Flask, user_id: UUID) -> Visit:
    with session_factory(app.extensions["engine"])() as session:
        visit = Visit(app.test_client(), session)
        sign_in(visit, session.get_one(User, user_id))
    return visit


def _compare(kind: str, small: Portal, large: Portal) -> None:
    figures = []
    for page in PAGES:
        for _ in range(VIEWS):
            small.view(page)
            large.view(page)
        few, many = median(small.taken[page][5:]), median(large.taken[page][5:])
        note = f"{few:.1f} ms and {many:.1f} ms, {len(small.asked)} and {len(large.asked)} queries"
        figures.append(Figure(f"{page}, time", many / few, "x", BUDGET, note))
    few_rows, many_rows = f"{SUBMISSIONS:,}", f"{SUBMISSIONS * TIMES:,}"
    show(
        f"{few_rows} against {many_rows} submissions, {kind}",
        figures,
        under=f"  medians of {VIEWS} views each, in turns, in one process",
    )
