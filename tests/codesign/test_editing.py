"""Changes of a form, one step at a time: nothing is refused, and keys stay what they are."""

import pytest

from app.codesign import (
    Change,
    FormContent,
    NoSuchPlace,
    Option,
    Privacy,
    Question,
    QuestionKind,
    ShowIf,
    added,
    form_faults,
    moved,
    option_added,
    option_moved,
    option_removed,
    put_back,
    removed,
    reworded,
    sentence_at,
    shown_if,
    with_points,
    with_privacy,
)
from app.codesign.keys import new_key

WAIT = Question(
    key="wait",
    kind=QuestionKind.ONE_CHOICE,
    text="How was the wait?",
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
    questions=(WAIT, WHY, HELPED),
)  # fmt: skip


def keys(content):
    return [question.key for question in content.questions]


def test_a_sentence_is_said_in_other_words_and_both_are_noted():
    edited = reworded(FORM, "wait.option.long", "Much too long")

    assert sentence_at(edited.content, "wait.option.long") == "Much too long"
    assert (edited.what, edited.before, edited.after) == (Change.WORDS, "Too long", "Much too long")


def test_a_sentence_that_is_empty_so_far_has_a_place():
    assert sentence_at(reworded(FORM, "wait.hint", "Since you asked").content, "wait.hint")


@pytest.mark.parametrize("address", ["", "gone.text", "wait.option.gone", "wait.kind", "wait", "."])
def test_there_are_no_other_places(address):
    with pytest.raises(NoSuchPlace):
        reworded(FORM, address, "Words")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("How was the food here?", "how_was_the"),
        ("¿Qué tal?", "que_tal"),
        ("كيف حالك", "question"),
        ("😀", "question"),
        ("9 lives", "question"),
        ("don't worry", "dont_worry"),
        ("wait", "wait_2"),
        ("x" * 500, "x" * 36),
    ],
)
def test_a_key_is_made_of_the_first_words_and_is_nobody_elses(words, key):
    assert new_key(words, {"wait"}, fallback="question") == key


def test_a_key_that_a_question_once_had_is_never_given_again():
    edited = added(FORM, QuestionKind.YES_NO, "Wait", after="", taken={"wait_2", "wait_3"})

    assert keys(edited.content) == ["wait", "wait_why", "helped", "wait_4"]


def test_a_question_is_added_behind_another():
    edited = added(FORM, QuestionKind.SECTION, "Endings", after="wait", taken=())

    assert keys(edited.content) == ["wait", "endings", "wait_why", "helped"]


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        ("helped", -1, ["wait", "helped", "wait_why"]),
        ("wait", 1, ["wait_why", "wait", "helped"]),
        ("wait", -1, ["wait", "wait_why", "helped"]),
        ("wait", 99, ["wait_why", "helped", "wait"]),
    ],
)
def test_a_question_is_moved_as_far_as_there_are_places(key, by, order):
    assert keys(moved(FORM, key, by).content) == order


def test_what_was_taken_out_comes_back_where_it_was():
    edited = removed(FORM, "wait_why")

    assert keys(edited.content) == ["wait", "helped"]
    assert put_back(edited.content, edited.before).content == FORM


def test_an_option_that_was_taken_out_comes_back_where_it_was():
    edited = option_removed(FORM, "wait", "fine")

    assert edited.content.find("wait").choices == ("long",)
    assert put_back(edited.content, edited.before).content == FORM


def test_what_is_there_is_not_put_back_a_second_time():
    for edited in (removed(FORM, "wait_why"), option_removed(FORM, "wait", "fine")):
        with pytest.raises(NoSuchPlace):
            put_back(FORM, edited.before)


def test_options_are_added_and_moved():
    edited = option_added(FORM, "wait", "Long but fine", taken={"long_but_fine"})
    assert edited.content.find("wait").choices == ("fine", "long", "long_but_fine_2")

    edited = option_moved(edited.content, "wait", "long_but_fine_2", -2)
    assert edited.content.find("wait").choices == ("long_but_fine_2", "fine", "long")


def test_a_change_that_cannot_be_asked_is_made_and_explained():
    without = removed(FORM, "wait").content
    stretched = with_points(FORM, "helped", 900).content
    later = shown_if(FORM, "wait", ShowIf("helped", ("1",))).content

    assert [(one.question, one.fault.value) for one in form_faults(without)] == [
        ("wait_why", "shown after a question that is not before it")
    ]
    assert len(form_faults(stretched)) == len(form_faults(later)) == 1


def test_privacy_is_noted_as_it_was_and_is():
    edited = with_privacy(FORM, Privacy.NAMED)

    assert (edited.before, edited.after) == ("anonymous", "named")
    assert edited.content.privacy is Privacy.NAMED
