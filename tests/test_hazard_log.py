"""The hazard log is held to the code: every control is there and works, or the build fails."""

import ast
import copy
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SAFETY = ROOT / "docs/safety"
LOG = tomllib.loads((SAFETY / "hazards.toml").read_text())
HAZARDS: list[dict[str, Any]] = LOG["hazards"]
DUE = {f"HAZ-{number:02}" for number in range(1, 13)}
MOST_LEFT = 3
NOT_FILLED_IN = "[not filled in]"


def test_saf_01_the_hazard_log_has_no_fault():
    assert list(_faults(LOG)) == []


def test_saf_01_the_log_and_the_safety_case_are_those_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert LOG["for_version"] == version
    assert f"For Heard {version}." in (SAFETY / "README.md").read_text()


def test_saf_21_the_intended_purpose_says_what_the_portal_does_not_do():
    said = " ".join((SAFETY / "README.md").read_text().replace("*", "").split())

    assert "does not diagnose, predict, recommend or choose a treatment" in said
    assert all(word in said for word in ("collects", "scores", "shows", "notifies"))


def test_saf_01_nobody_has_approved_a_release_with_a_field_left_empty():
    template = (SAFETY / "approval.md").read_text()
    approvals = list(SAFETY.glob("approvals/*.md"))

    assert template.count(NOT_FILLED_IN) > 10
    assert [file.name for file in approvals if NOT_FILLED_IN in file.read_text()] == []
    assert LOG["ratings_are"] == ("confirmed" if approvals else "proposed")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"is_there": "tests/test_pages.py::test_of_nothing"},
            "no test tests/test_pages.py::test_",
        ),
        ({"works": None}, "has no test that it works"),
        ({"requirements": []}, "names no requirement"),
    ],
)
def test_saf_01_a_control_without_its_proof_is_a_fault(change, fault):
    log = copy.deepcopy(LOG)
    control = next(c for h in log["hazards"] for c in h["controls"])
    control |= change

    assert any(fault in found for found in _faults(log))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"after": {"severity": "minor", "likelihood": "low", "rating": 1}}, "can cause death"),
        ({"after": {"severity": "major", "likelihood": "low", "rating": 2}}, "is not the matrix's"),
        ({"after": {"severity": "major", "likelihood": "high", "rating": 4}}, "do not release"),
        ({"why_acceptable": ""}, "does not say why"),
        ({"controls": []}, "has no control"),
        ({"id": "HAZ-99"}, "HAZ-01 is missing"),
    ],
)
def test_saf_01_a_hazard_that_is_rated_down_or_left_out_is_a_fault(change, fault):
    log = copy.deepcopy(LOG)
    hazard = next(h for h in log["hazards"] if h["id"] == "HAZ-01")
    hazard |= change

    assert any(fault in found for found in _faults(log))


def _faults(log: dict[str, Any]) -> Iterator[str]:
    """Everything that is wrong with the log."""
    ids = [hazard["id"] for hazard in log["hazards"]]
    yield from (f"{one} is missing" for one in sorted(DUE - set(ids)))
    yield from (f"{one} is there twice" for one in ids if ids.count(one) > 1)
    for hazard in log["hazards"]:
        for fault in (*_rating_faults(hazard, log["matrix"]), *_control_faults(hazard)):
            yield f"{hazard['id']} {fault}"


def _rating_faults(hazard: dict[str, Any], matrix: dict[str, Any]) -> Iterator[str]:
    for when in ("before", "after"):
        rated = hazard[when]
        place = matrix["severities"].index(rated["severity"])
        if rated["rating"] != matrix[rated["likelihood"]][place]:
            yield f"{when}: {rated['rating']} is not the matrix's rating"
        if re.search(r"\bdeath\b", hazard["effect"]) and rated["rating"] < 3:
            yield f"{when}: can cause death and is rated under 3"
    if hazard["after"]["rating"] > MOST_LEFT:
        yield "is left with 4 or 5: do not release"
    if hazard["after"]["rating"] == MOST_LEFT and not hazard.get("why_acceptable"):
        yield "does not say why what is left is acceptable"


def _control_faults(hazard: dict[str, Any]) -> Iterator[str]:
    if not hazard["controls"]:
        yield "has no control"
    for control in hazard["controls"]:
        if not control["requirements"]:
            yield f"names no requirement: {control['what']}"
        for kind, said in (("is_there", "is there"), ("works", "works")):
            yield from _proof_faults(control, kind, said)


def _proof_faults(control: dict[str, Any], kind: str, said: str) -> Iterator[str]:
    test = control.get(kind)
    if not test:
        yield f"has no test that it {said}: {control['what']}"
    elif test not in _tests():
        yield f"there is no test {test}"


@cache
def _tests() -> frozenset[str]:
    """The id of every test, without its parameters."""
    return frozenset(
        f"{file.relative_to(ROOT).as_posix()}::{node.name}"
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
