"""A form as a value: what it says, who is asked what, and what is wrong with it."""

from dataclasses import replace

import pytest

from app.codesign import (
    DECLINED,
    FormContent,
    FormFault,
    NotAnAnswer,
    Option,
    PlacedFault,
    Privacy,
    Question,
    QuestionKind,
    ShowIf,
    checked_answer,
    content_fingerprint,
    form_faults,
    questions_for,
    shown_answers,
)

WAIT = Question(
    key="wait",
    kind=QuestionKind.ONE_CHOICE,
    text="How was the wait?",
    hint="From asking for help to your first session.",
    options=(Option("fine", "Fine"), Option("long", "Too long")),
)
WHY = Question(
    key="wait_why", kind=QuestionKind.LONG_TEXT, text="What was it like?",
    show_if=ShowIf("wait", ("long",)),
)  # fmt: skip
HELPED = Question(
    key="helped", kind=QuestionKind.SCALE, text="Did it help?", lowest="Not at all", highest="A lot"
)
FORM = FormContent(
    title="Your experience", why="We want to learn.", thanks="Thank you.",
    privacy=Privacy.ANONYMOUS, questions=(WAIT, WHY, HELPED),
)  # fmt: skip


def test_a_form_comes_back_from_the_database_as_it_was():
    assert FormContent.from_json(FORM.as_json()) == FORM


def test_every_sentence_has_an_address_and_can_be_said_otherwise():
    sentences = FORM.sentences()

    assert sentences["wait.option.long"] == "Too long"
    assert list(sentences)[:3] == ["title", "why", "wait.text"]
    assert list(sentences)[-1] == "thanks"
    polish = FORM.saying({address: f"PL {words}" for address, words in sentences.items()})
    assert set(polish.sentences().values()) == {f"PL {words}" for words in sentences.values()}


def test_one_changed_letter_changes_the_fingerprint():
    assert content_fingerprint(FORM) != content_fingerprint(
        FORM.saying({"why": "We want to Learn."})
    )


def test_a_question_is_shown_to_whom_it_is_for():
    assert WHY not in questions_for(FORM, {})
    assert WHY not in questions_for(FORM, {"wait": ("fine",)})
    assert WHY in questions_for(FORM, {"wait": ("long",)})


def test_an_answer_to_a_question_that_is_not_shown_after_all_is_not_given():
    given = {"wait": ("fine",), "wait_why": ("Very hard",), "helped": ("4",)}

    assert shown_answers(FORM, given) == {"wait": ("fine",), "helped": ("4",)}


def test_a_good_form_has_no_fault():
    assert form_faults(FORM) == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (replace(WAIT, text=" "), FormFault.NO_WORDS),
        (replace(WAIT, key="1 bad"), FormFault.BAD_KEY),
        (replace(WAIT, options=WAIT.options[:1]), FormFault.FEW_OPTIONS),
        (replace(WAIT, options=(Option("a", "Yes"), Option("b", " yes"))), FormFault.SAME_OPTION),
        (replace(WAIT, options=(Option("a", "Yes"), Option("b", ""))), FormFault.EMPTY_OPTION),
        (replace(HELPED, lowest=""), FormFault.NO_ENDS),
        (replace(HELPED, points=12), FormFault.POINTS),
        (replace(WAIT, show_if=ShowIf("helped", ("1",))), FormFault.SHOWN_AFTER_NOTHING),
        (replace(WAIT, show_if=ShowIf("wait", ("fine",))), FormFault.SHOWN_AFTER_NOTHING),
        (replace(WAIT, text="x" * 2001), FormFault.TOO_LONG),
    ],
)
def test_what_is_wrong_with_a_question_is_said_beside_it(question, fault):
    form = replace(FORM, questions=(question, HELPED))

    assert PlacedFault(fault, question.key) in form_faults(form)


def test_nobody_can_be_shown_a_question_for_words_or_for_an_answer_that_there_is_not():
    after_words = replace(HELPED, show_if=ShowIf("wait_why", ("x",)))
    after_nothing = replace(WHY, show_if=ShowIf("wait", ("gone",)))

    assert form_faults(replace(FORM, questions=(WAIT, WHY, after_words))) == [
        PlacedFault(FormFault.SHOWN_AFTER_TEXT, "helped")
    ]
    assert form_faults(replace(FORM, questions=(WAIT, after_nothing))) == [
        PlacedFault(FormFault.SHOWN_AFTER_NO_ANSWER, "wait_why")
    ]


def test_an_answer_is_what_was_offered():
    assert checked_answer(WAIT, ("long",)) == ("long",)
    assert checked_answer(WAIT, (DECLINED,)) == (DECLINED,)
    assert checked_answer(HELPED, ("5",)) == ("5",)
    for question, values in [(WAIT, ("other",)), (WAIT, ("fine", "long")), (HELPED, ("6",))]:
        with pytest.raises(NotAnAnswer):
            checked_answer(question, values)


def test_what_people_write_keeps_its_lines_emoji_and_direction():
    words = "Good 🙂\r\nשלום and مرحبا\0"

    assert checked_answer(WHY, (words,)) == ("Good 🙂\nשלום and مرحبا",)
    assert checked_answer(WHY, ("   ",)) == ()
    assert len(checked_answer(WHY, ("x" * 10_000,))[0]) == 10_000
    with pytest.raises(NotAnAnswer):
        checked_answer(WHY, ("x" * 10_001,))
