"""Fifty people at once: how long each waits for "Saved", and whether every answer was kept."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import quantiles
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import new_engine, session_factory
from app.responses import DraftAnswer, Submission
from app.scheduling import Assignment
from tests.bench import people
from tests.bench.browsing import Browser
from tests.bench.databases import Place, kinds, place_for
from tests.bench.journeys import Kept, complete_in_portal
from tests.bench.report import Figure, show
from tests.bench.serving import serving

PEOPLE = 50
# Someone who hurries: a second between answers, up to two.
THINKING = (1.0, 2.0)
# One in five stops before sending: their answers must be there as well.
SENDING = (True, True, True, True, False)


def measure() -> None:
    """Both databases, one after the other."""
    for kind in kinds():
        with place_for(kind) as place:
            _measure_on(place)


def _measure_on(place: Place) -> None:
    url = place.new_database("latency")
    people.prepare(url)
    links = people.invite_people(url, PEOPLE)
    with serving("tests.bench.portal:app", workers=2, PORTAL_DATABASE=url) as server:
        browsers = [Browser(server) for _ in links]
        with ThreadPoolExecutor(PEOPLE) as crowd:
            kept = list(crowd.map(_answer, browsers, links, range(PEOPLE)))
    saves = [r.seconds * 1000 for b in browsers for r in b.replies if r.path.endswith("/answer")]
    acknowledged = [answer for person in kept for answer in person]
    lost = _lost(url, acknowledged)
    show(
        f"Waiting for Saved, {PEOPLE} people at once, 2 workers, {place.kind}",
        [
            *_percentiles(saves),
            Figure("acknowledged answers", len(acknowledged)),
            Figure("of them lost", lost, "", 0),
        ],
    )


def _answer(browser: Browser, link: str, number: int) -> list[Kept]:
    chance = random.Random(number)
    pause = partial(_think, chance)
    pause()
    values = [chance.randrange(4) for _ in range(9)]
    return complete_in_portal(browser, link, values, pause, sends=SENDING[number % len(SENDING)])


def _think(chance: random.Random) -> None:
    time.sleep(chance.uniform(*THINKING))


def _percentiles(values: Sequence[float]) -> list[Figure]:
    hundredths = quantiles(values, n=100)
    return [Figure(f"p{share}", hundredths[share - 1], "ms") for share in (50, 95, 99)]


def _lost(url: str, acknowledged: Sequence[Kept]) -> int:
    """How many answers that were said to be saved are in no draft and in no submission."""
    engine = new_engine(url)
    with session_factory(engine)() as session:
        stored = _stored(session)
    engine.dispose()
    return sum(stored.get((UUID(a.check_in), a.item)) != a.value for a in acknowledged)


def _stored(session: Session) -> dict[tuple[UUID, str], int | None]:
    """What the database holds: sent answers, and drafts where nothing was sent."""
    drafts = select(Assignment.check_in_id, DraftAnswer.item, DraftAnswer.value).join_from(
        DraftAnswer, Assignment
    )
    found = {(check_in, item): value for check_in, item, value in session.execute(drafts)}
    sent = select(Assignment.check_in_id, Submission.answers).join_from(Submission, Assignment)
    for check_in, answers in session.execute(sent):
        found |= {(check_in, item): value for item, value in answers.items()}
    return found
