"""Flask's `session`, kept in the database: the browser has a random id and nothing else.

A visitor who only looks writes nothing: the secret behind a form's CSRF token is worked out from
the id, so a row exists only once there is something to remember.
"""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.http import parse_cookie
from werkzeug.utils import cached_property

from app import actions, clock, security
from app.extensions import CSRF, SAFE_METHODS, db_session
from config import Settings

KEY_LENGTH = 43
# Flask-Security and Flask-Login write these at every turn; nothing of ours reads them.
IGNORED = frozenset({"fs_cc", "_id"})
Cookies = ImmutableMultiDict[str, str]


class PortalRequest(Request):
    """Flask's, but it finds the cookies by their header's name, and not by going through all."""

    @cached_property
    def cookies(self) -> Cookies:
        """What the browser sent along."""
        return cast(Cookies, parse_cookie(self.environ, self.dict_storage_class))


class BrowserSession(SessionMixin):
    """What we remember about this browser. Asks the database once, and only when it is read."""

    def __init__(self, key: str | None, limits: security.Limits, secret: str) -> None:
        self._cookie_key = self._key = key if key and len(key) == KEY_LENGTH else None
        self._limits = limits
        self._secret = secret.encode()
        self._data: dict[str, Any] | None = None if self._key else {}
        self._stored: security.StoredSession | None = None
        self._ended: UUID | None = None
        self._user_id: UUID | None = None
        self.modified = False
        self.was_signed_out = False
        # Set for pages that must open even while the database does not answer.
        self.forgiving = False
        self._expired_idle = False

    def __getitem__(self, name: str) -> Any:
        data = self._read()
        return self._form_secret(data) if name == CSRF else data[name]

    def __setitem__(self, name: str, value: Any) -> None:
        data = self._read()
        if name not in IGNORED:
            data[name] = value
            self.modified = True

    def __delitem__(self, name: str) -> None:
        self._read().pop(name, None)
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def rotate(
        self,
        *,
        keep: tuple[str, ...] | None = None,
        user_id: UUID | None = None,
        keep_forms: bool = False,
    ) -> None:
        """Go on under a new id, so that whoever knew the old one knows nothing (SEC-23).

        `keep` names what is carried over (everything, unless given). `keep_forms` lets forms that
        are already open in another tab still be sent.
        """
        data = self._read()
        secret = self._form_secret(data)
        self._data = {k: v for k, v in data.items() if keep is None or k in keep}
        self._data.pop(CSRF, None)
        if keep_forms:
            self._data[CSRF] = secret
        else:
            g.pop(CSRF, None)
        self._leave(user_id)
        self._key = security.new_session_key()

    def end(self) -> None:
        """Forget this browser (sign-out, leave)."""
        self._read()
        self._data = {}
        self._leave(None)
        self._key = None
        self.was_signed_out = True

    def save(self, at_safe_method: bool, is_background: bool) -> None:
        """Write what has to be remembered, if anything."""
        if self._data is None or (at_safe_method and not self._stored and not self._ended):
            return
        due = self._is_touch_due() and not is_background
        if self.modified or self._ended or due:
            actions.remember_browser(db_session(), self._change())

    @property
    def expired_idle(self) -> bool:
        """Whether time ran out. What a person still sends may be added, nothing may be shown."""
        self._read()
        return self._expired_idle

    @property
    def new_cookie(self) -> str | None:
        """The id to hand to the browser, when it has another one or none."""
        return self._key if self._key != self._cookie_key else None

    @property
    def id(self) -> UUID | None:
        """The stored row's id, to keep it when an account's other sessions are ended."""
        self._read()
        return self._stored.id if self._stored else None

    def _leave(self, user_id: UUID | None) -> None:
        self._ended = self._ended or (self._stored.id if self._stored else None)
        self._stored = None
        self._user_id = user_id
        self.modified = True
        self._expired_idle = False

    def _read(self) -> dict[str, Any]:
        if self._data is None:
            self._data = {}
            try:
                self._stored = security.find_web_session(db_session(), self._key or "")
            except SQLAlchemyError:
                if not self.forgiving:
                    raise
                current_app.logger.exception("The web session could not be read")
            if self._stored:
                self._use(self._stored)
        return self._data

    def _use(self, stored: security.StoredSession) -> None:
        now = clock.now()
        self._expired_idle = stored.is_idle(self._limits, now)
        if stored.is_over(self._limits, now):
            self._ended, self._stored, self._key = stored.id, None, None
        else:
            self._data, self._user_id = dict(stored.data), stored.user_id

    def _form_secret(self, data: dict[str, Any]) -> str:
        if CSRF in data:
            return str(data[CSRF])
        self._key = self._key or security.new_session_key()
        return hmac.digest(self._secret, self._key.encode(), "sha256").hex()

    def _is_touch_due(self) -> bool:
        if self._stored is None or self._expired_idle:
            return False
        return clock.now() - self._stored.last_active_at > security.TOUCH_AFTER

    def _change(self) -> actions.BrowserChange:
        if self._data and self._key is None:
            self._key = security.new_session_key()
        idle_since = self._stored.last_active_at if self._stored and self._expired_idle else None
        return actions.BrowserChange(
            key=self._key or "",
            found=self._stored.id if self._stored else None,
            user_id=self._user_id,
            data=self._data or {},
            changed=self.modified,
            ended=self._ended,
            at=idle_since or clock.now(),
        )


class BrowserSessions(SessionInterface):
    """Opens a browser's session from its cookie, and stores it when the page is done."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret_key
        self._limits = security.Limits(
            staff_idle=timedelta(minutes=settings.staff_idle_minutes),
            person_idle=timedelta(minutes=settings.person_idle_minutes),
            longest=timedelta(hours=settings.longest_session_hours),
        )

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        key = request.cookies.get(self.get_cookie_name(app))
        return BrowserSession(key, self._limits, self._secret)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        browser = cast(BrowserSession, session)
        browser.save(request.method in SAFE_METHODS, "X-Background" in request.headers)
        name, secure = self.get_cookie_name(app), self.get_cookie_secure(app)
        if browser.new_cookie:
            response.set_cookie(
                name, browser.new_cookie, path="/", secure=secure, httponly=True, samesite="Lax"
            )
        elif browser.was_signed_out:
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")


def browser_session() -> BrowserSession:
    """This request's session, with what it can do beyond Flask's."""
    return cast(BrowserSession, session)


def init_sessions(app: Flask, settings: Settings) -> None:
    """Keep `session` in the database from now on."""
    app.session_interface = BrowserSessions(settings)
    app.request_class = PortalRequest
    # The __Host- prefix makes browsers refuse the cookie unless it is Secure and of this host only.
    app.config["SESSION_COOKIE_NAME"] = "__Host-heard" if settings.cookie_secure else "heard"
    app.config["SESSION_COOKIE_SECURE"] = settings.cookie_secure
    # The token lives as long as the session: nobody loses an answer to a clock.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # Our pages send no Referer at all (SEC-01), so it cannot be asked for. Sec-Fetch-Site is.
    app.config["WTF_CSRF_SSL_STRICT"] = False
