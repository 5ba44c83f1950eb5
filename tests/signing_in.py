"""How a test gets in without typing a password: by the web session that a sign-in leaves behind."""

import time
from typing import Any

from app import clock, security
from app.security import User
from tests.pages import ADDRESS, Visit


def sign_in(visit: Visit, user: User) -> str:
    """Give the browser a session in which both factors were just given; its id is returned."""
    remembered = {"_user_id": user.get_id(), "_fresh": True, "fs_paa": time.time()}
    return remember(visit, remembered, user)


def remember(visit: Visit, data: dict[str, Any], user: User | None = None) -> str:
    """Give the browser a web session that holds this; its id is returned."""
    key = security.new_session_key()
    owner = user.id if user else None
    security.add_web_session(visit.session, key, data, owner, clock.now())
    visit.session.commit()
    show_cookie(visit, key)
    return key


def show_cookie(visit: Visit, key: str) -> None:
    """Let the browser hold this session id."""
    name = visit.client.application.config["SESSION_COOKIE_NAME"]
    visit.client.set_cookie(name, key, domain=ADDRESS.removeprefix("https://"))
