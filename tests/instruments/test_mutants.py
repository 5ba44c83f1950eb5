"""SAF-14, HAZ-10: an engine with one thing wrong in it is found out by the examples."""

import importlib
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from app.instruments import InvalidResponses, get_instrument, keys
from tests.instruments.mutants import Mutant, mutants_of
from tests.instruments.reference import as_published, load

VECTORS = load("scoring_vectors")
scoring = importlib.import_module("app.instruments.scoring")
progress = importlib.import_module("app.instruments.progress")


@pytest.mark.parametrize("module", [scoring, progress], ids=["scoring", "progress"])
def test_saf_14_haz_10_every_mistake_in_the_engine_is_noticed(module):
    unnoticed = [mutant.name for mutant in mutants_of(module) if not _is_noticed(mutant, module)]

    assert unnoticed == []


def test_the_engine_itself_has_no_mistake_by_these_examples():
    assert not any(_mistakes(scoring, progress))


def _is_noticed(mutant: Mutant, module: ModuleType) -> bool:
    try:
        made = mutant.module(module)
        pair = (made, progress) if module is scoring else (scoring, made)
        return any(_mistakes(*pair))
    except Exception:  # it fell over: that is noticed
        return True


def _mistakes(scoring: ModuleType, progress: ModuleType) -> Iterator[bool]:
    for vector in VECTORS["vectors"]:
        sheet = scoring.score(get_instrument(vector["measure"]), vector["responses"])
        yield as_published(sheet) != vector["expected"]
    for vector in VECTORS["invalid_vectors"]:
        yield not _refuses(scoring, vector)
    for vector in VECTORS["change_vectors"]:
        yield _change(progress, vector) != vector["expected"]
    yield from (not right for right in (*_at_the_cut_offs(progress), *_without_a_score(progress)))


def _refuses(scoring: ModuleType, vector: dict[str, Any]) -> bool:
    try:
        scoring.score(get_instrument(vector["measure"]), vector["responses"])
    except InvalidResponses as refusal:
        return refusal.code == vector["expected_error"]
    return False


def _change(progress: ModuleType, vector: dict[str, Any]) -> dict[str, Any]:
    if vector["rule"] == "single_measure":
        ends = (
            Fraction(str(vector[end])) if vector[end] is not None else None
            for end in ("pre", "post")
        )
        return {"reliable_change": progress.change(get_instrument(vector["measure"]), *ends)}
    first, last = (
        {get_instrument(key): total for key, total in vector[end].items()}
        for end in ("pre", "post")
    )
    return asdict(progress.talking_therapies_outcome(first, last))


def _at_the_cut_offs(progress: ModuleType) -> Iterator[bool]:
    """Somebody who was a case at the very edge, and is one no longer just below it."""
    for key in keys():
        measure = get_instrument(key)
        if measure.caseness is None:
            yield progress.clinically_significant(measure, 0, 0) is None
            continue
        edge, below = measure.caseness.at_least, measure.caseness.at_least - 1
        significant = progress.clinically_significant
        yield significant(measure, edge, below) is True
        yield significant(measure, edge, edge) is False
        yield significant(measure, below, below) is False
        yield significant(measure, None, below) is None
        yield significant(measure, edge, None) is None


def _without_a_score(progress: ModuleType) -> Iterator[bool]:
    """No change where a score is void, and no outcome from other measures than the rule's two."""
    phq9, gad7, ders, pcl5, des_ii = map(get_instrument, ("phq9", "gad7", "ders", "pcl5", "des_ii"))
    yield progress.change(phq9, None, 5) is None
    yield progress.change(phq9, 5, None) is None
    for first, last in [
        ({phq9: 9}, {phq9: 9}),
        ({phq9: 9, gad7: 9}, {phq9: 9}),
        ({gad7: 9, pcl5: 9}, {gad7: 9, pcl5: 9}),
        ({phq9: 9, ders: 90}, {phq9: 9, ders: 90}),
        ({phq9: 9, des_ii: 30}, {phq9: 9, des_ii: 30}),
    ]:
        yield _is_unlike(progress, first, last)


def _is_unlike(progress: ModuleType, first: Any, last: Any) -> bool:
    try:
        progress.talking_therapies_outcome(first, last)
    except InvalidResponses as refusal:
        return refusal.code == "unlike_measures"
    return False
