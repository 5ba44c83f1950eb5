"""The language of the pages: the one someone chose, or the one their browser asks for."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.support import Translations
from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, get_translations, refresh
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug import Response

from app.web.ui.access import public
from config import LANGUAGES

# A year. The choice says nothing about anybody, and it must hold while the database is away.
KEPT_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Interface:
    """The language that this page is written in, and the others it could be in."""

    language: str
    direction: str
    here: str

    @property
    def languages(self) -> dict[str, str]:
        """Every language, in its own name."""
        return LANGUAGES


def interface() -> Interface:
    """How this page is written."""
    locale = get_locale()
    return Interface(str(locale), locale.text_direction, request.full_path.removesuffix("?"))


def language_of_request() -> str:
    """The code of the language to answer in: always one of ours, never one from outside."""
    chosen = request.cookies.get(_cookie())
    if chosen in LANGUAGES:
        return chosen
    return g.get("likely_language") or request.accept_languages.best_match(LANGUAGES) or "en"


def speak(language: str) -> None:
    """Answer in this language, unless the person has chosen one."""
    if language in LANGUAGES:
        g.likely_language = language
        refresh()


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
    app.extensions["babel"].locale_selector = language_of_request
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # from an extension
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    # The same as what was just installed, without its detour through the template's context.
    app.jinja_env.globals["_"] = _said
    app.add_url_rule("/language", view_func=choose_language, methods=["POST"])


@pass_eval_context
def _said(template: EvalContext, text: str, **values: Any) -> str:
    """`_("Hello %(name)s", name=name)` in a template. The text is HTML, the values are not."""
    said: str = _catalogue().ugettext(text)
    if template.autoescape:
        said = Markup(said)  # noqa: S704 (our catalogues, in which a test allows no other markup)
    return said % values


def _catalogue() -> Translations:
    """This page's translations, looked up once: Flask-Babel takes long to do it for each text."""
    locale = get_locale()
    kept: tuple[Locale, Translations] | None = g.get("catalogue")
    if kept is None or kept[0] is not locale:
        g.catalogue = kept = (locale, get_translations())
    return kept[1]


def _cookie() -> str:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-language" if secure else "language"


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
