"""EQ-08: what is blacked out of a comment, and what is left of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feedback import BLACK, black_out, same_words, says_nothing, words_of


def test_words_are_numbered_in_their_order_and_know_where_lines_end():
    words = words_of("One two.\n\nThree ")

    assert [(word.number, word.text, word.ends_line) for word in words] == [
        (0, "One", False), (1, "two.", True), (2, "Three", False)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers", "left"),
    [
        ("Robin was kind", {0}, f"{BLACK} was kind"),
        ("Robin and Kim", {0, 1, 2}, BLACK),
        # How many words there were, and how long, could tell as well.
        ("I saw Robin van der Berg today", {2, 3, 4, 5}, f"I saw {BLACK} today"),
        ("a\n\nb", {0}, f"{BLACK}\n\nb"),
        ("a\nb c", {0, 1}, f"{BLACK} c"),
        ("東京で", {0, 1}, f"{BLACK}で"),
        (f"a {BLACK} b", set(), "a # b"),
        ("", {3}, ""),
    ],
)
def test_what_is_blacked_out_is_gone_whatever_its_length(text, numbers, left):
    assert black_out(text, numbers) == left


def test_a_name_is_found_wherever_it_stands_however_it_is_written():
    text = "Robin's room. I told ROBIN, and (Robin) left. Robinson too."

    black = {word.text for word in words_of(text) if word.number in same_words(text, {0})}

    assert black == {"Robin's", "ROBIN,", "(Robin)"}


def test_signs_alone_are_not_taken_for_the_same_word():
    assert same_words("- Robin - -", {0}) == {0}


@pytest.mark.parametrize(("text", "empty"), [(f"{BLACK} .", True), (f"{BLACK} 4", False)])
def test_a_comment_without_a_word_says_nothing(text, empty):
    assert says_nothing(text) is empty


@given(st.text(), st.sets(st.integers(0, 12)))
def test_no_word_that_was_blacked_out_is_left_and_all_others_are(text, numbers):
    words = words_of(text)
    left = words_of(black_out(text, numbers).replace(BLACK, f" {BLACK} "))

    kept = [word.text.replace(BLACK, "#") for word in words if word.number not in numbers]
    assert [word.text for word in left if word.text != BLACK] == kept
