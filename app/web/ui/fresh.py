"""Being sure that it is still the same person at the keyboard, before something that lasts."""

from functools import wraps
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from flask_security.utils import check_and_update_authn_fresh


def fresh_sign_in(view: RouteCallable) -> RouteCallable:
    """Ask who signed in a while ago for their password or passkey first, and bring them back.

    The page must also be there to be fetched: that is where they come back to (SEC-32).
    """

    @wraps(view)
    def asked_again(**arguments: Any) -> ResponseReturnValue:
        config = current_app.config
        limits = config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]
        if not check_and_update_authn_fresh(*limits, "session"):
            return redirect(url_for("security.verify", next=request.path))
        answer: ResponseReturnValue = current_app.ensure_sync(view)(**arguments)
        return answer

    return asked_again
