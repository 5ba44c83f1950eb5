import re
from collections.abc import Callable

import pytest
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.test import TestResponse

from app.web.ui import csp_nonce, holds_frames, may_be_framed, public
from tests.pages import Visit
from tests.web.conftest import NewApp

AGREED = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'nonce-NONCE'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
        "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
        "screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
}


@pytest.fixture
def app_with_faults(new_app: NewApp) -> Flask:
    app = new_app()

    @app.get("/fails")
    @public("a test")
    def fails() -> str:
        raise RuntimeError("canary secret")

    @app.get("/moves")
    @public("a test")
    def moves() -> ResponseReturnValue:
        return redirect("/sign-in")

    @app.get("/nonce")
    @public("a test")
    def nonce() -> str:
        return csp_nonce()

    @app.get("/frames")
    @public("a test")
    def frames() -> str:
        holds_frames()
        return "holds one"

    @app.get("/framed")
    @public("a test")
    def framed() -> str:
        may_be_framed()
        return "is in one"

    @app.post("/takes")
    @public("a test")
    def takes() -> str:
        return "taken"

    return app


@pytest.fixture
def faults(app_with_faults: Flask, visit_to: Callable[[Flask], Visit]) -> Visit:
    return visit_to(app_with_faults)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/help", 200),
        ("/sign-in", 200),
        ("/account/", 302),
        ("/moves", 302),
        ("/nothing-here", 404),
        ("/fails", 500),
    ],
)
def test_SEC_01_every_answer_has_exactly_the_agreed_headers(faults: Visit, path: str, status: int):
    response = faults.get(path)

    assert response.status_code == status
    assert _agreed(response) == AGREED


def test_SEC_01_static_files_have_the_agreed_headers_too(faults: Visit):
    script = faults.open("/sign-in").select_one("link[rel=stylesheet]")

    response = faults.get(str(script and script["href"]))

    assert response.status_code == 200
    assert _agreed(response) == AGREED
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_SEC_01_each_answer_has_a_nonce_of_its_own(faults: Visit):
    first, second = faults.get("/nonce"), faults.get("/nonce")

    assert f"'nonce-{first.text}'" in first.headers["Content-Security-Policy"]
    assert first.text != second.text
    assert len(first.text) >= 22


def test_SEC_01_only_our_own_pages_are_framed_and_only_those_that_say_so(faults: Visit):
    policy = AGREED["Content-Security-Policy"]

    holds, is_in = _agreed(faults.get("/frames")), _agreed(faults.get("/framed"))

    framed = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    framing = policy.replace("form-action", "frame-src 'self'; form-action")
    assert holds == AGREED | {"Content-Security-Policy": framing}
    assert is_in == AGREED | {"Content-Security-Policy": framed}
    assert _agreed(faults.get("/nonce")) == AGREED


@pytest.mark.parametrize("path", ["/sign-in", "/account/", "/nothing-here", "/fails", "/moves"])
def test_SEC_02_pages_are_not_kept(faults: Visit, path: str):
    response = faults.get(path)

    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize("host", ["evil.example", "heard.test.evil.example", "heard.test@evil"])
def test_SEC_10_other_hosts_are_refused(app: Flask, host: str):
    response = app.test_client().get("/sign-in", headers={"Host": host})

    assert response.status_code == 400
    assert "evil" not in response.text


def test_SEC_10_forwarded_headers_are_ignored_without_a_known_proxy(
    app_with_faults: Flask, faults: Visit
):
    response = faults.get(
        "/sign-in?next=/x", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "x"}
    )

    assert response.status_code == 200
    assert "evil.example" not in response.text


def test_SEC_10_only_the_known_number_of_proxies_is_believed(
    new_app: NewApp, visit_to: Callable[[Flask], Visit]
):
    app = new_app(proxies=1)

    @app.get("/address")
    @public("a test")
    def address() -> str:
        return str(request.remote_addr)

    visit = visit_to(app)

    spoofed = {"X-Forwarded-For": "6.6.6.6, 1.2.3.4", "X-Forwarded-Host": "evil.example"}
    assert visit.get("/address", headers=spoofed).text == "1.2.3.4"


def test_SEC_10_a_body_that_is_too_big_is_refused(faults: Visit):
    response = faults.post("/takes", data={"text": "x" * 70_000})

    assert response.status_code == 413


def test_SEC_10_a_form_with_too_many_parts_is_refused(faults: Visit):
    parts = {f"field{n}": "x" for n in range(201)}

    response = faults.post("/takes", data=parts, content_type="multipart/form-data")

    assert response.status_code == 413


def test_SEC_11_a_fault_tells_nothing_about_the_inside(
    faults: Visit, caplog: pytest.LogCaptureFixture
):
    page = faults.open("/fails", status=500)

    reference = page.select_one("main strong")
    assert "canary" not in page.text
    assert "Traceback" not in page.text
    assert reference is not None
    assert reference.text in caplog.text


def _agreed(response: TestResponse) -> dict[str, str]:
    given = {name: response.headers.get(name, "") for name in AGREED}
    policy = given["Content-Security-Policy"]
    given["Content-Security-Policy"] = re.sub(r"nonce-[\w-]+", "nonce-NONCE", policy)
    assert all(len(response.headers.getlist(name)) == 1 for name in AGREED)
    return given
