"""The language of the pages: the one someone chose, or the one their browser asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale, refresh
from markupsafe import Markup
from werkzeug import Response

from app.extensions import SAFE_METHODS
from app.web.ui.access import public
from config import LANGUAGES

# A year. The choice says nothing about anybody, and it must hold while the database is away.
KEPT_SECONDS = 365 * 24 * 60 * 60


# Worked out once: Babel takes longer over it than over all the rest of a page.
DIRECTIONS = {code: Locale.parse(code).text_direction for code in LANGUAGES}

BUTTON = Markup(
    '<button class="heard-language" type="submit" name="language" value="{0}" lang="{0}"{2}>'
    "{1}</button>"
)
CHOSEN = Markup(' aria-current="true"')


@dataclass(frozen=True)
class Interface:
    """The language that this page is written in, and the others it could be in."""

    language: str

    @property
    def direction(self) -> str:
        """Which way it is read: "ltr" or "rtl"."""
        return DIRECTIONS[self.language]

    @property
    def languages(self) -> dict[str, str]:
        """Every language, in its own name."""
        return LANGUAGES

    @property
    def here(self) -> str:
        """The address of this page, to come back to it in another language.

        What a form brought may have no address that can be opened: then the nearest above it.
        """
        page = _nearest_page(request.path)
        return request.full_path.removesuffix("?") if page == request.path else page


def language_name(code: str) -> str:
    """The language's name in the reader's own, as it stands within a sentence.

    Of any language: measures come in more of them than pages do. The code itself where it is none.
    """
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return code
    return locale.get_display_name(get_locale()) or code


def language_buttons(chosen: str) -> Markup:
    """A button for each language, in its own name."""
    return Markup("\n").join(
        BUTTON.format(code, name, CHOSEN if code == chosen else "")
        for code, name in LANGUAGES.items()
    )


def language() -> str:
    """The code of the language to answer in: always one of ours, never one from outside."""
    if "language" not in g:
        g.language = _language_of_request()
    found: str = g.language
    return found


def _language_of_request() -> str:
    chosen = request.cookies.get(_cookie())
    if chosen in LANGUAGES:
        return chosen
    return g.get("likely_language") or request.accept_languages.best_match(LANGUAGES) or "en"


def speak(language: str) -> None:
    """Answer in this language, unless the person has chosen one."""
    if language in LANGUAGES:
        g.likely_language = language
        g.pop("language", None)
        refresh()


@contextmanager
def speaking(language_of_part: str) -> Iterator[None]:
    """Make a part of this page in another language than the page."""
    before = language()
    g.language = language_of_part
    try:
        with force_locale(language_of_part):
            yield
    finally:
        g.language = before


def remember_language(response: Response, language: str) -> None:
    """Answer in this language from now on."""
    response.set_cookie(
        _cookie(),
        language,
        max_age=KEPT_SECONDS,
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


@public("Anybody may choose the language of the pages", without_database=True)
def choose_language() -> ResponseReturnValue:
    """The page that was open, in the language that was chosen."""
    response = redirect(_path_on_our_host(request.form.get("back", "/")), 303)
    if (language := request.form.get("language")) in LANGUAGES:
        remember_language(response, language)
    return response


def init_languages(app: Flask) -> None:
    """Let people choose their language."""
    app.extensions["babel"].locale_selector = language
    app.add_url_rule("/language", view_func=choose_language, methods=["POST"])


def _cookie() -> str:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-language" if secure else "language"


def _nearest_page(path: str) -> str:
    if request.method in SAFE_METHODS:
        return path
    pages = current_app.create_url_adapter(request)
    while path and not (pages and pages.test(path, "GET")):
        path = path.rpartition("/")[0]
    return path or "/"


def _path_on_our_host(address: str) -> str:
    """The address if it is a plain path of ours, else the start page (SEC-09)."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a host that cannot be one, such as "//["
        return "/"
    is_ours = not parts.scheme and not parts.netloc and address.isprintable()
    if not is_ours or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    return address
