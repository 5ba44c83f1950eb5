"""Every published example, each under its own name."""

from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction

import pytest

from app.instruments import (
    InvalidResponses,
    change,
    get_instrument,
    score,
    talking_therapies_outcome,
)
from tests.instruments.reference import as_published, load

VECTORS = load("scoring_vectors")


def by_id(vectors):
    return [pytest.param(vector, id=vector["id"]) for vector in vectors]


@pytest.mark.parametrize("vector", by_id(VECTORS["vectors"]))
def test_a_published_form_scores_as_published(vector):
    sheet = score(get_instrument(vector["measure"]), vector["responses"])

    assert as_published(sheet) == vector["expected"], vector["note"]


@pytest.mark.parametrize("vector", by_id(VECTORS["invalid_vectors"]))
def test_a_form_that_cannot_be_is_refused(vector):
    with pytest.raises(InvalidResponses) as refusal:
        score(get_instrument(vector["measure"]), vector["responses"])

    assert refusal.value.code == vector["expected_error"]


@pytest.mark.parametrize("vector", by_id(VECTORS["change_vectors"]))
def test_a_change_is_called_what_the_published_rule_calls_it(vector):
    if vector["rule"] == "single_measure":
        ends = (Fraction(Decimal(str(vector[end]))) for end in ("pre", "post"))
        found = {"reliable_change": change(get_instrument(vector["measure"]), *ends)}
    else:
        first, last = (
            {get_instrument(key): total for key, total in vector[end].items()}
            for end in ("pre", "post")
        )
        found = asdict(talking_therapies_outcome(first, last))

    assert found == vector["expected"]


def test_all_examples_are_here():
    assert [len(VECTORS[kind]) for kind in ("vectors", "invalid_vectors", "change_vectors")] == [
        389,
        31,
        58,
    ]
