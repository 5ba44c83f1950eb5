"""No sitting asks too much: sixty questions, and never two questionnaires that are hard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import instruments
from app.scheduling import MOST_QUESTIONS, sittings

ALL = [instruments.get_instrument(key) for key in instruments.keys()]


@given(st.lists(st.sampled_from(ALL), unique_by=lambda i: i.key))
def test_no_sitting_is_too_much_and_nothing_is_lost_or_reordered(measures):
    planned = sittings(measures)

    for sitting in planned:
        assert sum(len(i.items) for i in sitting) <= MOST_QUESTIONS or len(sitting) == 1
        assert sum(i.is_demanding for i in sitting) <= 1
        assert list(sitting) == sorted(sitting, key=measures.index)
    assert sorted(i.key for s in planned for i in s) == sorted(i.key for i in measures)


@pytest.mark.parametrize("key", ["ders", "des_ii", "pcl5"])
def test_the_measures_that_are_hard_to_answer_are_said_to_be(key: str):
    assert instruments.get_instrument(key).is_demanding


@pytest.mark.parametrize(("key", "about"), [("pcl5", "trauma"), ("des_ii", "dissociation")])
def test_what_a_hard_measure_is_about_can_be_said_before_it(key: str, about: str):
    assert instruments.get_instrument(key).asks_about == about
    assert instruments.get_instrument("phq9").asks_about is None
