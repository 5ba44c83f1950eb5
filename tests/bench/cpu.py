"""CPU of the web server for one completed PHQ-9, as a ratio to the floor's in the same run."""

from contextlib import ExitStack
from statistics import median

from tests.bench.contenders import AT_ONCE, Contender, floor, heard
from tests.bench.databases import Place, kinds, place_for
from tests.bench.journeys import sizes_of_pages
from tests.bench.report import Figure, show

WARM_UP = 10
ROUNDS = 7
EACH = 12
CROWD = 100
BUDGET = 1.5


def measure() -> None:
    """Both databases, one after the other."""
    for kind in kinds():
        with place_for(kind) as place:
            sizes = _cpu(place)
            _completions(place, sizes)


def _cpu(place: Place) -> dict[str, int]:
    """One worker each, in turns, so that whatever else the machine does falls on all of them."""
    with ExitStack() as running:
        there = 1 + WARM_UP + ROUNDS * EACH
        portal = running.enter_context(heard(place, "heard", people_there=there))
        sizes = sizes_of_pages(portal.complete_one().replies)
        core = running.enter_context(floor(place, "floor_core", "core", sizes))
        driver = running.enter_context(floor(place, "floor_driver", "driver", sizes))
        for contender in (portal, core, driver):
            contender.warm_up(WARM_UP)
        for _ in range(ROUNDS):
            for contender in (portal, core, driver):
                contender.run(EACH)
    _show(place, portal, core, driver)
    return sizes


def _show(place: Place, portal: Contender, core: Contender, driver: Contender) -> None:
    names = {"Heard": portal, "floor, SQLAlchemy Core": core, "floor, bare driver": driver}
    figures = [Figure(name, median(c.web), "ms", note=_database(c)) for name, c in names.items()]
    for name, contender in list(names.items())[1:]:
        ratio = median(p / f for p, f in zip(portal.web, contender.web, strict=True))
        budget = BUDGET if contender is core else None
        figures.append(Figure(f"Heard / {name}", ratio, "x", budget))
    show(
        f"CPU of the web server for one completed PHQ-9, {place.kind}",
        figures,
        under=f"  16 requests; medians of {ROUNDS} rounds of {EACH} completions, taken in turns",
    )


def _database(contender: Contender) -> str:
    if not contender.place.pid:
        return ""
    return f"and {median(contender.database):.2f} ms in the database's own processes"


def _completions(place: Place, sizes: dict[str, int]) -> None:
    figures = []
    with heard(place, "busy_heard", people_there=CROWD, workers=2) as portal:
        figures.append(Figure("Heard", portal.completions_a_second(CROWD), "/ s"))
    with floor(place, "busy_floor", "core", sizes, workers=2) as core:
        figures.append(Figure("floor", core.completions_a_second(CROWD), "/ s"))
    show(
        f"Completed PHQ-9s a second, 2 workers, {AT_ONCE} people at once, {place.kind}",
        figures,
        under="  the people are on the same processors as the server",
    )
