"""Flask extension objects, and this request's database session."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, has_request_context, request, session
from flask_babel import Babel
from flask_compress import Compress
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app import db
from config import TRANSLATIONS, Settings

CSRF = "csrf_token"
# Pages that only read when they are fetched. Staff pages are not among them: opening a record
# writes in the audit trail.
READING_PATHS = ("/c/", "/check-in/", "/feedback")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class FormTokens(CSRFProtect):
    """Flask-WTF's protection, with a short way for forms that our templates write (SEC-04).

    Flask-WTF signs the secret that a session holds, reads it out of what comes back and compares.
    The signature is for its time limit, which we do not have; so our templates write the secret
    itself, and it is compared. Whoever can read one of them from a page can read the other.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form that no page of ours, open in this browser, has sent."""
        if request.method in SAFE_METHODS:
            return
        given = self._get_csrf_token() or ""
        if given and hmac.compare_digest(given.encode(), form_token().encode()):
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)


def form_token() -> str:
    """What a form has to bring back from this browser."""
    token: str = session[CSRF]
    return token


babel = Babel()
compress = Compress()
csrf = FormTokens()


def init_database(app: Flask, settings: Settings) -> None:
    """Connect the app to its database; each request gets a session, closed when it ends."""
    engine = db.new_engine(settings.database_url)
    app.extensions["engine"] = engine
    app.extensions["session_factory"] = db.session_factory(engine)
    app.teardown_appcontext(_close_session)


def db_session() -> Session:
    """This request's (or command's) database session."""
    if "db_session" not in g:
        session: Session = current_app.extensions["session_factory"]()
        if has_request_context() and _only_reads():
            session.connection(execution_options={"reads_only": True})
        g.db_session = session
    found: Session = g.db_session
    return found


def act_as_workshop() -> None:
    """For the rest of this request the database shows nothing about clients (SEC-37)."""
    settings: Settings = current_app.config["HEARD"]
    if settings.workshop_role:
        db.act_as(db_session(), settings.workshop_role)


@contextmanager
def short_transaction() -> Iterator[Connection]:
    """A transaction of its own for something that counts whatever becomes of this request.

    The request's session must not have written anything yet: it lets go of the database first, as
    SQLite has room for one writer only.
    """
    if "db_session" in g:
        g.db_session.rollback()
    engine: Engine = current_app.extensions["engine"]
    with engine.begin() as connection:
        yield connection


def _only_reads() -> bool:
    return request.method in SAFE_METHODS and request.path.startswith(READING_PATHS)


def _close_session(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db_session", None)
    if session is not None:
        session.close()


def init(app: Flask, settings: Settings) -> None:
    """Give the app its database, languages, forms protection and compression."""
    init_database(app, settings)
    babel.init_app(app, default_translation_directories=str(TRANSLATIONS))
    csrf.init_app(app)
    app.context_processor(lambda: {CSRF: form_token})
    # A tenth more bytes than the level that is usual, for half the time.
    app.config["COMPRESS_BR_LEVEL"] = 2
    # No page of ours has an ETag, and what is too small is not worth a look at what is accepted.
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = False
    app.config["COMPRESS_REGISTER"] = False
    compress.init_app(app)
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    is_small = (response.content_length or 0) < current_app.config["COMPRESS_MIN_SIZE"]
    return response if is_small else compress.after_request(response)
