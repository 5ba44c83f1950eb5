"""What follows when somebody signs in or out or changes how: audit, new ids, ended sessions."""

from typing import Any

from flask import Flask, Response, after_this_request, session
from flask_login import user_logged_out
from flask_security import (
    password_changed,
    tf_code_confirmed,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)

from app import actions, clock, security
from app.extensions import db_session
from app.security import User
from app.web.ui import browser_session

# What a session keeps when somebody signs in. Above all not a visit: that was someone else's.
KEPT = ("_user_id", "_fresh", "fs_paa", "_flashes")


def listen(app: Flask) -> None:
    """Do our part whenever Flask-Security has done its own."""
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_password_changed, app)
    tf_code_confirmed.connect(_code_confirmed, app)
    tf_profile_changed.connect(_authenticator_changed, app)
    wan_registered.connect(_passkey_added, app)
    wan_deleted.connect(_passkey_removed, app)


def _signed_in(_app: Flask, user: User, authn_via: list[str] | None, **_more: Any) -> None:
    browser_session().rotate(keep=KEPT, user_id=user.id)
    if authn_via != ["change"]:
        _audit("sign_in.succeeded", user)


def _signed_out(_app: Flask, user: User, **_more: Any) -> None:
    actions.sign_out(db_session(), user, browser_session().id, at=clock.now())
    browser_session().end()
    after_this_request(_clear_browser)


def _clear_browser(response: Response) -> Response:
    # Our own cookie goes with the session; the other one only says which language to speak.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _password_changed(_app: Flask, user: User, **_more: Any) -> None:
    security.end_web_sessions_of(db_session(), user.id)
    _audit("password.changed", user)


def _code_confirmed(_app: Flask, user: User, **_more: Any) -> None:
    if session.get("tf_state") == "validating_profile":
        _audit("second_factor.set_up", user)


def _authenticator_changed(_app: Flask, user: User, **_more: Any) -> None:
    _end_elsewhere(user)
    _audit("second_factor.changed", user)


def _passkey_added(_app: Flask, user: User, **_more: Any) -> None:
    _end_elsewhere(user)
    _audit("passkey.added", user)


def _passkey_removed(_app: Flask, user: User, **_more: Any) -> None:
    _end_elsewhere(user)
    _audit("passkey.removed", user)


def _end_elsewhere(user: User) -> None:
    security.end_web_sessions_of(db_session(), user.id, but=browser_session().id)


def _audit(event: str, user: User) -> None:
    """In the request's transaction: Flask-Security commits it together with the change itself."""
    security.audit(db_session(), event, subject=user, by=user.actor, at=clock.now())
