"""Help, the way out and the start page: always there, whatever else is broken."""

import pytest
from flask import Flask

from app.extensions import db_session
from tests.pages import Visit
from tests.web.conftest import NewApp
from tests.web.service_user.conftest import Begun

CONTACTS = ("tel:999", "tel:08081570000", "tel:111", "tel:116123", "sms:85258?body=SHOUT")


def test_help_names_everyone_to_call(visit: Visit):
    visit.open("/help")

    assert [str(a["href"]) for a in visit.page.select("main li a")] == list(CONTACTS)
    assert "choose option 2" in visit.text
    assert "Crisis line" in visit.text


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_help_opens_while_the_database_is_away(new_app: NewApp, visit_to, language: str):
    visit = visit_to(new_app(database_url="sqlite:////nowhere/at/all.sqlite3"))
    visit.client.set_cookie("__Host-language", language, domain="heard.test", secure=True)
    visit.client.set_cookie("__Host-heard", "x" * 43, domain="heard.test", secure=True)

    visit.open("/help")

    assert visit.page.html["lang"] == language
    assert visit.page.select("a[href='tel:116123']")


def test_ACC_09_help_and_leaving_are_in_the_same_place_on_every_page(begun: Begun):
    visit = begun("phq9")
    home = visit.url
    places = set()
    for path in ("/", "/help", "/c/none", home, home + "/1", home + "/1?q=2", home + "/1/check"):
        visit.open(path, status=410 if path == "/c/none" else 200)
        bar = visit.page.body.find_all("nav", recursive=False)[-1]
        places.add(str(bar))

    assert len(places) == 1


def test_ACC_14_leaving_ends_the_visit_and_goes_to_another_site(begun: Begun, app: Flask):
    visit = begun("phq9")
    home = visit.url

    left = visit.get("/leave")

    assert left.location == app.config["HEARD"].leave_url
    assert visit.get(home).status_code == 403


def test_ACC_14_going_back_after_leaving_says_truly_that_it_was_left(begun: Begun):
    visit = begun("phq9")
    home = visit.url
    visit.get("/leave")

    visit.open(home, status=403)

    assert "Maybe you pressed “Leave this page”" in visit.text
    assert "Nothing happened for a while" not in visit.text


Headers = dict[str, str]
AHEAD: list[Headers] = [
    {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Mode": "navigate"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"Sec-Fetch-Mode": "no-cors"},
]


@pytest.mark.parametrize("headers", AHEAD)
def test_ACC_14_a_browser_that_fetches_links_ahead_ends_no_visit(begun: Begun, headers: Headers):
    visit = begun("phq9")
    home = visit.url

    ahead = visit.get("/leave", headers=headers)

    assert ahead.status_code == 503
    assert "Location" not in ahead.headers
    assert visit.get(home).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Mode": "navigate"}])
def test_ACC_14_whoever_goes_there_leaves(begun: Begun, headers: Headers):
    visit = begun("phq9")
    home = visit.url

    assert visit.get("/leave", headers=headers).status_code == 303

    assert visit.get(home).status_code == 403


def test_ACC_14_the_first_thing_a_keyboard_reaches_is_the_way_out(begun: Begun):
    visit = begun("phq9")

    first = visit.page.select("a[href], button, input:not([type=hidden]), summary")[0]

    assert first["href"] == "/leave"
    assert "does not clear the history" in visit.text


def test_help_leads_back_to_the_check_in(begun: Begun):
    visit = begun("phq9")
    home = visit.url
    visit.open("/help")

    assert visit.follow("Back to my check-in").h1.text == "Your check-in"
    assert visit.url == home


def test_opening_help_writes_nothing_and_needs_no_database(visit: Visit, app: Flask):
    visit.open("/help")

    with app.test_request_context("/help"):
        assert not db_session().new
