"""Scoring 100,000 PHQ-9 forms: by the engine alone, and by the command that services use."""

import json
import random
import subprocess
import sys
import time

from app import instruments
from tests.bench.report import Figure, show
from tests.bench.serving import ROOT

FORMS = 100_000
COMMAND = [sys.executable, "-m", "flask", "measures", "score", "-"]


def measure() -> None:
    """Score the same made-up forms both ways."""
    forms = _forms()
    show(
        f"Scoring {FORMS:,} PHQ-9 forms",
        [
            Figure("the engine", _seconds_of_engine(forms), "s"),
            Figure("flask measures score, JSON in and out", _seconds_of_command(forms), "s"),
        ],
    )


def _forms() -> list[list[int]]:
    chance = random.Random(9)
    return [[chance.randrange(4) for _ in range(9)] for _ in range(FORMS)]


def _seconds_of_engine(forms: list[list[int]]) -> float:
    phq9 = instruments.get_instrument("phq9")
    started = time.perf_counter()
    for responses in forms:
        instruments.score(phq9, responses)
    return time.perf_counter() - started


def _seconds_of_command(forms: list[list[int]]) -> float:
    asked = [
        {"id": str(number), "measure": "phq9", "responses": responses}
        for number, responses in enumerate(forms)
    ]
    started = time.perf_counter()
    done = subprocess.run(
        COMMAND, input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, check=True
    )
    seconds = time.perf_counter() - started
    if len(json.loads(done.stdout)) != FORMS:
        raise RuntimeError(f"Not every form came back: {done.stderr[:500]}")
    return seconds
