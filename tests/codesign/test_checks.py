"""What a careful reader would remark on: advice, never a refusal."""

from dataclasses import replace

import pytest

from app.codesign import (
    Advice,
    FormContent,
    Purpose,
    Question,
    QuestionKind,
    Remark,
    burden_of,
    form_reading_age,
    remarks_in,
    remarks_on,
    shipped_form,
)
from app.codesign.checks import reading_age, syllables

# As the CMU Pronouncing Dictionary counts them.
SYLLABLES = {
    "the": 1, "wait": 1, "people": 2, "question": 2, "table": 2, "little": 2, "asked": 1,
    "wanted": 2, "helped": 1, "houses": 2, "changes": 2, "services": 3, "something": 2, "here": 1,
    "answer": 2, "therapist": 3, "you": 1, "before": 2, "care": 1, "used": 1, "loved": 1,
    "understanding": 4, "appointment": 3, "safe": 1, "safety": 2, "group": 1, "reading": 2,
    "language": 2, "always": 2, "sometimes": 2, "never": 2, "interpreter": 4,
}  # fmt: skip


def kinds(words, **how):
    return [remark.advice for remark in remarks_on(words, {}, **how)]


def test_syllables_are_counted_as_a_dictionary_does_for_nine_words_in_ten():
    wrong = [word for word, number in SYLLABLES.items() if syllables(word) != number]

    assert len(wrong) <= len(SYLLABLES) / 10, wrong


def test_the_reading_age_follows_the_published_formula():
    """Thirty words of one syllable in five sentences: 0.39 * 6 + 11.8 * 1 - 15.59 + 5 = 3.55."""
    easy = "The cat sat on the mat. " * 5
    # Ten words to a sentence of two syllables each: 0.39 * 10 + 11.8 * 2 - 15.59 + 5 = 16.9.
    hard = "Better " * 9 + "better. "

    assert reading_age(easy) == 5
    assert reading_age(hard * 3) == 17


def test_a_few_words_have_no_reading_age():
    assert reading_age("Multidisciplinary psychoeducational intervention") is None
    assert reading_age("") is None


def test_hard_words_are_remarked_on_once_there_is_enough_to_measure():
    hard = "Psychological interventions facilitate considerable improvement. " * 8

    assert Advice.HARD_TO_READ in kinds(hard)


def test_ACC_13_a_sentence_of_more_than_twenty_words_is_long():
    assert kinds(" ".join(["word"] * 20) + ".") == []
    [remark] = remarks_on(" ".join(["word"] * 21) + ". Short.", {})
    assert remark == Remark(Advice.LONG_SENTENCE, "word word word word…", number=21)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("Was it warm and/or dry?", [Advice.AND_OR]),
        ("Was it warm And / Or dry?", [Advice.AND_OR]),
        ("Was it warm and dry?", [Advice.TWO_QUESTIONS]),
        ("Was it warm? Was it dry?", [Advice.TWO_QUESTIONS]),
        ("Was the sand warm?", []),
        ("What else?", []),
    ],
)
def test_a_question_that_asks_two_things_is_noticed(words, advice):
    assert kinds(words, is_question=True) == advice
    assert kinds(words) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Our service users matter", True),
        ("The Service  User's view", True),
        ("Self-service, users may help themselves", False),
        ("It is a disservice user", False),
    ],
)
def test_the_services_own_words_to_avoid_are_found_wherever_they_stand(words, found):
    remarks = remarks_on(words, {"service user": "people"})

    assert remarks == ([Remark(Advice.JARGON, "service user", "people")] if found else [])


@pytest.mark.parametrize("words", ["", "😀" * 500, "؟مرحبا", "a\u202eb", "(" * 5000, "x" * 10_000])
def test_whatever_is_written_can_be_looked_at(words):
    assert isinstance(remarks_on(words, {"(": ")"}, is_question=True), list)


def test_only_questions_are_looked_at_for_two_questions():
    says = Question(key="says", kind=QuestionKind.STATEMENT, text="Are you warm and dry?")
    asks = Question(
        key="asks", kind=QuestionKind.YES_NO, text="Are you warm and dry?", hint="a or b"
    )
    content = FormContent(title="One and two", questions=(says, asks))

    assert list(remarks_in(content, {})) == ["asks.text"]


@pytest.mark.parametrize("purpose", [Purpose.PREM, Purpose.LEAVING])
def test_the_forms_that_come_with_the_portal_are_light_and_easy_to_read(purpose):
    content = shipped_form(purpose).content

    assert not burden_of(content).is_heavy
    assert (form_reading_age(content) or 0) <= 11


def test_a_form_that_asks_too_much_is_heavy():
    question = Question(key="a", kind=QuestionKind.LONG_TEXT, text="What was it like?")
    many = FormContent(title="", questions=tuple(replace(question, key=f"a{n}") for n in range(21)))

    assert burden_of(many).questions == 21
    assert burden_of(many).seconds == 21 * 41
    assert burden_of(many).is_heavy
