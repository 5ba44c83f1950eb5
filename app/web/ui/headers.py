"""The headers that every response carries, and what is refused before a page is asked (SEC-01).

They are added around the whole application, so that errors, redirects and static files have them.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings

NONCE = "heard.csp_nonce"
# What a response may have to do with frames: nothing, unless its page says otherwise.
HOLDS_FRAMES = "heard.holds_frames"
MAY_BE_FRAMED = "heard.may_be_framed"
YEARS_2 = 63072000
CLOSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
# Passkeys are the one thing of the device that we use, and on our own pages only.
PERMISSIONS = ", ".join(
    [f"{name}=()" for name in CLOSED]
    + ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)
FIXED = {
    "Strict-Transport-Security": f"max-age={YEARS_2}; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "X-Robots-Tag": "noindex",
}
OURS = {name.lower() for name in FIXED} | {"content-security-policy"}
Header = tuple[str, str]
Exit = Callable[[bytes], object]


def csp_nonce() -> str:
    """This response's nonce, for a script or style that is written in the page."""
    nonce: str = request.environ[NONCE]
    return nonce


def holds_frames() -> None:
    """Let this response show another page of ours in a frame."""
    request.environ[HOLDS_FRAMES] = True


def may_be_framed() -> None:
    """Let a page of ours show this response in a frame. Not for pages on which anything is done."""
    request.environ[MAY_BE_FRAMED] = True


def content_security_policy(
    nonce: str, *, holds_frames: bool = False, may_be_framed: bool = False
) -> str:
    """Everything off but our own files, and the inline block that knows the nonce."""
    frames = "frame-src 'self'; " if holds_frames else ""
    framed_by = "'self'" if may_be_framed else "'none'"
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
        f"img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; {frames}"
        f"form-action 'self'; base-uri 'none'; frame-ancestors {framed_by}; object-src 'none'"
    )


class SecureHeaders:
    """The application with the agreed headers on whatever it answers."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        nonce = environ[NONCE] = secrets.token_urlsafe(16)

        def start(status: str, given: list[tuple[str, str]], problem: Any = None) -> Exit:
            policy = content_security_policy(
                nonce,
                holds_frames=HOLDS_FRAMES in environ,
                may_be_framed=MAY_BE_FRAMED in environ,
            )
            return start_response(status, secured(given, policy), problem)

        return self._application(environ, start)


def init_headers(app: Flask, settings: Settings) -> None:
    """Set the headers, the hosts we answer for, and how much a request may bring (SEC-10).

    Call it last: it wraps all that is already around the application.
    """
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.config["MAX_FORM_PARTS"] = 200
    wrapped: WSGIApplication = SecureHeaders(app.wsgi_app)
    if settings.proxies:
        # X-Forwarded-Host is not among them: the proxy must hand the real Host on.
        wrapped = ProxyFix(wrapped, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)
    cast(Any, app).wsgi_app = wrapped  # as Flask wants middleware added, and its types forbid


def secured(given: list[Header], policy: str) -> list[Header]:
    """A response's headers with ours, which win over any of the same name."""
    headers = [header for header in given if header[0].lower() not in OURS]
    headers += FIXED.items()
    headers.append(("Content-Security-Policy", policy))
    if not any(name.lower() == "cache-control" for name, _ in headers):
        # Pages are about somebody unless they say otherwise (SEC-02).
        varies = [value for name, value in headers if name.lower() == "vary"]
        headers = [header for header in headers if header[0].lower() != "vary"]
        headers.append(("Cache-Control", "no-store"))
        headers.append(("Vary", _with_cookie(", ".join(varies))))
    return headers


def _with_cookie(varies: str) -> str:
    names = re.split(r",\s*", varies) if varies else []
    return varies if "Cookie" in names else ", ".join([*names, "Cookie"])
