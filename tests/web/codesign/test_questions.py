"""Questions put in, taken out and put in order, by buttons alone."""

from datetime import UTC, datetime
from functools import partial

import pytest

from app.actions import change_form, save_sentence
from app.codesign import Privacy, QuestionKind, ShowIf, form_faults, sentence_at
from app.codesign import removed as without


@pytest.fixture
def send(visit, page):
    """Sends a small form of the page: `send("questions/wait/move", do="up")`."""

    def post(where, **fields):
        visit.open(page)
        return visit.post(f"{page}/{where}", data={"csrf_token": visit.csrf_token} | fields)

    return post


@pytest.fixture
def keys(draft):
    return lambda: [question.key for question in draft().content.questions]


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_a_question_of_any_kind_is_added_where_it_is_wanted(send, keys, draft, kind):
    answer = send("questions", kind=kind.value, words="Is it warm?", after="wait")

    assert answer.location.endswith("#at-is_it_warm")
    assert keys()[:3] == ["getting_here", "wait", "is_it_warm"]
    assert draft().content.find("is_it_warm").kind is kind


def test_a_new_question_is_explained_until_it_is_whole(send, visit, page):
    send("questions", kind="scale", words="Is it warm?", after="")

    question = visit.open(page).find(id="at-is_it_warm")
    assert "Say what both ends of the scale mean." in question.text


def test_questions_are_moved_by_buttons(visit, page, send, keys):
    before = keys()

    assert send("questions/wait/move", do="down").status_code == 303
    assert keys()[:3] == [before[0], before[2], before[1]]
    send("questions/wait/move", do="up")
    assert keys() == before
    buttons = visit.open(page).find(id="at-wait").select(".heard-asking-top button")
    assert [button.find(string=True) for button in buttons] == ["Up", "Down", "Take out"]


def test_a_question_that_nobody_was_asked_goes_at_once_and_comes_back(visit, send, keys, page):
    before = keys()

    answer = send("questions/wait_help/remove")
    shown = visit.open(answer.location.partition("#")[0])

    assert "Taken out." in shown.select_one("[role=status].heard-undo").text
    assert "wait_help" not in keys()
    visit.press("Put it back")
    assert keys() == before


def test_a_question_that_people_answered_is_asked_about_kindly_first(
    visit, send, keys, release, page, said
):
    release()
    visit.open(page)
    visit.press("Change this form")

    answer = send("questions/wait/remove")

    assert (answer.status_code, "wait" in keys()) == (200, True)
    shown = visit._show(answer, 200)
    assert "What they answered stays, and can be read with the words that they saw." in said(shown)
    assert "What would have helped you while you waited?" in said(shown)
    visit.press("Take it out")
    assert "wait" not in keys()


def test_a_question_that_somebody_else_works_on_is_not_taken_out_unseen(
    visit, page, draft, keys, session, other, at, said
):
    seen = visit.open(page).find(id="at-wait").find(attrs={"name": "seen"})["value"]
    save_sentence(session, draft().id, "wait.hint", "A hint", was="", user=other.user,
                  at=datetime.now(UTC))  # fmt: skip

    data = {"csrf_token": visit.csrf_token, "seen": seen}
    shown = visit._show(visit.post(f"{page}/questions/wait/remove", data=data), 409)

    assert "Olu Other changed it while this page was open." in said(shown)
    assert "wait" in keys()
    visit.press("Take it out")
    assert "wait" not in keys()


def test_answers_are_added_moved_and_taken_out(send, draft):
    def choices():
        return draft().content.find("wait").choices

    before = choices()
    send("questions/wait/options", words="It was short")
    assert choices() == (*before, "it_was_short")
    send("questions/wait/options/it_was_short", do="up")
    assert choices() == (*before[:-1], "it_was_short", before[-1])
    send("questions/wait/options/it_was_short", do="remove")
    assert choices() == before


def test_taking_an_answer_out_on_which_a_question_depends_is_explained(send, visit, page, draft):
    send("questions/wait/options/long", do="remove")

    question = visit.open(page).find(id="at-wait_help")
    assert "This comes after an answer that is gone." in question.text
    assert len(form_faults(draft().content)) == 1


def test_a_scale_gets_as_many_points_as_are_chosen(send, draft):
    send("questions", kind="scale", words="Warm?", after="")

    send("questions/warm/points", points="7")

    assert draft().content.find("warm").points == 7


def test_who_sees_a_question_is_chosen_from_answers_to_one_earlier_question(
    visit, page, draft, said
):
    visit.open(f"{page}/questions/safer/shown")

    visit.press("Save", who="some", answer=["wait.long", "wait.too_long"])

    assert draft().content.find("safer").show_if == ShowIf("wait", ("long", "too_long"))
    words = said(visit.page)
    assert "who answered “It was long, but I managed / It was too long” to “How was the" in words


def test_everybody_sees_a_question_again(visit, page, draft):
    visit.open(f"{page}/questions/wait_help/shown")

    visit.press("Save", who="everybody")

    assert draft().content.find("wait_help").show_if is None


@pytest.mark.parametrize(
    "answers", [[], ["wait.long", "kind_of_help.both"], ["safe.never"], ["gone.x"], ["wait.gone"]]
)
def test_answers_of_several_or_of_later_questions_are_not_a_condition(visit, page, draft, answers):
    before = draft().content
    visit.open(f"{page}/questions/group/shown")

    shown = visit.press("Save", who="some", answer=answers)

    assert "all of one question" in shown.select_one(".nhsuk-error-summary").text
    assert draft().content == before


def test_a_question_that_is_moved_before_its_condition_is_explained(send, visit, page, draft):
    for _ in range(2):
        send("questions/wait_help/move", do="up")

    question = visit.open(page).find(id="at-wait_help")
    assert "This comes after a question that is gone, or comes later." in question.text


def test_who_can_know_who_answered_is_said_in_plain_words_and_chosen(send, visit, page, draft):
    assert "Nobody can know" in visit.open(page).find(id="at-privacy").text

    send("privacy", privacy="confidential")

    assert draft().content.privacy is Privacy.CONFIDENTIAL


@pytest.mark.parametrize(
    ("where", "fields", "status"),
    [
        ("questions", {"kind": "party", "words": "x"}, 400),
        ("questions/gone/move", {"do": "up"}, 404),
        ("questions/wait/move", {"do": "sideways"}, 400),
        ("questions/gone/remove", {}, 404),
        ("questions/gone/options", {"words": "x"}, 404),
        ("questions/wait/options/gone", {"do": "up"}, 404),
        ("questions/wait/points", {"points": "²"}, 400),
        ("questions/gone/shown", {}, 404),
        ("privacy", {"privacy": "secret"}, 400),
    ],
)
def test_what_no_page_sends_changes_nothing(send, draft, where, fields, status):
    before = draft().content

    assert send(where, **fields).status_code == status
    assert draft().content == before


def test_an_earlier_wording_is_said_again_from_the_history(
    visit, page, draft, session, other, at, said
):
    how = sentence_at(draft().content, "wait.text")
    save_sentence(session, draft().id, "wait.text", "Worse", was=how, user=other.user, at=at)

    shown = visit.open(f"{page}/history?at=wait.text")

    assert "Olu Other changed the words" in said(shown)
    visit.press("Say again what it said before this")
    assert sentence_at(draft().content, "wait.text") == how


def test_what_is_there_again_is_not_put_back_twice(visit, page, draft, session, other, at, keys):
    edit = partial(without, key="wait")
    change_form(session, draft().id, edit, user=other.user, at=at)
    visit.open(f"{page}/history")
    visit.press("Put it back")
    before = keys()

    visit.open(f"{page}/history")
    shown = visit.press("Put it back", status=409)

    assert "It could not be put back" in shown.h1.text
    assert keys() == before
