"""A link with which anybody tries a form, as people get it. Nothing is kept but notes."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.actions import make_try_link
from app.codesign import CommentKind, FormComment, TryLink
from app.db import Base
from app.security import AuditEvent

WAIT = "How was the wait before your help here began?"


@pytest.fixture
def token(session, draft, designer, at):
    return make_try_link(session, draft().id, user=designer.user, at=at)


@pytest.fixture
def tester(visit, token):
    """Somebody without an account, who opened the link."""
    browser = visit.another()
    browser.open(f"/try/{token}")
    return browser


def test_a_link_is_shown_once_and_only_its_hash_is_kept(visit, page, session):
    visit.open(f"{page}/try")
    shown = visit.press("Make a link")

    address = shown.select_one(".heard-try-address a").text
    link = session.scalars(select(TryLink)).one()
    assert address.rpartition("/")[2] not in (link.token_hash, str(link.id))
    assert address.rpartition("/")[2] not in visit.open(f"{page}/try").text
    assert visit.another().get(address.partition("heard.test")[2]).status_code == 200


def test_it_is_tried_one_question_at_a_time_and_says_that_nothing_is_kept(tester, said):
    assert "This is a try-out. Nothing is kept but notes you leave." in said(tester.page)

    tester.press("Start")

    assert [legend.text for legend in tester.page.select("legend")] == [f"Getting here {WAIT}"]
    assert "This is a try-out." in said(tester.page)


def test_what_was_chosen_decides_what_comes_next(tester):
    tester.press("Start")
    tester.press("Next", **{"q-wait": "too_long"})
    assert "What would have helped you while you waited?" in tester.text
    tester.press("Back")
    assert tester.page.select_one("input[checked]")["value"] == "too_long"

    tester.press("Next", **{"q-wait": "fine"})

    assert "What kind of help are you having here?" in tester.text


def test_it_comes_to_an_end(tester, draft):
    tester.press("Start")
    for _ in draft().content.questions:
        if "The end of the try-out" in tester.text:
            break
        tester.press("Next")

    assert "Thank you. People who use this service" in tester.text
    tester.press("Back")
    assert tester.page.select("legend")


def test_trying_a_form_stores_nothing(tester, session, app):
    def stored():
        session.expire_all()
        tables = set(Base.metadata.tables) - {"web_session", "rate_count"}
        return {name: session.execute(Base.metadata.tables[name].select()).all() for name in tables}

    before = stored()
    tester.press("Start")
    tester.press("Next", **{"q-wait": "long"})
    tester.press("Next", **{"q-wait_help": "A secret canary"})
    tester.press("Back")

    assert stored() == before
    assert "canary" not in str(stored())
    assert "canary" not in tester.text


def test_a_note_comes_back_beside_the_sentence(tester, visit, page, session):
    tester.press("Start")

    shown = tester.press("Leave this note", note="I do not get this 😀")

    assert "Your note is with the people who write this form." in shown.text
    assert WAIT in shown.text
    comment = session.scalars(select(FormComment)).one()
    assert (comment.kind, comment.address, comment.made_by) == (
        CommentKind.NOTE, "wait.text", None
    )  # fmt: skip
    remark = visit.open(page).find(id="at-wait.text").select_one(".heard-is-note")
    assert "I do not get this 😀" in remark.text
    assert "Note of somebody who tried it" in remark.text
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()[-1]
    assert (event.event, event.actor_kind) == ("form_comment.note", "system")


def test_a_note_needs_words(tester, session):
    shown = tester.press("Leave this note", note=" ")

    assert "Write your note first" in shown.text
    assert session.scalars(select(FormComment)).all() == []


def test_notes_are_rate_limited(tester):
    answers = []
    for number in range(105):
        data = {"csrf_token": tester.csrf_token, "do": "note", "note": str(number)}
        answers.append(tester.post(tester.url, data=data).status_code)

    assert answers[:100] == [200] * 100
    assert answers[-1] == 429


def test_a_link_can_be_ended(visit, page, tester, token):
    visit.open(f"{page}/try")
    visit.press("End this link")

    assert "This try-out has ended" in tester.open(f"/try/{token}", status=404).text
    data = {"csrf_token": visit.csrf_token, "do": "note", "note": "x"}
    assert visit.post(f"/try/{token}", data=data).status_code == 404


def test_a_link_ends_by_itself(tester, token, at):
    with time_machine.travel(at + timedelta(days=15)):
        assert tester.get(f"/try/{token}").status_code == 404


@pytest.mark.parametrize("token", ["", "x", "😀", "a" * 3000, "%00", "%ff"])
def test_a_link_that_never_was_opens_nothing(visit, token):
    assert visit.another().get(f"/try/{token}").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "gone"},
        {"place": "wait", "so_far": "gone:x;wait:nonsense;:::;wait"},
        {"place": "wait", "q-wait": "nonsense"},
        {"place": ".", "do": "note", "note": "x"},
        {"place": "wait", "do": "back"},
        {"so_far": ";" * 5000},
    ],
)
def test_whatever_is_sent_is_answered_with_a_page(tester, fields):
    answer = tester.post(tester.url, data={"csrf_token": tester.csrf_token} | fields)

    assert answer.status_code in (200, 400)


def test_a_form_is_tried_in_the_testers_language(visit, token):
    browser = visit.another()
    browser.client.set_cookie("__Host-language", "ar", domain="heard.test", secure=True)

    shown = browser.open(f"/try/{token}")

    assert shown.html["dir"] == "rtl"
    assert shown.h1.parent["lang"] == "ar"
    assert shown.h1.text == "تجربتك معنا"
