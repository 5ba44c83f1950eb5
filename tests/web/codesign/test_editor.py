"""The form on the desk: every sentence is changed where it stands, and nothing can be broken."""

from functools import partial

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.actions import change_form, save_sentence
from app.codesign import (
    Change,
    Purpose,
    VersionState,
    edits_of,
    removed,
    sentence_at,
    shipped_form,
    versions_of,
)
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


def test_of_two_people_who_change_a_sentence_the_second_sees_both_and_chooses(
    visit, page, draft, session, other, at, said
):
    shown = visit.open(page)
    save_sentence(
        session, draft().id, "wait.text", "How long was it?", was=HOW, user=other.user, at=at
    )

    visit.page = BeautifulSoup(str(beside(shown, "wait.text")), "html.parser")
    shown = visit.press("Save", status=409, words="How was waiting?")

    words = said(shown)
    assert "Olu Other changed it while you wrote." in words
    assert "How long was it?" in words
    assert "How was waiting?" in words
    assert [one.contents[-1].strip() for one in shown.select("del")] == ["long", "it?"]
    assert sentence_at(draft().content, "wait.text") == "How long was it?"
    visit.press("Save these words")
    assert sentence_at(draft().content, "wait.text") == "How was waiting?"
    assert {edit.before for edit in edits_of(session, draft().form_id)} == {HOW, "How long was it?"}


def test_who_keeps_the_others_words_can_leave_their_own_as_a_suggestion(
    visit, save, draft, session, other, at, said
):
    save_sentence(session, draft().id, "wait.text", "Theirs", was=HOW, user=other.user, at=at)
    visit._show(save("wait.text", "Mine"), 409)

    shown = visit.press("leave mine as a suggestion")

    assert sentence_at(draft().content, "wait.text") == "Theirs"
    assert "Mine" in shown.select_one(".heard-is-suggestion").text


def test_the_script_is_told_that_somebody_was_faster_and_nothing_is_overwritten(
    save, draft, session, other, at
):
    save_sentence(session, draft().id, "wait.text", "Theirs", was=HOW, user=other.user, at=at)

    answer = save("wait.text", "Mine", part="yes")

    assert answer.status_code == 409
    assert "Your words are still here" in answer.text
    assert sentence_at(draft().content, "wait.text") == "Theirs"


def test_words_for_a_question_that_was_taken_out_meanwhile_can_come_back_with_it(
    visit, save, draft, session, other, at, said
):
    edit = partial(removed, key="wait")
    change_form(session, draft().id, edit, user=other.user, at=at)

    shown = visit._show(save("wait.text", "My words"), 409)

    assert "Somebody took it out while you wrote." in said(shown)
    assert "My words" in said(shown)
    visit.press("Put it back, in my words")
    assert sentence_at(draft().content, "wait.text") == "My words"
    assert draft().content.questions[1].key == "wait"


def test_words_for_a_version_that_went_to_review_meanwhile_become_a_suggestion(
    visit, save, page, draft, session, said
):
    visit.open(page)
    version = draft()
    version.state = VersionState.IN_REVIEW
    session.commit()

    visit._show(save("wait.text", "My words"), 409)
    shown = visit.press("Leave it as a suggestion")

    assert "My words" in said(shown)
    assert sentence_at(draft().content, "wait.text") == HOW


@pytest.mark.parametrize(
    "words", ["😀" * 10, "مرحبا hello שלום", "a\r\nb\0c", "<script>alert(1)</script>{{7*7}}", ""]
)
def test_whatever_is_written_is_kept_and_shown_as_it_is(visit, save, page, draft, words):
    kept = words.replace("\0", "").replace("\r\n", "\n")

    assert save("wait.text", words).status_code == 303

    assert sentence_at(draft().content, "wait.text") == kept
    shown = visit.open(page)
    assert beside(shown, "wait.text").select_one("textarea[name=words]").text.strip("\n") == kept
    assert shown.find("script", string=lambda text: text and "alert" in text) is None


def test_what_cannot_be_asked_is_explained_beside_it_and_saved(visit, save, page, draft):
    save("wait.text", "")

    question = visit.open(page).find(id="at-wait")
    assert [fault.text for fault in question.select(".heard-fault")] == [
        "Not ready: Write what people read here."
    ]
    assert sentence_at(draft().content, "wait.text") == ""


def test_id_rather_not_say_is_said_to_be_there(visit, page, draft):
    shown = visit.open(page)

    notes = [one for one in shown.select(".heard-fixed") if "rather not say" in one.text]
    assert len(notes) == len(draft().content.asked)


def test_advice_stands_beside_the_sentence_and_the_burden_above(visit, save, page, said):
    save("why", " ".join(["word"] * 25) + ".", was=shipped_form(Purpose.PREM).content.why)

    shown = visit.open(page)

    assert "A long sentence, with 25 words" in beside(shown, "why").text
    assert "16 questions, about 5 minutes" in said(shown)


def test_a_live_form_is_changed_in_a_draft_and_stays_as_it_is(
    visit, page, draft, release, said, session, form
):
    release()

    shown = visit.open(page)
    assert "People are asked this now, so its words stay as they are." in said(shown)
    assert shown.select("[data-sentence]") == []
    visit.press("Change this form")

    assert "Version 2: Draft" in said(visit.page)
    assert [one.state for one in versions_of(session, form.id)] == [
        VersionState.DRAFT, VersionState.LIVE
    ]  # fmt: skip


def test_who_may_only_read_gets_no_field_and_may_not_save(visit_as, make, form, page, save):
    visit = visit_as(make.clinician(service=make.the_service()))

    shown = visit.open(page)

    assert shown.select("[data-sentence], .heard-order") == []
    assert "You can read, comment, suggest other words" in shown.main.text
    data = {"csrf_token": visit.csrf_token, "at": "wait.text", "words": "x", "was": HOW}
    assert visit.post(f"{page}/sentence", data=data).status_code == 403
