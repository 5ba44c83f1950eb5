"""Static files, the language of the pages, and the pages for errors."""

import gzip
import re

import brotli
import pytest
from flask import Flask, abort, render_template

from app.web.ui import asset, public
from tests.factory import Make
from tests.pages import Visit, read_page
from tests.web.conftest import NewApp


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_a_static_file_comes_compressed_and_may_be_kept_for_ever(
    visit: Visit, app: Flask, accepted: str, encoding: str | None, unpack
):
    with app.app_context():
        address = asset("person.js")

    reply = visit.get(address, headers={"Accept-Encoding": accepted})

    assert re.fullmatch(r"/assets/person\.[0-9a-f]{10}\.js", address)
    assert reply.headers.get("Content-Encoding") == encoding
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.mimetype == "text/javascript"
    script = unpack(reply.data)
    assert b"addEventListener" in script
    assert b"\n//" not in script  # what only we read stays here
    assert b"\n " not in script
    assert "Set-Cookie" not in reply.headers


def test_a_page_comes_compressed_and_a_small_answer_as_it_is(visit: Visit):
    accepts = {"Accept-Encoding": "gzip, br"}

    page = visit.get("/help", headers=accepts)
    moved = visit.get("/clinic/", headers=accepts)

    assert page.headers["Content-Encoding"] == "br"
    assert b"Samaritans" in brotli.decompress(page.data)
    assert "Accept-Encoding" in page.headers["Vary"]
    assert moved.status_code == 302
    assert moved.headers["Vary"] == "Cookie", "whether to compress it was not even asked"


def test_a_file_that_is_not_ours_is_not_there(visit: Visit):
    for name in ("person.js", "person.0000000000.js", "..%2Fbuild.py", "build.py"):
        assert visit.get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize(("name", "most"), [("person.js", 4_000), ("form.js", 2_800)])
def test_a_script_stays_small(visit: Visit, app: Flask, name: str, most: int):
    with app.app_context():
        reply = visit.get(asset(name), headers={"Accept-Encoding": "gzip"})

    assert len(reply.data) < most


# ---- Language


def test_a_chosen_language_holds_on_every_page_and_the_page_stays(visit: Visit, make: Make):
    path = make.invitation().path
    visit.open(path)

    visit.press("العربية")

    assert visit.url == path
    assert (visit.page.html["lang"], visit.page.html["dir"]) == ("ar", "rtl")
    assert visit.open("/help").html["lang"] == "ar"
    assert visit.page.select_one("button[aria-current]")["value"] == "ar"


@pytest.mark.parametrize(
    ("address", "methods", "back"),
    [
        ("/help/shown", ["POST"], "/help"),
        ("/help/shown/twice", ["POST"], "/help"),
        ("/shown", ["POST"], "/"),
        ("/shown?a=1", ["GET", "POST"], "/shown?a=1"),
    ],
)
def test_a_page_that_a_form_brought_changes_language_where_it_can_be_opened(
    new_app: NewApp, visit_to, address: str, methods: list[str], back: str
):
    app = new_app()
    page = public("a test")(lambda: render_template("service_user/new_link.html"))
    app.add_url_rule(address.partition("?")[0], "shown", view_func=page, methods=methods)
    visit = visit_to(app)
    visit.open("/help")
    shown = read_page(visit.post(address, data={"csrf_token": visit.csrf_token}).text)

    assert shown.select_one("input[name=back]")["value"] == back


@pytest.mark.parametrize(
    ("asked", "language"), [("pl-PL,pl;q=0.9", "pl"), ("ar-EG", "ar"), ("tlh", "en"), ("", "en")]
)
def test_without_a_choice_the_browser_says_which_language(visit: Visit, asked: str, language: str):
    reply = visit.get("/help", headers={"Accept-Language": asked})

    assert f'<html lang="{language}"' in reply.text


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "https:evil", "/\\evil.example", "\\evil", "", "x",
     "/\t/evil.example", "/ok\r\nSet-Cookie: a=b", "javascript:alert(1)", "/\x00"],
)  # fmt: skip
def test_SEC_09_choosing_a_language_never_leads_elsewhere(visit: Visit, back: str):
    visit.open("/help")
    data = {"csrf_token": visit.csrf_token, "language": "pl", "back": back}

    assert visit.post("/language", data=data).location == "/"


@pytest.mark.parametrize("language", ["xx", "", "en\n", "../en"])
def test_a_language_that_we_do_not_have_changes_nothing(visit: Visit, language: str):
    visit.open("/help")
    data = {"csrf_token": visit.csrf_token, "language": language, "back": "/help"}

    reply = visit.post("/language", data=data)

    assert reply.location == "/help"
    assert "language" not in str(reply.headers.getlist("Set-Cookie"))


def test_a_language_cookie_that_was_made_up_is_ignored(visit: Visit):
    visit.client.set_cookie("__Host-language", "tlh", domain="heard.test", secure=True)

    assert visit.open("/help").html["lang"] == "en"


# ---- Errors


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 418, 429, 500, 503])
def test_SEC_11_every_error_is_a_kind_page_with_a_reference(new_app: NewApp, visit_to, code: int):
    app = new_app()
    app.add_url_rule("/broken", view_func=public("a test")(lambda: abort(code)))
    visit = visit_to(app)

    visit.open("/broken", status=code)

    assert visit.page.h1
    assert re.search(r"\b[0-9a-f]{8}\b", visit.page.main.get_text())
    assert visit.page.select('nav a[href="/help"]')


def test_SEC_11_a_fault_shows_nothing_of_the_inside(
    new_app: NewApp, visit_to, caplog: pytest.LogCaptureFixture
):
    def fail() -> str:
        raise RuntimeError("SELECT secret FROM client")

    app = new_app()
    app.add_url_rule("/broken", view_func=public("a test")(fail))
    visit = visit_to(app)

    visit.open("/broken", status=500)

    assert "secret" not in visit.text
    assert "RuntimeError" not in visit.text
    reference = re.search(r"\b[0-9a-f]{8}\b", visit.page.main.get_text())[0]
    assert reference in caplog.text


def test_SEC_11_the_error_page_opens_while_the_database_is_away(new_app: NewApp, visit_to):
    visit = visit_to(new_app(database_url="sqlite:////nowhere/at/all.sqlite3"))

    visit.open(f"/c/{'A' * 22}", status=500)

    assert visit.page.select('nav a[href="/help"]')


def test_SEC_11_a_page_that_is_not_there_needs_no_database_to_say_so(new_app: NewApp, visit_to):
    visit = visit_to(new_app(database_url="sqlite:////nowhere/at/all.sqlite3"))
    visit.client.set_cookie("__Host-heard", "x" * 43, domain="heard.test", secure=True)

    assert visit.open("/nothing", status=404)


def test_an_error_speaks_the_persons_language(visit: Visit):
    visit.client.set_cookie("__Host-language", "ar", domain="heard.test", secure=True)

    assert visit.open("/nothing", status=404).html["dir"] == "rtl"
