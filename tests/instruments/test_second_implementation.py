"""The engine and a scorer written apart from it must say the same."""

import random

import pytest

from app.instruments import get_instrument, score
from tests.instruments import by_the_book
from tests.instruments.reference import as_published, load

FORMS_EACH = 1_430


def random_forms(measure):
    """Forms of every temper: level or mixed, complete or with some or many blanks."""
    dice = random.Random(f"heard {measure}")
    n, values = by_the_book.SCALES[measure]
    for _ in range(FORMS_EACH):
        width = dice.randint(1, len(values))
        start = dice.randrange(len(values) - width + 1)
        blanks = dice.choice((0, 0, 1, 2, 3, n // 2))
        form = [dice.choice(values[start : start + width]) for _ in range(n)]
        for place in dice.sample(range(n), blanks):
            form[place] = None
        yield form


@pytest.mark.parametrize("measure", by_the_book.SCALES)
def test_saf14_two_implementations_agree_on_ten_thousand_forms(measure):
    """SAF-14: 1,430 random forms of each of seven measures, compared exactly."""
    instrument = get_instrument(measure)

    for form in random_forms(measure):
        sheet = score(instrument, form)
        found = as_published(sheet) | {"scores": sheet.scores}
        assert found == by_the_book.score(measure, form), form


@pytest.mark.parametrize("measure", by_the_book.SCALES)
def test_saf14_the_second_implementation_also_meets_the_published_examples(measure):
    examples = [v for v in load("scoring_vectors")["vectors"] if v["measure"] == measure]

    for example in examples:
        found = by_the_book.score(measure, example["responses"])
        scores = {
            name: None if value is None else pytest.approx(float(value), abs=0.00006)
            for name, value in found["scores"].items()
        }
        assert example["expected"] == found | {"scores": scores}, example["id"]


def test_saf14_forms_are_ten_thousand():
    assert FORMS_EACH * len(by_the_book.SCALES) >= 10_000
