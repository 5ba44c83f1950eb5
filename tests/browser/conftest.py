"""Real Chromium, the size of a phone, on a portal that is really served."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from app import clock, create_app
from app.care import Clinician
from app.security import User
from config import Settings
from tests.pages import Visit, read_page
from tests.signing_in import sign_in

# Any: what Playwright takes is of many types.
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
SMALL_PHONE = PHONE | {"viewport": {"width": 320, "height": 640}}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
# The first is Chromium without the windows around its pages, which nobody sees here: they cost more
# than half of what a test needs.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {
    "runOnly": {"type": "tag", "values": WCAG},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LONGEST_WAIT = 15_000  # ms; only a test that fails waits as long

expect.set_options(timeout=LONGEST_WAIT)


@dataclass
class Phone:
    """A browser window. Whatever goes wrong in it fails the test when it ends."""

    page: Page
    address: str
    has_scripts: bool = True
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """The page at this address, checked as `check` does."""
        self.page.goto(path)
        self.check()
        return self.page

    def press(self, what: str | Locator) -> None:
        """Press something that leads to another page, and wait until all of that page is there."""
        target = self.page.locator(what) if isinstance(what, str) else what
        with self.page.expect_navigation():  # a click alone comes back before it has led anywhere
            target.click()

    def check(self) -> None:
        """Fail when the page that is shown shuts somebody out, or does not fit the window."""
        self.page.wait_for_load_state()  # a script may have led to a page that is still arriving
        read_page(self.page.content())
        if self.has_scripts:  # axe is one, and waits for ever where there are none
            found = Axe().run(self.page, options=AXE)
            assert found.violations_count == 0, found.generate_report()
        # Not innerWidth: on a phone that grows with a page that is too wide.
        assert self.page.viewport_size
        seen = self.page.viewport_size["width"]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= seen, f"{self.page.url} is {wide} wide in a window of {seen}"

    def sign_in(self, who: User | Clinician, session: Session, app: Flask) -> None:
        """Give this browser the session of a member of staff who gave both factors."""
        user = who if isinstance(who, User) else session.get_one(User, who.user_id)
        key = sign_in(Visit(app.test_client(), session), user)
        name = app.config["SESSION_COOKIE_NAME"]
        # A __Host- cookie may come from http on this machine, but may be put there for https only.
        address = self.address.replace("http:", "https:")
        self.page.context.add_cookies(
            [{"name": name, "value": key, "url": address, "secure": True, "httpOnly": True}]
        )

    def _watch(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("console", self._on_console)
        self.page.on("response", self._on_response)
        self.page.on("request", self._on_request)

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.type}: {message.text}")

    def _on_response(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} from {response.url}")

    def _on_request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"asked somebody else: {request.url}")


class OneAnswer(WSGIRequestHandler):
    """Closes each connection once it has answered, so that none stays open that nobody uses."""

    protocol_version = "HTTP/1.0"


@pytest.fixture
def at() -> datetime:
    """Now: a browser has a clock of its own, so these tests take place when they run."""
    return clock.now().replace(microsecond=0)


def chromium_path() -> str:
    """Where the browser is. HEARD_CHROMIUM names another than the machine's own."""
    names = [os.environ.get("HEARD_CHROMIUM", ""), *CHROMIUMS]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    assert path, "No Chromium here: run tests/browser/get-chromium"
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[ThreadedWSGIServer]:
    """A server at an address of its own. It answers once there is an `app`."""
    server = ThreadedWSGIServer("127.0.0.1", 0, Flask("not yet"), OneAnswer)
    server.daemon_threads = False  # these it waits for when it is shut down
    yield server
    server.server_close()


@pytest.fixture
def settings(settings: Settings, server: ThreadedWSGIServer) -> Settings:
    """Settings for tests, at the address where the browser finds the portal."""
    return replace(settings, base_url=f"http://127.0.0.1:{server.port}")


@pytest.fixture
def app(engine: Engine, settings: Settings, server: ThreadedWSGIServer) -> Iterator[Flask]:
    """The portal, served, on a clean database."""
    server.app = app = create_app(settings)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield app
    # A window that was closed may have asked for something that is not even read yet.
    server.shutdown()
    serving.join(10)
    assert not serving.is_alive(), "a request has no end"
    app.extensions["engine"].dispose()


@pytest.fixture
def new_browser(
    chromium: Browser, app: Flask, settings: Settings
) -> Iterator[Callable[..., Phone]]:
    """Opens another window with nothing in it: `new_browser(**SMALL_PHONE, locale="ar")`."""
    opened: list[tuple[BrowserContext, Phone]] = []

    def new(**options: Any) -> Phone:
        how = {"locale": "en-GB", "base_url": settings.base_url, **(options or PHONE)}
        context = chromium.new_context(**how)
        context.set_default_timeout(LONGEST_WAIT)
        scripts = bool(how.get("java_script_enabled", True))
        phone = Phone(context.new_page(), settings.base_url, scripts)
        phone._watch()
        opened.append((context, phone))
        return phone

    yield new
    for context, _ in opened:
        context.close()
    assert not [trouble for _, phone in opened for trouble in phone.troubles]


@pytest.fixture
def phone(new_browser: Callable[..., Phone]) -> Phone:
    """A phone with scripts on."""
    return new_browser(**PHONE)


@pytest.fixture
def phone_without_scripts(new_browser: Callable[..., Phone]) -> Phone:
    """A phone with scripts off, or not arrived yet, or broken."""
    return new_browser(**PHONE, java_script_enabled=False)


@pytest.fixture
def desk(new_browser: Callable[..., Phone]) -> Phone:
    """A screen on a clinician's desk."""
    return new_browser(**DESK)
