"""What the words for somebody in danger may not say, and what they need (SAF-06)."""

from dataclasses import replace

import pytest

from app.risk import CrisisFault, CrisisText, crisis_faults, level_words

GOOD = CrisisText(
    language="en",
    heading="Thank you for telling us",
    body="You matter to us. You can talk to somebody now.",
    line_name="Night line",
    line_phone="020 7946 0999",
    line_hours="6pm to 9am",
)


def test_good_words_have_no_fault():
    assert crisis_faults(GOOD) == []


def test_a_service_without_a_line_of_its_own_needs_none():
    assert crisis_faults(replace(GOOD, line_name="", line_phone="", line_hours="")) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"heading": ""}, CrisisFault.NO_HEADING),
        ({"heading": "a" * 61}, CrisisFault.HEADING_TOO_LONG),
        ({"body": ""}, CrisisFault.NO_BODY),
        ({"body": "a" * 281}, CrisisFault.BODY_TOO_LONG),
        ({"body": "See https://example.org"}, CrisisFault.MARKUP),
        ({"line_name": "a" * 61}, CrisisFault.NAME_TOO_LONG),
        ({"line_phone": ""}, CrisisFault.LINE_IN_PARTS),
        ({"line_phone": "call us"}, CrisisFault.NOT_A_PHONE),
        ({"line_phone": "020 7946 09"}, CrisisFault.NOT_A_PHONE),
        ({"line_hours": ""}, CrisisFault.NO_HOURS),
        ({"line_hours": "a" * 81}, CrisisFault.HOURS_TOO_LONG),
    ],
)
def test_each_fault_is_found_alone(change: dict[str, str], fault: CrisisFault):
    assert crisis_faults(replace(GOOD, **change)) == [fault]


def test_what_is_just_short_enough_is_fine():
    longest = replace(GOOD, heading="a" * 60, body="b" * 280, line_name="c" * 60)

    assert crisis_faults(longest) == []


@pytest.mark.parametrize("phone", ["111", "116 123", "0808 157 0000", "+44 20 7946 0999"])
def test_numbers_that_can_be_called_are_fine(phone: str):
    assert crisis_faults(replace(GOOD, line_phone=phone)) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "You are at high risk."),
        ("en", "People at risk of harm"),
        ("en", "Your risk score is 3"),
        ("en", "This predicts a crisis"),
        ("pl", "Masz wysokie ryzyko."),
        ("pl", "You are at high risk."),
        ("ar", "أنت في مستوى الخطر العالي"),
        ("ar", "خطورة عالية"),
    ],
)
def test_SAF_06_no_words_name_a_level_or_foretell(language: str, words: str):
    text = replace(GOOD, language=language, body=words)

    assert crisis_faults(text) == [CrisisFault.NAMES_A_LEVEL]
    assert level_words(text)


def test_SAF_06_the_danger_itself_may_be_named():
    assert level_words(replace(GOOD, body="If your life is in danger, call 999.")) == []
