"""SAF-19: nobody meets their own score by chance, least of all alone at the end of a form."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app.web.service_user as pages
from app import instruments
from tests.factory import Make
from tests.people import Person

WEB = Path(pages.__file__).parents[1]
TEMPLATES = WEB / "service_user/templates/service_user"
# What a person meets from the link to "thank you".
ON_THE_WAY = (
    "link",
    "home",
    "questions",
    "question",
    "check",
    "done",
    "not_saved",
    "visit",
    "closed",
)
SUPPORT = "ui/templates/ui/support.html"
# A total that nothing else on these pages is: no date, no phone number, no count of questions.
ANSWERS = {
    "phq9": ([3, 3, 3, 3, 3, 3, 3, 2, 0], "23"),
    "gad7": ([3, 3, 3, 3, 3, 2, 2], "19"),
    "swemwbs": ([4, 4, 5, 4, 4, 4, 4], "29"),
}


def test_saf_19_no_page_of_a_check_in_has_a_place_for_a_score():
    word = re.compile(r"\b(score|scores|band|bands|caseness|prorated|get_submission|sheet)\b")
    files = [*(TEMPLATES / f"{name}.html" for name in ON_THE_WAY), WEB / SUPPORT]
    found = {file.name: word.findall(file.read_text()) for file in files}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("key", ANSWERS)
def test_saf_19_the_person_is_never_shown_a_score_on_the_way(
    make: Make, person: Callable[[Any], Person], key: str
):
    answers, total = ANSWERS[key]
    someone = person(make.invitation(measures=[key])).start()
    said = [someone.visit.text, someone.answer(1, answers).visit.text]
    said.append(someone.send(1).visit.text)
    said.append(someone.visit.open(someone.path, status=410).get_text(" "))

    for text in said:
        assert not re.search(rf"\b{total}\b", text)
        assert not re.search(r"(?i)\bscores?\b|\bpoints\b|\bout of \d\d", text)
        assert [label for label in _meanings(key) if label in text] == []


def _meanings(key: str) -> list[str]:
    """What a score of the measure would be called."""
    measure = instruments.get_instrument(key)
    return [one.label for one in (*measure.bands, *measure.derived)]
