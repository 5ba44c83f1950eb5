"""One completed PHQ-9, in Heard and in its floor: the same requests in the same order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import sleep

from tests.bench.browsing import Browser, Reply

# What the requests are called in tables, and what the floor's pages are called.
STEPS = (
    "start", "start!", "home", "questions", *["answer!"] * 9, "check", "check!", "done",
)  # fmt: skip
ITEMS = tuple(f"q{number}" for number in range(1, 10))
Pause = Callable[[], None]


class WentWrong(Exception):
    """The app under measurement did not do what it should."""


@dataclass(frozen=True)
class Kept:
    """An answer that the portal said is saved."""

    check_in: str
    item: str
    value: int


def complete_in_portal(
    browser: Browser,
    link: str,
    values: Sequence[int] = (1, 0, 2, 3, 1, 0, 2, 1, 0),
    pause: Pause = lambda: None,
    *,
    sends: bool = True,
) -> list[Kept]:
    """Answer a PHQ-9 from its link to the last page; what was acknowledged, in order."""
    home = begin(browser, link, pause)
    _page(browser.get(home))
    questions = _page(browser.get(f"{home}/1"))
    kept = []
    for count, (item, value) in enumerate(zip(ITEMS, values, strict=True), start=1):
        pause()
        fields = {"item": item, "value": str(value), "tab": "1", "seq": str(count)}
        saved = browser.post(f"{home}/1/answer", csrf_token=questions.csrf_token, **fields)
        if '"saved"' not in _page(saved).text:
            raise WentWrong(f"{item} was not saved: {saved}")
        kept.append(Kept(home.rpartition("/")[2], item, value))
    pause()
    if sends:
        check = _page(browser.get(f"{home}/1/check"))
        done = _location(browser.post(f"{home}/1/check", csrf_token=check.csrf_token))
        _page(browser.get(done))
    return kept


def begin(browser: Browser, link: str, pause: Pause = lambda: None) -> str:
    """Press the button behind a link; where it leads."""
    start = _page(browser.get(link))
    pause()
    return _location(browser.post(link, csrf_token=start.csrf_token))


def complete_in_floor(browser: Browser) -> None:
    """The same requests to the floor."""
    browser.get("/start")
    _location(browser.post("/start", csrf_token="x" * 90, next="/home"))
    browser.get("/home")
    browser.get("/questions")
    for count, item in enumerate(ITEMS):
        fields = {"item": item, "value": "1", "tab": "1", "seq": str(count)}
        _page(browser.post("/answer", csrf_token="x" * 90, **fields))
    browser.get("/check")
    _location(browser.post("/check", csrf_token="x" * 90, next="/done"))
    _page(browser.get("/done"))


def sizes_of_pages(replies: Sequence[Reply]) -> dict[str, int]:
    """How many bytes each page of a journey has before compression, by its step."""
    steps = zip(STEPS, replies, strict=True)
    return {step: len(reply.text.encode()) for step, reply in steps if not step.endswith("!")}


def wait(seconds: float) -> Pause:
    """A pause in which someone thinks."""
    return lambda: sleep(seconds)


def _page(reply: Reply) -> Reply:
    if reply.status != 200:
        raise WentWrong(f"{reply.method} {reply.path}: {reply.status} {reply.text[:500]}")
    return reply


def _location(reply: Reply) -> str:
    if reply.status not in (302, 303):
        raise WentWrong(f"{reply.method} {reply.path}: {reply.status} {reply.text[:500]}")
    return reply.location
