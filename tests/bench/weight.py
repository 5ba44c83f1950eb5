"""What a phone has to load before the first question, counted by a Chromium with empty caches."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.bench import browsing, people
from tests.bench.databases import place_for
from tests.bench.journeys import begin
from tests.bench.report import Figure, show
from tests.bench.serving import Server, serving
from tests.browser.conftest import PHONE, QUIET, chromium_path
from tests.feedback.long_form import TWELVE

MOST_REQUESTS = 4
LATER_REQUESTS = 1
FIRST, FIRST_LONG, LATER = 11_000, 14_600, 6_000
CASES = (
    ("PHQ-9 in English", "phq9", "en", FIRST),
    ("PHQ-9 with the pages in Arabic", "phq9", "ar", FIRST),
    ("GAD-7 in Arabic", "gad7", "ar", FIRST),
    ("CORE-OM in English", "core_om", "en", FIRST_LONG),
)


@dataclass
class Loaded:
    """Every file that a page brought over the network: bytes of its body, as compressed."""

    bodies: dict[str, int] = field(default_factory=dict)
    total: int = 0
    _headers: dict[str, int] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)

    def listen(self, network: CDPSession) -> None:
        """Count from now on."""
        network.on("Network.responseReceived", self._started)
        network.on("Network.loadingFinished", self._finished)
        network.send("Network.enable")

    def _started(self, event: dict[str, Any]) -> None:
        response = event["response"]
        is_local = response.get("fromDiskCache") or response["url"].startswith("data:")
        if not is_local:
            self._urls[event["requestId"]] = response["url"]
            self._headers[event["requestId"]] = response["encodedDataLength"]

    def _finished(self, event: dict[str, Any]) -> None:
        request, length = event["requestId"], int(event["encodedDataLength"])
        if request in self._urls and length:
            self.bodies[self._urls[request]] = length - self._headers[request]
            self.total += length


def measure() -> None:
    """Each case from a cold start, and the next questionnaire after it."""
    figures: list[Figure] = []
    with place_for("SQLite") as place, sync_playwright() as playwright:
        url = place.new_database("weight")
        people.prepare(url)
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        with serving("tests.bench.portal:app", PORTAL_DATABASE=url) as server:
            for name, measure, language, most in CASES:
                asked = [measure, "gad7" if measure != "gad7" else "phq9"]
                [link] = people.invite_people(url, 1, asked, language)
                figures += _figures(chromium, server, link, name, language, most)
            for language in ("en", "ar"):
                link = people.give_form(url, TWELVE, language)
                figures += _form_figures(chromium, server, link, language)
        chromium.close()
    show(
        "First view of a questionnaire, cold Chromium",
        figures,
        under="  bytes of all bodies as compressed; the sum with headers stands beside them",
    )


def _figures(
    chromium: Chromium, server: Server, link: str, name: str, language: str, most: int
) -> Iterator[Figure]:
    with _page_on_visit(chromium, server, link, language) as (page, home):
        first = _load(page, f"{home}/1")
        later = _load(page, f"{home}/2")
    yield Figure(name, sum(first.bodies.values()), "bytes", most, f"{first.total:,} with headers")
    yield Figure("  requests", len(first.bodies), "", MOST_REQUESTS, _parts(first))
    note = f"{later.total:,} with headers"
    yield Figure("  the one after it", sum(later.bodies.values()), "bytes", LATER, note)
    yield Figure("  requests", len(later.bodies), "", LATER_REQUESTS)


def _form_figures(chromium: Chromium, server: Server, link: str, language: str) -> Iterator[Figure]:
    """A form of the service, from a cold start; and again, when all but the page is there."""
    with _page_on_visit(chromium, server, link, language) as (page, home):
        first = _load(page, f"{home}/questions")
        later = _load(page, f"{home}/questions")
    name = f"Twelve questions of the service’s own, pages in {language}"
    yield Figure(name, sum(first.bodies.values()), "bytes", FIRST, f"{first.total:,} with headers")
    yield Figure("  requests", len(first.bodies), "", MOST_REQUESTS, _parts(first))
    note = f"{later.total:,} with headers"
    yield Figure("  loaded again", sum(later.bodies.values()), "bytes", LATER, note)


@contextmanager
def _page_on_visit(
    chromium: Chromium, server: Server, link: str, language: str
) -> Iterator[tuple[Page, str]]:
    """A browser that has loaded nothing, on a visit that was begun elsewhere."""
    browser = browsing.Browser(server, cookies={"language": language})
    home = begin(browser, link)
    address = f"http://127.0.0.1:{server.port}"
    context = chromium.new_context(base_url=address, **PHONE)
    cookies = browser.cookies | {"language": language}
    context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies.items()])
    try:
        yield context.new_page(), home
    finally:
        context.close()


def _load(page: Page, path: str) -> Loaded:
    loaded = Loaded()
    network = page.context.new_cdp_session(page)
    loaded.listen(network)
    page.goto(path, wait_until="networkidle")
    page.wait_for_timeout(300)
    network.detach()
    return loaded


def _parts(loaded: Loaded) -> str:
    names = [(url.rpartition("/")[2].split("?")[0], size) for url, size in loaded.bodies.items()]
    return ", ".join(f"{_short(name)} {size:,}" for name, size in names)


def _short(name: str) -> str:
    return "page" if name.isdigit() else f"{name.split('.')[0]}.{name.rpartition('.')[2]}"
