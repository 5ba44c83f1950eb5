"""What is different between two versions, so that nobody has to compare them line by line."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.codesign import (
    Difference,
    DifferenceKind,
    FormContent,
    Mark,
    Option,
    Part,
    Piece,
    Privacy,
    Question,
    QuestionKind,
    ShowIf,
    differences,
    words_apart,
)

WAIT = Question(
    key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait?",
    options=(Option("fine", "Fine"), Option("long", "Too long"), Option("none", "None")),
)  # fmt: skip
HELPED = Question(
    key="helped", kind=QuestionKind.SCALE, text="Did it help?", lowest="No", highest="A lot"
)
MORE = Question(key="more", kind=QuestionKind.LONG_TEXT, text="Anything else?")
FORM = FormContent(title="Yours", why="To learn.", thanks="Thanks.", questions=(WAIT, HELPED, MORE))


def changed(**values):
    """The form with its first question changed."""
    return replace(FORM, questions=(replace(WAIT, **values), HELPED, MORE))


def kinds(old, new):
    return [(one.kind, one.question and one.question.key) for one in differences(old, new)]


def test_a_sentence_is_shown_with_the_words_that_went_and_came():
    new = changed(text="How long was the wait?")

    assert differences(FORM, new) == [
        Difference(
            kind=DifferenceKind.WORDS, question=new.questions[0], part=Part.TEXT,
            pieces=(
                Piece(Mark.SAME, "How "), Piece(Mark.INSERTED, "long "),
                Piece(Mark.SAME, "was the wait?"),
            ),
        )
    ]  # fmt: skip


def test_a_new_question_is_told_with_the_one_before_it():
    new = replace(FORM, questions=(WAIT, replace(MORE, key="new"), HELPED, MORE))

    [found] = differences(FORM, new)

    assert (found.kind, found.question.key, found.after) == (DifferenceKind.ADDED, "new", WAIT)


def test_what_was_taken_out_is_told_as_it_was():
    [found] = differences(FORM, replace(FORM, questions=(WAIT, MORE)))

    assert (found.kind, found.question) == (DifferenceKind.TAKEN_OUT, HELPED)


def test_as_few_as_possible_were_moved():
    new = replace(FORM, questions=(HELPED, MORE, WAIT))

    [found] = differences(FORM, new)

    assert (found.kind, found.question, found.after) == (DifferenceKind.MOVED, WAIT, MORE)


def test_options_come_go_and_move():
    options = (Option("none", "None"), Option("fine", "Fine"), Option("bad", "Bad"))

    assert [kind for kind, _key in kinds(FORM, changed(options=options))] == [
        DifferenceKind.OPTION_ADDED,
        DifferenceKind.OPTION_TAKEN_OUT,
        DifferenceKind.OPTIONS_MOVED,
    ]


def test_who_is_shown_it_how_it_is_answered_and_who_can_know_are_told():
    new = replace(
        FORM,
        privacy=Privacy.NAMED,
        questions=(
            WAIT,
            replace(HELPED, points=7),
            replace(MORE, show_if=ShowIf("wait", ("long",))),
        ),
    )

    assert kinds(FORM, new) == [
        (DifferenceKind.PRIVACY, None),
        (DifferenceKind.ANSWERED_OTHERWISE, "helped"),
        (DifferenceKind.SHOWN_TO, "more"),
    ]


WORDS = st.lists(st.sampled_from(["we", "you ", "ask\n", "أنت", "😀", "  ", "a"]), max_size=8)


@given(WORDS, WORDS)
def test_both_sentences_can_be_read_out_of_the_pieces(old, new):
    old, new = " ".join(old), " ".join(new)

    pieces = words_apart(old, new)

    assert "".join(one.text for one in pieces if one.mark is not Mark.INSERTED) == old
    assert "".join(one.text for one in pieces if one.mark is not Mark.DELETED) == new


KEYS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
QUESTIONS = KEYS.flatmap(
    lambda keys: st.tuples(
        *(
            st.builds(
                Question,
                key=st.just(key),
                kind=st.sampled_from([QuestionKind.YES_NO, QuestionKind.SCALE]),
                text=st.sampled_from(["One", "Two"]),
                points=st.sampled_from([5, 7]),
                show_if=st.sampled_from([None, ShowIf("a", ("yes",))]),
            )
            for key in keys
        )
    )
)
FORMS = st.builds(
    FormContent, title=st.sampled_from("xy"), privacy=st.sampled_from(Privacy), questions=QUESTIONS
)


@given(FORMS, FORMS)
def test_nothing_is_told_exactly_when_nothing_changed(old, new):
    assert (differences(old, new) == []) == (old.as_json() == new.as_json())
