"""Talking about a sentence: beside it, and on a page of its own."""

from functools import partial

import pytest
from sqlalchemy import select

from app.actions import change_form, comment_on, save_sentence, suggest_words
from app.codesign import FormComment, edits_of, removed, sentence_at

HOW = "How was the wait before your help here began?"
TALK = "/talk?at=wait.text"


@pytest.fixture
def suggestion(session, draft, other, at):
    """Olu suggests other words."""
    return suggest_words(session, draft().id, "wait.text", "How long?", user=other.user, at=at)


def test_a_comment_stands_beside_its_sentence_until_it_is_dealt_with(visit, page, said):
    visit.open(page + TALK)
    visit.press("Comment", body="What about the waiting list?")

    assert "What about the waiting list?" in visit.open(page).find(id="at-wait.text").text
    visit.press("Dealt with")
    assert "What about the waiting list?" not in said(visit.page)
    assert "What about the waiting list?" in said(visit.open(page + TALK))
    visit.press("Not dealt with")
    assert "What about the waiting list?" in visit.open(page).find(id="at-wait.text").text


def test_the_whole_form_can_be_commented_on(visit, page):
    visit.open(f"{page}/talk")
    visit.press("Comment", body="It is kind")

    assert "It is kind" in visit.open(page).find(id="at-form").text


def test_a_remark_is_answered_below_it(visit, page, session, draft, other, at):
    comment_on(session, draft().id, "wait.text", "Too long?", user=other.user, at=at)
    visit.open(page + TALK)

    shown = visit.press("Answer", body="I think so")

    remark = shown.select_one(".heard-remark")
    assert [line.text for line in remark.select(".heard-typed")] == ["Too long?", "I think so"]
    assert "Dana Designer" in remark.select_one(".heard-answered").text


def test_a_vote_counts_once_and_can_be_taken_back(visit, page, suggestion, visit_as, other):
    visit.open(page + TALK)
    visit.press("I agree (0)")
    assert "I agreed (1)" in visit.text
    theirs = visit_as(other)
    theirs.open(page + TALK)
    theirs.press("I agree (1)")
    assert "I agreed (2)" in theirs.text

    visit.open(page + TALK)
    visit.press("I agreed (2)")
    assert "I agree (1)" in visit.text


def test_a_suggestion_is_accepted_with_one_tap_and_its_author_is_credited(
    visit, page, suggestion, draft, session, form, other, designer, said
):
    visit.open(page)

    visit.press("Accept these words")

    assert sentence_at(draft().content, "wait.text") == "How long?"
    [edit] = edits_of(session, form.id)
    assert (edit.edited_by, edit.suggested_by) == (designer.user_id, other.user_id)
    history = said(visit.open(f"{page}/history?at=wait.text"))
    assert "Suggested by Olu Other, accepted by Dana Designer." in history


def test_a_suggestion_whose_sentence_changed_shows_the_difference_first(
    visit, page, suggestion, draft, session, designer, at, said
):
    save_sentence(
        session, draft().id, "wait.text", "How was it?", was=HOW, user=designer.user, at=at
    )

    assert "Accept these words" not in said(visit.open(page))
    shown = visit.follow("See the difference")
    assert "The sentence was changed since. It was: " + HOW in said(shown)
    assert (
        "".join(one.find_all(string=True)[-1] for one in shown.select("del")).strip() == "was it?"
    )
    visit.press("Accept these words instead")
    assert sentence_at(draft().content, "wait.text") == "How long?"


def test_a_sentence_that_changes_while_the_page_is_open_is_not_overwritten(
    visit, page, suggestion, draft, session, designer, at
):
    visit.open(page + TALK)
    save_sentence(
        session, draft().id, "wait.text", "How was it?", was=HOW, user=designer.user, at=at
    )

    shown = visit.press("Accept these words", status=409)

    assert "Look at the difference first" in shown.select_one(".nhsuk-error-summary").text
    assert sentence_at(draft().content, "wait.text") == "How was it?"


def test_a_suggestion_is_not_accepted_twice(visit, page, suggestion, visit_as, other):
    theirs = visit_as(other)
    for browser in (visit, theirs):
        browser.open(page + TALK)
    visit.press("Accept these words")

    shown = theirs.press("Accept these words", status=409)

    assert "Somebody has dealt with this suggestion already" in shown.text


@pytest.mark.parametrize("words", ["", HOW, "  \n "])
def test_a_suggestion_needs_other_words(visit, page, session, words):
    visit.open(page + TALK)

    shown = visit.press("Suggest these words", suggested=words)

    assert "Write something first" in shown.select_one(".nhsuk-error-summary").text
    assert session.scalars(select(FormComment)).all() == []


@pytest.mark.parametrize(
    "body", ["😀" * 10_000, "س" * 10_000, "a" * 10_000, "אבג abc \u202e مرحبا", "<b>{{7*7}}</b>"]
)
def test_long_and_unusual_comments_are_kept_whole(visit, page, session, body):
    visit.open(page + TALK)
    data = {"csrf_token": visit.csrf_token, "do": "comment", "body": body}

    answer = visit.post(page + TALK, data=data, content_type="multipart/form-data")

    assert answer.status_code == 303
    assert session.scalars(select(FormComment)).one().body == body
    shown = visit.open(page + TALK).select_one(".heard-remark .heard-typed")
    assert (shown.text, shown["dir"]) == (body, "auto")


def test_remarks_on_a_sentence_that_is_gone_are_not_lost(
    visit, page, suggestion, draft, session, designer, at, said
):
    edit = partial(removed, key="wait")
    change_form(session, draft().id, edit, user=designer.user, at=at)

    assert "How long?" in visit.open(page).find(id="at-form").text
    assert "This sentence was taken out." in said(visit.open(page + TALK))


def test_an_accepted_suggestion_stays_accepted(visit, page, suggestion, session):
    visit.open(page + TALK)
    visit.press("Accept these words")

    data = {"csrf_token": visit.csrf_token, "do": "reopen"}
    visit.post(f"/codesign/comments/{suggestion.id}/end", data=data)

    assert session.scalars(select(FormComment)).one().resolved_at is not None


def test_who_only_reads_may_say_something_and_not_decide(visit_as, make, page, suggestion, form):
    visit = visit_as(make.clinician(service=make.the_service()))
    visit.open(page + TALK)
    visit.press("Comment", body="I see people wait")
    data = {"csrf_token": visit.csrf_token, "do": "resolve"}

    for deed in ("end", "accept"):
        url = f"/codesign/comments/{suggestion.id}/{deed}"
        assert visit.post(url, data=data).status_code == 403
    assert "Accept these words" not in visit.text


def test_there_is_nothing_to_say_about_a_sentence_that_never_was(visit, page):
    assert visit.get(f"{page}/talk?at=gone.text").status_code == 404
