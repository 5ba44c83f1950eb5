"""How people left, so that nobody can be found in it, whoever compares what (EQ-04)."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.care import Ending
from app.reports import Quarter, report_leaving

QUARTERS = [Quarter(2025, number) for number in (1, 2, 3, 4)]
WORDS = {"reason": {"wait": "The wait", "forms": "The forms"}, "barriers": {"travel": "The bus"}}


def numbers(**given: Any) -> Mapping[str, Any]:
    """One quarter, in which nothing happened but what is named."""
    nothing = dict.fromkeys(("asked", "answered", "agreed", "held", "forms", "interviews"), 0)
    return {"endings": {}, "reason": {}, "barriers": {}} | nothing | given


def test_EQ_04_numbers_are_to_the_nearest_five_and_few_are_not_shown():
    endings = {"stopped coming": 23, "completed": 17, "moved away": 2, "agreed": 3}
    report = report_leaving({QUARTERS[0]: numbers(endings=endings)}, WORDS)

    [one] = report.departures.values()

    assert one.total == 45
    assert one.endings[Ending.STOPPED_COMING] == 25
    assert one.endings[Ending.COMPLETED] == 15
    assert one.endings[Ending.MOVED_AWAY] is None
    assert one.endings[Ending.DIED] is None


def test_EQ_04_quarters_with_few_people_are_joined_with_the_next():
    counted = {quarter: numbers(endings={"stopped coming": 12}) for quarter in QUARTERS}

    report = report_leaving(counted, WORDS)

    spans = [(period.first, period.last) for period in report.departures]
    assert spans == [(QUARTERS[2], QUARTERS[3]), (QUARTERS[0], QUARTERS[1])]


def test_reasons_are_of_forms_and_calls_together_and_say_how_many_of_each():
    counted = numbers(forms=21, interviews=9, reason={"wait": 15, "forms": 2, "gone": 6})
    report = report_leaving({QUARTERS[0]: counted}, WORDS)

    [one] = report.reasons.values()

    assert (one.total, one.forms, one.interviews) == (30, 20, 10)
    # What the form does not ask any more comes last, by its key.
    assert [(named.words, named.number) for named in one.reasons] == [
        ("The wait", 15), ("The forms", None), ("gone", 5),
    ]  # fmt: skip
    assert one.reasons[0].percent == 50


def test_EQ_04_what_nearly_everybody_named_says_nothing_of_the_few_who_did_not():
    counted = numbers(forms=20, reason={"wait": 18})

    [one] = report_leaving({QUARTERS[0]: counted}, WORDS).reasons.values()

    assert one.reasons[0].number is None


def test_EQ_04_under_ten_answers_show_nothing():
    report = report_leaving({QUARTERS[0]: numbers(forms=9, reason={"wait": 9})}, WORDS)

    assert report.reasons == {}


@given(st.lists(st.integers(0, 30), min_size=7, max_size=7), st.integers(0, 30), st.integers(0, 30))
def test_EQ_04_no_number_under_five_is_ever_shown(endings, asked, answered):
    by_ending = dict(zip([how.value for how in Ending], endings, strict=True))
    counted = numbers(endings=by_ending, asked=asked + answered, answered=answered)

    for one in report_leaving({QUARTERS[0]: counted}, WORDS).departures.values():
        for how, shown in one.endings.items():
            assert shown is None or (
                by_ending[how.value] >= 5 and abs(shown - by_ending[how.value]) <= 2
            )
        # The rest of the asked is as small a number as they who answered.
        assert one.answered is None or min(asked, answered) >= 5
