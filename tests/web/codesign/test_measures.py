"""Questionnaires that are tested elsewhere are there to be read, and nobody changes them."""

import pytest

from app import instruments


@pytest.mark.parametrize("key", instruments.keys())
def test_SAF_13_every_word_of_a_measure_is_there_with_its_licence_and_why_it_is_locked(
    visit, said, key
):
    measure = instruments.get_instrument(key)

    page = visit.open(f"/codesign/measures/{key}")

    assert "These words are locked." in said(page)
    assert " ".join(measure.licence.terms.split()) in said(page)
    shown = page.select("main details")
    assert [one.select_one(".heard-paper")["lang"] for one in shown] == [
        wording.language for wording in instruments.wordings(key)
    ]
    for wording, one in zip(instruments.wordings(key), shown, strict=True):
        text = " ".join(one.get_text(" ", strip=True).split())
        assert all(" ".join(words.split()) in text for words in wording.items.values())


def test_SAF_13_no_page_changes_a_measure(app):
    rules = [rule for rule in app.url_map.iter_rules() if "measures" in rule.rule]

    assert rules
    assert all("POST" not in rule.methods for rule in rules if "codesign" in rule.rule)


def test_the_list_leads_to_each(visit):
    page = visit.open("/codesign/measures")

    assert len(page.select("main li a")) == len(instruments.keys())
    assert "PHQ-9" in visit.follow("PHQ-9").h1.text
    visit.open("/codesign/measures/none", status=404)
