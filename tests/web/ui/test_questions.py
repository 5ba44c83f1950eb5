"""The questions as HTML: complete, the same for everybody, made once."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import instruments
from app.instruments import Wording
from app.web.ui import all_questions, foreign, one_question


def wording_of(key: str, language: str = "en") -> Wording:
    """The words of a measure."""
    wording = instruments.find_wording(key, language)
    assert wording is not None
    return wording


def in_language(code: str) -> dict[str, str]:
    """The request of a browser in this language."""
    return {"Accept-Language": code}


def read(app: Flask, key: str, language: str = "en", interface: str = "en") -> BeautifulSoup:
    """All questions of a measure."""
    instrument, wording = instruments.get_instrument(key), wording_of(key, language)
    with app.test_request_context(headers=in_language(interface)):
        return BeautifulSoup(all_questions(instrument, wording), "html.parser")


@pytest.mark.parametrize("key", instruments.keys())
def test_SAF_13_every_word_of_the_measure_is_asked_as_it_was_published(app: Flask, key: str):
    instrument, wording = instruments.get_instrument(key), wording_of(key)
    page = read(app, key)

    for paragraph in wording.instruction_paragraphs:
        assert paragraph in [p.get_text() for p in page.select("p")]
    for item, fieldset in zip(instrument.items, page.select("fieldset"), strict=True):
        caption = fieldset.legend.span.extract()
        assert caption.get_text() == f"Question {item.number} of {len(instrument.items)}"
        assert fieldset.legend.get_text(strip=True) == wording.question(item)
        choices = [(i["value"], i.find_next("label").get_text()) for i in fieldset.select("input")]
        assert choices[:-1] == [(str(value), label) for value, label in wording.choices(item)]
        assert choices[-1] == ("declined", "I’d rather not answer")


@pytest.mark.parametrize("key", instruments.keys())
def test_ACC_06_each_question_is_a_group_with_its_legend(app: Flask, key: str):
    page = read(app, key)

    assert not page.select("table")
    for fieldset in page.select("fieldset"):
        assert fieldset.find("legend")
        assert {radio["name"] for radio in fieldset.select("input")} == {fieldset["id"]}
        for described in str(fieldset.get("aria-describedby", "")).split():
            assert page.find(id=described)


def test_nothing_of_one_person_is_in_what_everybody_shares(app: Flask):
    page = read(app, "phq9")

    assert not page.select("[checked], [value=''], form, input[type=hidden]")


def test_the_questions_are_made_once_for_each_language_of_the_page(app: Flask):
    instrument, wording = instruments.get_instrument("gad7"), wording_of("gad7")
    with app.test_request_context():
        made = [all_questions(instrument, wording) for _ in range(2)]
    with app.test_request_context(headers=in_language("ar")):
        arabic = all_questions(instrument, wording)

    assert made[0] is made[1]
    assert arabic != made[0]


def test_ACC_10_our_words_in_a_foreign_questionnaire_say_their_language(app: Flask):
    page = read(app, "phq9", "en", interface="ar")

    for place in ("legend", ".nhsuk-radios__divider", "label[for$=declined]"):
        ours = page.select(f"{place} span[lang]")
        assert [(one["lang"], one["dir"]) for one in ours] == [("ar", "rtl")] * 9
        # What is around our words goes on as the questionnaire does: circles stay on one side.
        assert "dir" not in page.select_one(place).attrs
    assert "lang" not in page.select_one("label[for=q1-0]").attrs


def test_in_ones_own_language_nothing_is_foreign(app: Flask):
    with app.test_request_context():
        assert foreign(wording_of("phq9")) == ""


def test_zero_is_an_answer_that_comes_back_chosen(app: Flask):
    instrument, wording = instruments.get_instrument("phq9"), wording_of("phq9")
    with app.test_request_context():
        page = BeautifulSoup(
            one_question(instrument, wording, instrument.items[0], "0"), "html.parser"
        )

    assert [radio["value"] for radio in page.select("input[checked]")] == ["0"]
