"""The form on the desk: every sentence is changed where it stands, and nothing can be broken."""

import pytest
from sqlalchemy import select

from app.codesign import Change, edits_of, sentence_at
from app.security import AuditEvent

HOW = "How was the wait before your help here began?"


@pytest.fixture
def save(visit, page):
    """Saves a sentence by hand: `save("wait.text", "New words", was="Old words")`."""

    def post(address, words, was=HOW, **more):
        visit.open(page)
        data = {"csrf_token": visit.csrf_token, "at": address, "words": words, "was": was}
        return visit.post(f"{page}/sentence", data=data | more)

    return post


def beside(page, address):
    """What stands with the sentence at this address."""
    return page.find(id=f"at-{address}")


def test_every_sentence_of_a_form_can_be_changed_where_it_stands(visit, page, draft):
    shown = visit.open(page)

    fields = {field["value"] for field in shown.select("[data-sentence] input[name=at]")}
    assert fields >= set(draft().content.sentences())
    assert "draft" in shown.main.text.lower()


def test_a_sentence_is_saved_and_says_so(visit, save, page, draft, session, form, designer):
    answer = save("wait.text", "How long did you wait?")

    assert answer.location.endswith("?saved=wait.text#at-wait.text")
    shown = visit.open(answer.location.partition("#")[0])
    assert "Saved" in beside(shown, "wait.text").text
    assert sentence_at(draft().content, "wait.text") == "How long did you wait?"
    [edit] = edits_of(session, form.id)
    assert (edit.what, edit.before, edit.edited_by) == (Change.WORDS, HOW, designer.user_id)
    event = session.scalars(select(AuditEvent).where(AuditEvent.event == "form.changed")).one()
    assert event.detail == "words wait.text"


def test_the_script_gets_what_stands_beside_the_sentence_afterwards(save):
    answer = save("wait.text", "Was it long and/or hard?", part="yes")

    assert answer.status_code == 200
    assert "“and/or” is hard to answer" in answer.text
    assert "<html" not in answer.text


def test_who_goes_on_typing_makes_one_change(save, session, form):
    save("wait.text", "How")
    save("wait.text", "How long", was="How")

    [edit] = edits_of(session, form.id)
    assert (edit.before, edit.after) == (HOW, "How long")
