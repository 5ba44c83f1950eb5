"""The apps that are measured against each other: Heard and its floors, each on its own database."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bench import people
from tests.bench.browsing import Browser
from tests.bench.databases import Place
from tests.bench.journeys import complete_in_floor, complete_in_portal
from tests.bench.serving import Server, serving

AT_ONCE = 4


@dataclass
class Contender:
    """An app under measurement, and what one completion cost in each round, in milliseconds."""

    server: Server
    place: Place
    complete: Callable[[Browser], object]
    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    def complete_one(self) -> Browser:
        """One person from the link to the last page, in a browser of their own."""
        browser = Browser(self.server)
        self.complete(browser)
        browser.close()
        return browser

    def warm_up(self, number: int) -> None:
        """Let it make what it makes once."""
        for _ in range(number):
            self.complete_one()

    def run(self, number: int) -> None:
        """One round of so many completions."""
        web, database = self.server.cpu(), self.place.cpu()
        for _ in range(number):
            self.complete_one()
        time.sleep(0.05)
        self.web.append((self.server.cpu() - web) / number * 1000)
        self.database.append((self.place.cpu() - database) / number * 1000)

    def completions_a_second(self, number: int) -> float:
        """How many people a second, when several come at once."""
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            list(crowd.map(lambda _: self.complete_one(), range(number)))
        return number / (time.perf_counter() - started)


@contextmanager
def heard(place: Place, name: str, *, people_there: int, workers: int = 1) -> Iterator[Contender]:
    """Heard, with so many people who each hold a link."""
    url = place.new_database(name)
    people.prepare(url)
    links = iter(people.invite_people(url, people_there))
    with serving("tests.bench.portal:app", workers=workers, PORTAL_DATABASE=url) as server:
        yield Contender(server, place, lambda browser: complete_in_portal(browser, next(links)))


@contextmanager
def floor(
    place: Place, name: str, how: str, sizes: dict[str, int], *, workers: int = 1
) -> Iterator[Contender]:
    """The floor, with pages of these lengths, keeping rows with "core" or with the "driver"."""
    environment = {
        "FLOOR_DATABASE": place.new_floor_database(name),
        "FLOOR_WITH": how,
        "FLOOR_SIZES": json.dumps(sizes),
    }
    with serving("tests.bench.floor:app", workers=workers, **environment) as server:
        yield Contender(server, place, complete_in_floor)
