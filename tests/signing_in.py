"""How a test gets in without typing a password: by the web session that a sign-in leaves behind."""

import time

from app import clock, security
from app.security import User
from tests.pages import Visit

COOKIE = "__Host-heard"


def sign_in(visit: Visit, user: User) -> None:
    """Put this account's session into the browser, as if both factors had just been given."""
    remember(visit, {"_user_id": user.get_id(), "_fresh": True, "fs_paa": time.time()}, user)


def remember(visit: Visit, data: dict[str, object], user: User | None = None) -> str:
    """Store this in the browser's web session. Returns the id that its cookie holds."""
    key = security.new_session_key()
    owner = user.id if user else None
    security.add_web_session(visit.session, key, data, owner, clock.now())
    visit.session.commit()
    visit.client.set_cookie(COOKIE, key, domain="heard.test", secure=True, httponly=True)
    return key
