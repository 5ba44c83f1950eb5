"""The forms that come with the portal: whole, in every language, and said kindly."""

import pytest

from app.codesign import Privacy, Purpose, form_faults, shipped_form
from config import LANGUAGES

SHIPPED = (Purpose.PREM, Purpose.LEAVING, Purpose.CHECK_IN_WORDS)
# Nobody is told that they failed, and no question asks what happened to somebody.
UNKIND = ("fail", "drop out", "dropped out", "refuse", "non-compliant", "should have", "abuse")


@pytest.mark.parametrize("purpose", SHIPPED)
def test_a_shipped_form_can_be_asked_as_it_is(purpose):
    shipped = shipped_form(purpose)

    assert form_faults(shipped.content, asks=purpose.asks) == []


@pytest.mark.parametrize("purpose", SHIPPED)
@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_shipped_form_says_every_sentence_in_every_language(purpose, language):
    shipped = shipped_form(purpose)
    sentences, texts = shipped.content.sentences(), shipped.translations[language]

    assert list(texts) == list(sentences)
    assert all(text.strip() for text in texts.values())
    assert not {address for address in texts if texts[address] == sentences[address]}


@pytest.mark.parametrize("purpose", SHIPPED)
def test_no_sentence_of_a_shipped_form_is_long_or_blames(purpose):
    for address, words in shipped_form(purpose).content.sentences().items():
        longest = max(len(sentence.split()) for sentence in words.split("."))
        assert longest <= 20, address
        assert not [unkind for unkind in UNKIND if unkind in words.lower()], address


def test_the_experience_form_is_anonymous_and_the_leaving_form_confidential():
    assert shipped_form(Purpose.PREM).content.privacy is Privacy.ANONYMOUS
    assert shipped_form(Purpose.LEAVING).content.privacy is Privacy.CONFIDENTIAL
    assert shipped_form(Purpose.OTHER) is None


def test_the_experience_form_has_about_a_dozen_questions_for_everybody():
    asked = [one for one in shipped_form(Purpose.PREM).content.asked if one.show_if is None]

    assert 10 <= len(asked) <= 14
