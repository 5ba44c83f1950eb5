"""A reader goes from comment to comment, and nothing that they ticked or typed is lost."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.codesign import Privacy, VersionState
from app.feedback import BLACK, CommentState
from app.security import AuditEvent, Role
from tests.factory import SHORT_FORM


def test_EQ_08_the_longest_waiting_is_read_first_beside_its_question(visit, comments, said):
    page = visit.open("/comments")
    assert "2 comments wait." in said(page)
    assert "waited for 3 working days" in said(page)
    assert "Robin" not in page.text

    page = visit.follow("Read the first one")

    assert "Anything else?" in said(page)
    assert said(page.select_one(".heard-black-words") and page).count("Robin was kind to me") == 1


def test_EQ_08_words_are_blacked_out_previewed_and_released_one_after_another(
    visit, comments, said, session
):
    first, second = comments
    visit.open(f"/comments/{first.id}")

    page = visit.press("See what others will read", black=[0, 4])
    assert "(blacked out) was kind to (blacked out)" in said(page)
    assert "Robin" not in said(page)
    page = visit.press("Release it like this")

    assert first.released_text == f"{BLACK} was kind to {BLACK}"
    assert "Released." in said(page)
    assert "Too far away" in said(page)
    page = visit.press("Keep it back", reason="It says which village")
    assert second.state is CommentState.KEPT_BACK
    assert "No comment waits" in said(page)


def test_a_reader_goes_back_from_the_preview_with_every_word_as_it_was(visit, comments):
    first, _ = comments
    visit.open(f"/comments/{first.id}")
    visit.press("See what others will read", black=[0])

    page = visit.press("Change what is blacked out")

    assert [one["value"] for one in page.select("[name=black][checked]")] == ["0"]


def test_the_same_word_is_blacked_out_wherever_it_stands(visit, make):
    comment = make.comment("Robin said so. I like robin’s voice, Robin!")
    visit.open(f"/comments/{comment.id}")

    page = visit.press("Black these out everywhere", black=[0])

    assert [one["value"] for one in page.select("[name=black][checked]")] == ["0", "5", "7"]


def test_acc_07_what_is_missing_is_said_and_nothing_is_lost(visit, comments, said):
    first, _ = comments
    visit.open(f"/comments/{first.id}")

    page = visit.press("Keep it back", black=[0], note="Robin may be hurt")

    assert page.title.text.startswith("Error: ")
    assert "Say why it is kept back" in page.select_one("[role=alert]").text
    assert page.select_one("#note").text.strip() == "Robin may be hurt"
    assert [one["value"] for one in page.select("[name=black][checked]")] == ["0"]
    page = visit.press("Put it on the lead’s list")
    assert "Say what it is about" in page.select_one("[role=alert]").text
    page = visit.press("See what others will read", black=[0, 1, 2, 3, 4])
    assert "Nothing is left to read" in page.select_one("[role=alert]").text


def test_who_was_slower_sees_what_was_decided_and_keeps_their_work(
    visit, visit_as, make, comments, said
):
    first, _ = comments
    visit.open(f"/comments/{first.id}")
    other = visit_as(make.staff(Role.FEEDBACK_READER, name="Quinn Quicker"))
    other.open(f"/comments/{first.id}")
    other.press("Keep it back", reason="Names a colleague")

    page = visit.press("See what others will read", black=[0])
    page = visit.press("Release it like this", status=409)

    assert "Somebody else has decided" in page.select_one("[role=alert]").text
    assert "Names a colleague" in said(page)
    assert "Quinn Quicker" in said(page)
    assert [one["value"] for one in page.select("[name=black][checked]")] == ["0"]
    assert first.state is CommentState.KEPT_BACK


def test_what_was_released_can_be_taken_back(visit, make, said):
    comment = make.released("Robin helped")
    visit.open("/comments")
    visit.open(f"/comments/{comment.id}")

    visit.press("Keep it back", reason="A name was missed")

    assert (comment.state, comment.released_text) == (CommentState.KEPT_BACK, "")


@pytest.mark.parametrize(
    ("privacy", "words"),
    [
        (Privacy.ANONYMOUS, "Nobody can find out who wrote it, and nobody can be contacted"),
        (Privacy.CONFIDENTIAL, "Look under “Answers in confidence”"),
    ],
)
def test_a_flag_says_what_can_be_done_and_for_whom(visit, make, said, privacy, words):
    content = replace(SHORT_FORM, privacy=privacy)
    version = make.form_version(content, state=VersionState.LIVE)
    comment = make.comment("I am not safe at home", version)
    page = visit.open(f"/comments/{comment.id}")
    assert words in said(page)

    page = visit.press("Put it on the lead’s list", kind="danger", note="Not safe at home")

    assert "It is on the lead’s list" in said(page)
    assert "Waits for the lead" in said(page)
    assert comment.state is CommentState.UNREAD


@pytest.mark.parametrize(
    "text",
    [
        "سلام، لم يكن المكان آمنًا",
        "Było daleko 😀 👩‍👩‍👧 do was",
        "字だけの文",
        "<script>alert(1)</script> {{ 7*7 }}",
        "word " * 2000,
        f"I wrote {BLACK} myself",
    ],
)
def test_any_writing_can_be_read_and_blacked_out(visit, make, text):
    comment = make.comment(text)
    visit.open(f"/comments/{comment.id}")

    visit.press("See what others will read", black=[0])
    visit.press("Release it like this")

    assert comment.released_text.startswith(BLACK)
    assert comment.released_text.count(BLACK) == 1


def test_SEC_33_nobody_else_of_the_staff_reads_comments(make, visit_as, comments):
    response, wish = make.response(), make.wish()
    pages = ["/comments", f"/comments/{comments[0].id}", "/comments/responses", "/comments/wishes",
             f"/comments/responses/{response.id}"]  # fmt: skip
    for role in Role:
        if role is not Role.FEEDBACK_READER:
            visit = visit_as(make.staff(role))
            assert {visit.get(page).status_code for page in pages} == {403}, role
            visit.open("/account/")
            data = {"csrf_token": visit.csrf_token, "do": "release", "after": "0"}
            assert visit.post(f"/comments/{comments[0].id}", data=data).status_code == 403
            done = visit.post(f"/comments/wishes/{wish.id}/answered", data=data)
            assert done.status_code == 403
    assert comments[0].state is CommentState.UNREAD


def test_SEC_34_a_reader_of_another_trust_finds_nothing(make, visit_as, comments):
    other = make.staff(Role.FEEDBACK_READER, service=make.service(make.trust("South")))
    visit = visit_as(other)

    assert "No comment waits" in visit.open("/comments").main.text
    assert visit.get(f"/comments/{comments[0].id}").status_code == 404
    assert visit.get(f"/comments/responses/{make.response().id}").status_code == 404


def test_SEC_39_opening_a_comment_leaves_a_trace(visit, comments, session):
    visit.open(f"/comments/{comments[0].id}")

    found = select(AuditEvent.event).where(AuditEvent.subject_id == comments[0].id)
    assert session.scalars(found).all() == ["feedback_comment.viewed"]
