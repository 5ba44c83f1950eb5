"""A secret that one browser keeps for answers nobody else may open. The server stores none of it.

In a cookie of its own: the web session is kept on the server, and must not hold it (EQ-05).
"""

from datetime import timedelta

from flask import current_app, request
from werkzeug import Response


def find_secret() -> str | None:
    """What this browser keeps; None where it keeps nothing."""
    return request.cookies.get(_cookie()) or None


def give_secret(response: Response, secret: str, *, days: int) -> None:
    """Let this browser keep it for so many days."""
    life = timedelta(days=days)
    response.set_cookie(
        _cookie(), secret, max_age=life, path="/", secure=_is_secure(), httponly=True,
        samesite="Strict",
    )  # fmt: skip


def take_secret(response: Response) -> None:
    """Let this browser forget it: what it opened is gone for good."""
    if find_secret():
        response.delete_cookie(
            _cookie(), path="/", secure=_is_secure(), httponly=True, samesite="Strict"
        )


def _cookie() -> str:
    return "__Host-feedback" if _is_secure() else "feedback"


def _is_secure() -> bool:
    secure: bool = current_app.config["SESSION_COOKIE_SECURE"]
    return secure
