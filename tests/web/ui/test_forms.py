"""The questions of a service's own form as HTML, and what people answer to them."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.codesign import DECLINED, FormAnswers, FormContent, Option, Question, QuestionKind, ShowIf
from app.web.ui import answer_in_words, form_question, form_questions, read_answers, screens
from tests.pages import faults_of

ACCESS = Question(key="access", kind=QuestionKind.SECTION, text="Getting here")
WAIT = Question(
    key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait?", hint="From the first call.",
    options=(Option("fine", "Fine"), Option("long", "Too <long>")),
)  # fmt: skip
WHY = Question(
    key="wait_why", kind=QuestionKind.LONG_TEXT, text="What was it like?",
    show_if=ShowIf("wait", ("long",)),
)  # fmt: skip
WELCOME = Question(
    key="welcome", kind=QuestionKind.STATEMENT, text="Thank you\nfor coming this far"
)
HELPED = Question(
    key="helped", kind=QuestionKind.SCALE, text="Did it help?", lowest="Not at all",
    highest="A lot", points=5,
)  # fmt: skip
WHAT = Question(
    key="what", kind=QuestionKind.SEVERAL, text="What helped?",
    options=(Option("talk", "Talking"), Option("group", "The group")),
)  # fmt: skip
AGAIN = Question(key="again", kind=QuestionKind.YES_NO, text="Would you come again?")
WORD = Question(key="word", kind=QuestionKind.SHORT_TEXT, text="In one word?")
FORM = FormContent(
    title="Your experience", why="We want to learn.", thanks="Thank you.",
    questions=(ACCESS, WAIT, WHY, WELCOME, HELPED, WHAT, AGAIN, WORD),
)  # fmt: skip
EMOJI_AND_BOTH_WAYS = "😀 it was שלום fine\nوجيد"


def shown(
    app: Flask, given: FormAnswers | None = None, language: str = "en", **how
) -> BeautifulSoup:
    """The whole form as somebody whose pages are in this language gets it."""
    with app.test_request_context(headers={"Accept-Language": language}):
        return BeautifulSoup(form_questions(FORM, "en", given or {}, **how), "html.parser")


def fields(**values: str | list[str]) -> MultiDict[str, str]:
    """What a browser sends: `wait="long"` is the field of the question with that key."""
    return MultiDict({f"q-{key}": value for key, value in values.items()})


def test_every_sentence_of_the_form_is_there_and_nobody_is_shut_out(app: Flask):
    page = shown(app, beside="Nobody reads this straight away")

    said = page.get_text(" ", strip=True)
    for sentence in FORM.sentences().values():
        for line in sentence.splitlines():
            assert line in said or sentence in (FORM.title, FORM.why, FORM.thanks)
    whole = f'<html lang="en" dir="ltr"><title>t</title><h1>t</h1>{page}</html>'
    assert not faults_of(BeautifulSoup(whole, "html.parser"))
    assert len(page.select("fieldset > legend")) == len(FORM.asked)


def test_there_is_always_a_way_not_to_say(app: Flask):
    page = shown(app)

    for question in FORM.asked:
        [choice] = page.select(f'input[name="q-{question.key}"][value="{DECLINED}"]')
        assert page.select_one(f'label[for="{choice["id"]}"]').text == "I’d rather not say"


def test_the_ends_of_a_scale_are_told_to_eyes_and_to_ears(app: Flask):
    page = shown(app)

    labels = [label.get_text(" ", strip=True) for label in page.select(".heard-points label")]
    assert labels == ["1 Not at all", "2", "3", "4", "5 A lot"]
    ends = page.select_one(".heard-ends")
    assert ends["aria-hidden"] == "true"
    assert ends.get_text(" ", strip=True) == "1 = Not at all 5 = A lot"


def test_what_was_answered_is_there_again(app: Flask):
    given: FormAnswers = {
        "wait": ("long",), "wait_why": (EMOJI_AND_BOTH_WAYS,), "helped": ("4",),
        "what": ("talk", "group"), "again": (DECLINED,), "word": ('"<b>',),
    }  # fmt: skip
    page = shown(app, given)

    chosen = {(tag["name"], tag["value"]) for tag in page.select("input[checked]")}
    assert chosen == {
        ("q-wait", "long"), ("q-helped", "4"), ("q-what", "talk"), ("q-what", "group"),
        ("q-again", DECLINED),
    }  # fmt: skip
    assert page.textarea.text.strip("\n") == EMOJI_AND_BOTH_WAYS
    assert page.select_one("input[type=text]")["value"] == '"<b>'


def test_a_box_takes_text_that_runs_either_way_and_says_how_much(app: Flask):
    page = shown(app)

    assert {tag["dir"] for tag in page.select(".heard-own")} == {"auto"}
    [most] = page.select(f"#{page.textarea['aria-describedby'].split()[-1]}")
    assert most.text == "Up to 10,000 letters."
    assert "maxlength" not in str(page), "a browser would cut off what was pasted"


def test_a_question_that_depends_on_another_says_so_to_script_and_to_people(app: Flask):
    page = shown(app)

    place = page.select_one("#q-wait_why")
    assert (place["data-if"], place["data-is"]) == ("wait", "long")
    assert "Only if you answered “Too <long>” above." in place.text


def test_by_itself_a_question_names_its_section_and_no_condition(app: Flask):
    with app.test_request_context():
        place = BeautifulSoup(form_question(FORM, WHY, "en"), "html.parser")

    assert place.legend.get_text(" ", strip=True) == "Getting here What was it like?"
    assert "Only if" not in place.text


def test_our_words_have_their_own_language_in_a_form_that_is_in_another(app: Flask):
    page = shown(app, language="ar")

    for rather_not in page.select('label[for$="-declined"] span'):
        assert (rather_not["lang"], rather_not["dir"]) == ("ar", "rtl")
    assert page.select_one('label[for="q-wait-1"]').find("span") is None


def test_a_section_is_no_screen_of_its_own():
    assert screens(FORM.questions) == [WAIT, WHY, WELCOME, HELPED, WHAT, AGAIN, WORD]


# ---- Answers


def test_answers_are_read_as_they_were_given(app: Flask):
    sent = fields(
        wait="long", wait_why=f" {EMOJI_AND_BOTH_WAYS}\r\n", helped="5", what=["group", "talk"]
    )

    answers, problems = read_answers(FORM.questions, sent)

    assert problems == {}
    assert answers == {
        "wait": ("long",), "wait_why": (EMOJI_AND_BOTH_WAYS,), "helped": ("5",),
        "what": ("group", "talk"), "again": (), "word": (),
    }  # fmt: skip


def test_ten_thousand_letters_are_kept_and_one_more_is_said_kindly(app: Flask):
    with app.test_request_context():
        kept, no_problem = read_answers([WHY], fields(wait_why="😀" * 10_000))
        too_long, problems = read_answers([WHY], fields(wait_why="😀" * 10_001))

    assert (kept["wait_why"], no_problem) == (("😀" * 10_000,), {})
    assert too_long["wait_why"] == ("😀" * 10_001,), "nothing that was written is lost"
    assert problems == {"wait_why": "This is 1 letter too long. Please make it shorter."}


@pytest.mark.parametrize(
    ("key", "values"),
    [("what", ["talk", DECLINED]), ("wait_why", ["my words", DECLINED]), ("wait", [DECLINED])],
)
def test_who_would_rather_not_say_does_not_say(app: Flask, key: str, values: list[str]):
    answers, _ = read_answers(FORM.questions, fields(**{key: values}))

    assert answers[key] == (DECLINED,)


@pytest.mark.parametrize(
    ("key", "values"),
    [("wait", ["none"]), ("wait", ["fine", "long"]), ("helped", ["6"]), ("helped", ["٣"]),
     ("again", ["maybe"]), ("word", ["one", "two"])],
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(app: Flask, key: str, values: list[str]):
    with app.test_request_context(), pytest.raises(BadRequest):
        read_answers(FORM.questions, fields(**{key: values}))


def test_signs_that_only_steer_machines_are_left_out():
    answers, _ = read_answers([WORD], fields(word="a\0b\x1b\x7fc\td"))

    assert answers["word"] == ("abc\td",)


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (WAIT, ("long",), "Too <long>"),
        (WHAT, ("talk", "group"), "Talking, The group"),
        (HELPED, ("1",), "1 of 5 (Not at all)"),
        (HELPED, ("3",), "3 of 5"),
        (AGAIN, ("no",), "No"),
        (WORD, ("Fine",), "Fine"),
        (WORD, (DECLINED,), "I’d rather not say"),
        (WAIT, (), ""),
        (replace(WAIT, options=()), ("gone",), "gone"),
    ],
)
def test_an_answer_is_shown_in_the_words_that_were_seen(
    app: Flask, question: Question, answer: tuple[str, ...], words: str
):
    with app.test_request_context():
        assert answer_in_words(question, answer) == words
