"""Somebody answers a form of the service, from the link to "thank you"."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app import actions, feedback
from app.codesign import Privacy
from app.feedback import (
    Feedback,
    FeedbackAdmission,
    FeedbackComment,
    FeedbackDraft,
    FeedbackResponse,
    HeldFeedback,
    ReplyWish,
)
from app.scheduling import FeedbackTicket, TicketState
from tests.factory import Make
from tests.feedback.forms import FORM, MORE, Answerer, live_form, stored, ticket_for, to
from tests.pages import Visit

CONFIDENTIAL = replace(FORM, privacy=Privacy.CONFIDENTIAL)
Answering = Callable[..., Answerer]


@pytest.fixture
def answering(app: Flask, session: Session, make: Make) -> Answering:
    """Somebody with a ticket for a live form: `answering().start().answer(wait="long").send()`."""

    def somebody(version=None, **how) -> Answerer:
        version = version or live_form(make)
        _, path = ticket_for(make, version, **how)
        return Answerer(Visit(app.test_client(), session), path)

    return somebody


def test_opening_a_link_changes_nothing_and_names_nothing(answering: Answering, session: Session):
    who = answering()

    for _ in range(3):
        page = who.visit.open(who.path)

    assert FORM.title not in page.text
    assert not stored(session, FeedbackDraft)
    assert who.visit.response.headers["Referrer-Policy"] == "no-referrer"
    assert who.visit.response.headers["Cache-Control"] == "no-store"


def test_answers_go_from_page_to_page_without_a_script(answering: Answering, session: Session):
    who = answering().start()
    visit = who.visit
    assert FORM.title in visit.text
    visit.follow("Start")
    assert "Question 1 of 4" in visit.text
    visit.press("Next", **to("wait", "long"))
    assert "What was the wait like?" in visit.text
    assert "Question 2 of 5" in visit.text, "one answer more and one question more"
    visit.press("Next", **to("wait_why", "Very long.\nToo long."))
    visit.press("Next", **to("helped", "4"))
    visit.press("Next", **to("what", ["talk", "group"]))
    visit.press("Check your answers", **to("more", "declined"))
    assert "Too long" in visit.text
    assert "4 of 5" in visit.text
    assert "Talking, The group" in visit.text

    visit.press("Send my answers")

    assert FORM.thanks in visit.text
    [held] = stored(session, HeldFeedback)
    _, answers = held.open()
    assert answers["wait_why"] == ("Very long.\nToo long.",)
    assert not stored(session, FeedbackDraft)
    assert not stored(session, FeedbackAdmission)
    assert "__Host-feedback" not in str(visit.client._cookies)


def test_the_whole_form_in_one_page_works_too(answering: Answering, session: Session):
    answering().start().answer(wait="fine", wait_why="not shown after all", helped="1").send()

    [held] = stored(session, HeldFeedback)
    assert held.open()[1] == {"wait": ("fine",), "helped": ("1",)}


def test_an_answer_can_be_changed_until_it_is_sent(answering: Answering):
    who = answering().start().answer(wait="fine")
    who.visit.open("/feedback/check")
    who.visit.follow("Change")
    who.visit.press("Check your answers", **to("wait", "long"))

    assert "Too long" in who.visit.page.select_one("dl").text


def test_SEC_18_the_token_is_in_no_address_after_the_first_page(answering: Answering):
    who = answering().start()

    assert who.visit.url == "/feedback"


def test_a_text_that_is_too_long_comes_back_whole(answering: Answering, session: Session):
    who = answering().start()
    who.visit.open("/feedback/questions?q=more")
    text = "😀" * 10_001

    page = who.visit.press("Check your answers", status=400, **to("more", text))

    assert page.textarea.text.strip() == text
    assert "1 letter too long" in page.text
    assert page.title.text.startswith("Error:")
    who.visit.press("Check your answers", **to("more", "מ😀" * 5_000))
    assert "מ😀" * 5_000 in who.visit.text


def test_a_page_that_was_open_for_too_long_loses_nothing(answering: Answering):
    who = answering().start()
    data = {"csrf_token": "stale", "q-more": "All that I wrote"}

    reply = who.visit.post("/feedback/questions?q=more", data=data)

    assert reply.status_code == 400
    assert "All that I wrote" in reply.text
    assert "Press the button again" in reply.text


def test_what_the_database_did_not_take_stays_in_the_page(
    answering: Answering, monkeypatch: pytest.MonkeyPatch, app: Flask
):
    who = answering().start()
    who.visit.open("/feedback/questions?q=more")

    def fail(*_args: object, **_how: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(feedback, "keep_draft", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = who.visit.press("Check your answers", status=503, **to("more", 'My "words"'))
    assert page.select_one("input[name=q-more]")["value"] == 'My "words"'
    monkeypatch.undo()

    who.visit.press("Try again")

    assert 'My "words"' in who.visit.text


def test_two_tabs_keep_each_others_answers(answering: Answering, session: Session):
    who = answering().start()
    token = who.visit.open("/feedback/questions").select_one("input[name=csrf_token]")["value"]

    for key, value in (("wait", "fine"), ("helped", "3"), ("wait", "long")):
        data = {"csrf_token": token, "asked": key, f"q-{key}": value}
        assert who.visit.post("/feedback/save", data=data).json == {"saved": True}

    text = who.visit.open("/feedback/check").text
    assert "Too long" in text
    assert "3 of 5" in text


def test_REL_04_sending_twice_is_sending_once(answering: Answering, session: Session):
    who = answering().start().answer(helped="5").send()
    token = {
        "csrf_token": who.visit.open("/feedback/reply").select_one("[name=csrf_token]")["value"]
    }

    again = who.visit.post("/feedback/check", data=token)
    saved = who.visit.post("/feedback/save", data=token | {"asked": "helped", "q-helped": "1"})
    back = who.visit.get("/feedback/questions")

    assert again.location == back.location == "/feedback/thanks"
    assert saved.status_code == 409
    assert len(stored(session, HeldFeedback)) == 1


def test_whoever_was_interrupted_between_ticket_and_answers_only_sends_again(
    answering: Answering, session: Session, monkeypatch: pytest.MonkeyPatch
):
    who = answering().start().answer(helped="5")

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(feedback, "use_admission", dies)
        with pytest.raises(KeyboardInterrupt):
            who.send()
    [ticket] = stored(session, FeedbackTicket)
    assert ticket.state is TicketState.SPENT
    assert not stored(session, HeldFeedback)

    who.send()

    assert len(stored(session, HeldFeedback)) == 1
    assert not stored(session, FeedbackAdmission)


def test_a_ticket_that_was_used_elsewhere_is_used(app: Flask, session: Session, make: Make):
    _, path = ticket_for(make, live_form(make))
    here, there = (Answerer(Visit(app.test_client(), session), path) for _ in range(2))
    here.start().answer(helped="1")
    there.start().answer(helped="5").send()

    here.send()
    here.visit.open(path, status=410)

    assert "You have already answered" in here.visit.text
    [held] = stored(session, HeldFeedback)
    assert held.open()[1] == {"helped": ("5",)}


@pytest.mark.parametrize("token", ["A" * 22, "short", "A" * 300])
def test_a_guessed_ticket_is_not_found(visit: Visit, token: str):
    page = visit.open(f"/feedback/{token}", status=404)

    assert "This link does not work" in page.text


def test_SEC_21_guessing_is_slowed_down(visit: Visit):
    replies = [visit.get(f"/feedback/{number:0>22}").status_code for number in range(101)]

    assert replies[0] == 404
    assert replies[-1] == 429


def test_a_ticket_that_is_too_old_says_so_kindly(answering: Answering, make: Make):
    who = answering()

    with time_machine.travel(make.at + timedelta(days=15)):
        page = who.visit.open(who.path, status=410)

    assert "It is too old" in page.text


def test_EQ_15_who_is_in_hospital_or_opted_out_is_not_asked(
    app: Flask, session: Session, make: Make, by, at
):
    version, episode = live_form(make), make.episode()
    _, path = ticket_for(make, version, episode)
    visit = Visit(app.test_client(), session)

    actions.admit(session, episode.client, by=by, at=at)
    assert "Not now" in visit.open(path, status=410).text
    actions.come_home(session, episode.client, by=by, at=at)
    visit.open(path)
    actions.stop_contact(session, episode.client_id, by=by, at=at)
    visit.open(path, status=410)

    [ticket] = stored(session, FeedbackTicket)
    assert ticket.state is TicketState.WITHDRAWN


def test_EQ_15_nobody_is_asked_who_died(app: Flask, session: Session, make: Make, by, at):
    version, episode = live_form(make), make.episode()
    _, path = ticket_for(make, version, episode)

    actions.record_death(session, episode.client, on=date(2026, 3, 3), by=by, at=at)

    Visit(app.test_client(), session).open(path, status=404)
    [ticket] = stored(session, FeedbackTicket)
    assert ticket.state is TicketState.WITHDRAWN


def test_no_thank_you_is_an_answer(answering: Answering, session: Session):
    who = answering()
    who.visit.open(who.path)

    who.visit.press("No, thank you")

    assert "That is fine" in who.visit.text
    [ticket] = stored(session, FeedbackTicket)
    assert ticket.state is TicketState.DECLINED
    assert "No, thank you" in who.visit.open(who.path, status=410).text


def test_somebody_in_the_middle_finishes_on_their_version(
    answering: Answering, session: Session, make: Make
):
    first = live_form(make)
    who = answering(first).start().answer(more="Old words")
    live_form(make, replace(FORM, questions=(MORE,)), form=first.form)

    who.send()

    [held] = stored(session, HeldFeedback)
    assert held.open()[0] == first.id


def test_SEC_27_somebody_else_in_the_same_browser_sees_nothing(answering: Answering, make: Make):
    version = live_form(make)
    first = answering(version).start().answer(more="The secret of the first")
    _, path = ticket_for(make, version)

    second = Answerer(first.visit, path).start()

    assert "The secret of the first" not in second.visit.open("/feedback/check").text


def test_SEC_27_the_secret_of_one_form_opens_no_other(answering: Answering, make: Make):
    version = live_form(make)
    first = answering(version).start().answer(more="The secret of the first")
    secret = first.visit.client.get_cookie("__Host-feedback", domain="heard.test").value
    second = answering(version).start()
    second.visit.client.set_cookie("__Host-feedback", secret, domain="heard.test", secure=True)

    page = second.visit.open("/feedback/check", status=403)

    assert "The secret of the first" not in page.text


def test_who_leaves_leaves_nothing_behind(answering: Answering, session: Session):
    who = answering().start().answer(more="What nobody may see")

    who.visit.get("/leave")
    who.start()

    assert "What nobody may see" not in who.visit.open("/feedback/check").text


def test_coming_back_in_the_same_browser_goes_on(answering: Answering):
    who = answering().start().answer(more="Half of it")

    who.start()

    assert "Carry on" in who.visit.text
    assert "Half of it" in who.visit.open("/feedback/check").text


def test_after_a_quiet_time_nothing_is_shown_and_what_is_sent_is_kept(
    answering: Answering, make: Make, session: Session
):
    who = answering().start()
    token = who.visit.open("/feedback/questions").select_one("input[name=csrf_token]")["value"]

    with time_machine.travel(make.at + timedelta(minutes=31)):
        who.visit.open("/feedback/questions", status=403)
        data = {"csrf_token": token, "asked": "more", "q-more": "Written slowly"}
        assert who.visit.post("/feedback/save", data=data).json == {"saved": True}


def test_pages_are_for_whoever_began(visit: Visit):
    for path in ("", "/questions", "/check", "/thanks", "/reply", "/reply/noted"):
        visit.open(f"/feedback{path}", status=403)


# ---- Confidential


def test_a_confidential_form_is_kept_with_who_gave_it(
    answering: Answering, session: Session, make: Make
):
    version = live_form(make, CONFIDENTIAL)
    who = answering(version).start().answer(wait="long", wait_why="So long").send()

    [response] = stored(session, FeedbackResponse)
    assert json.loads(response.answers) == {"wait": ["long"], "wait_why": ["So long"]}
    assert response.privacy is Privacy.CONFIDENTIAL
    [comment] = stored(session, FeedbackComment)
    assert comment.text == "So long"
    assert not stored(session, HeldFeedback)
    assert who.visit.url == "/feedback/thanks"


# ---- A reply


def test_EQ_07_a_wish_for_a_reply_is_kept_apart(answering: Answering, session: Session):
    who = answering().start().answer(helped="2").send()
    who.visit.follow("Ask for a reply")

    who.visit.press("Send", contact="Amira, 07700 900123", message="About the wait")

    assert "We noted that you would like a reply" in who.visit.text
    [wish] = stored(session, ReplyWish)
    assert (wish.contact, wish.message) == ("Amira, 07700 900123", "About the wait")
    keys = {key.target_fullname for key in ReplyWish.__table__.foreign_keys}
    assert keys == {"service.id", "user.id"}, "no key leads to a ticket or an answer"
    kinds = {column.name: str(column.type) for column in ReplyWish.__table__.columns}
    assert kinds["asked_on"] == "DATE", "a day, and no time"
    assert not [kind for kind in kinds.values() if "DATETIME" in kind]


def test_EQ_07_a_reply_can_only_be_asked_for_after_the_form(answering: Answering):
    who = answering().start()

    assert who.visit.get("/feedback/reply").location == "/feedback"
    assert "Ask for a reply" not in who.visit.open("/feedback/questions").text


def test_a_wish_without_a_way_to_reach_them_is_asked_for_again(answering: Answering):
    who = answering().start().answer(helped="2").send()
    who.visit.open("/feedback/reply")

    page = who.visit.press("Send", contact="  ", message="Please do")

    assert "Write how we can reach you" in page.text
    assert page.textarea.text.strip() == "Please do"


# ---- Released


def test_five_answers_can_be_read_and_four_cannot(
    answering: Answering, session: Session, make: Make
):
    version = live_form(make)
    for number in range(4):
        answering(version).start().answer(helped="3", more=f"Words {number}").send()
    assert actions.release_feedback(session, at=make.at, group=5) == 0

    answering(version).start().answer(wait="fine", more="Words 4").send()
    assert actions.release_feedback(session, at=make.at, group=5) == 5
    assert actions.release_feedback(session, at=make.at, group=5) == 0

    choices = stored(session, Feedback)
    assert sorted(str(one.answers) for one in choices) == sorted(
        ["{'helped': ['3']}"] * 4 + ["{'wait': ['fine']}"]
    )
    comments = stored(session, FeedbackComment)
    assert {one.text for one in comments} == {f"Words {number}" for number in range(5)}
    assert {one.month for one in [*choices, *comments]} == {date(2026, 3, 1)}
    assert not stored(session, HeldFeedback)
