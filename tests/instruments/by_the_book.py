"""A second scorer, written from the published rules alone, to hold the engine against (SAF-14).

It shares nothing with the engine or its definitions: every number here was typed from the rules.
"""

from fractions import Fraction
from typing import Any

Form = list[int | None]

SCALES = {
    "phq9": (9, range(4)),
    "gad7": (7, range(4)),
    "swemwbs": (7, range(1, 6)),
    "core_om": (34, range(5)),
    "ders": (36, range(1, 6)),
    "des_ii": (28, range(0, 101, 10)),
    "pcl5": (20, range(5)),
}
METRIC = """
    7.00 9.51 11.25 12.40 13.33 14.08 14.75 15.32 15.84 16.36 16.88 17.43 17.98 18.59 19.25
    19.98 20.73 21.54 22.35 23.21 24.11 25.03 26.02 27.03 28.13 29.31 30.70 32.55 35.00
"""
# One letter an item, in printed order; a small letter is reversed. R items are risk.
CORE = "FPfwPRfPRFPfPWPRWPfPfRPRFFPPFPwfFR"
CORE_CUTOFFS = {
    "W": ("wellbeing", "1.37", "1.77"),
    "P": ("problems", "1.44", "1.62"),
    "F": ("functioning", "1.29", "1.30"),
    "R": ("risk", "0.43", "0.31"),
    "WPF": ("non_risk", "1.36", "1.50"),
    "WPFR": ("all_items", "1.19", "1.29"),
}
CORE_BLANKS = {"W": 0, "P": 1, "F": 1, "R": 0, "WPF": 3, "WPFR": 3}
DERS_REVERSED = {1, 2, 6, 7, 8, 10, 17, 20, 22, 24, 34}
DERS = {
    "nonacceptance": (11, 12, 21, 23, 25, 29),
    "goals": (13, 18, 20, 26, 33),
    "impulse": (3, 14, 19, 24, 27, 32),
    "awareness": (2, 6, 8, 10, 17, 34),
    "strategies": (15, 16, 22, 28, 30, 31, 35, 36),
    "clarity": (1, 4, 5, 7, 9),
    "total": range(1, 37),
}
DES = {
    "mean": range(1, 29),
    "amnesia": (3, 4, 5, 8, 25, 26),
    "depersonalisation_derealisation": (7, 11, 12, 13, 27, 28),
    "absorption": (2, 14, 15, 17, 18, 20),
    "des_t": (3, 5, 7, 8, 12, 13, 22, 27),
}
PCL5 = {"b": range(1, 6), "c": range(6, 8), "d": range(8, 15), "e": range(15, 21)}


def score(measure: str, form: Form) -> dict[str, Any]:
    """The result of one form, fractions exact."""
    blank = form.count(None)
    result: dict[str, Any] = {
        "n_missing": blank,
        "complete": blank == 0,
        "prorated": False,
        "band": None,
        "caseness": None,
        "derived": {},
        "risk_flags": [],
        "risk_unanswered": [],
    }
    return result | RULES[measure](form)


def phq9(form: Form) -> dict[str, Any]:
    given = [answer for answer in form if answer is not None]
    total = None
    if len(given) == 9:
        total = Fraction(sum(given))
    elif len(given) >= 7:
        total = Fraction(sum(given), len(given)) * 9
    major = other = None
    if len(given) == 9:
        symptoms = sum(answer > 1 for answer in given[:8]) + (given[8] > 0)
        core = given[0] > 1 or given[1] > 1
        major = core and symptoms >= 5
        other = core and 2 <= symptoms <= 4
    bands = ((20, "severe"), (15, "moderately_severe"), (10, "moderate"), (5, "mild"))
    last = form[8]
    return {
        "scores": {"total": total},
        "prorated": total is not None and len(given) < 9,
        "band": band(total, bands, "minimal"),
        "caseness": None if total is None else total >= 10,
        "derived": {"major_depressive_syndrome": major, "other_depressive_syndrome": other},
        "risk_flags": [{"item": 9, "kind": "self", "response": last}] if last else [],
        "risk_unanswered": [9] if last is None else [],
    }


def gad7(form: Form) -> dict[str, Any]:
    total = whole_sum(form, range(1, 8))
    return {
        "scores": {"total": total},
        "band": band(total, ((15, "severe"), (10, "moderate"), (5, "mild")), "minimal"),
        "caseness": None if total is None else total >= 8,
        "derived": {"screen_ge_10": None if total is None else total >= 10},
    }


def swemwbs(form: Form) -> dict[str, Any]:
    raw = whole_sum(form, range(1, 8))
    metric = None if raw is None else Fraction(METRIC.split()[int(raw) - 7])
    return {
        "scores": {"raw_total": raw, "metric": metric},
        "band": None if raw is None else "low" if raw <= 21 else "medium" if raw <= 30 else "high",
    }


def core_om(form: Form) -> dict[str, Any]:
    scores: dict[str, Fraction | None] = {}
    cutoffs: dict[str, Any] = {}
    prorated = False
    for letters, (name, men, women) in CORE_CUTOFFS.items():
        places = [place for place, letter in enumerate(CORE) if letter.upper() in letters]
        given = [
            4 - answer if CORE[place].islower() else answer
            for place in places
            if (answer := form[place]) is not None
        ]
        blanks = len(places) - len(given)
        valid = blanks <= CORE_BLANKS[letters]
        mean = Fraction(sum(given), len(given)) if valid else None
        prorated = prorated or (valid and blanks > 0)
        scores[f"{name}_mean"] = mean
        scores[f"{name}_clinical"] = None if mean is None else mean * 10
        edges_1998 = {"male": Fraction(men), "female": Fraction(women)}
        cutoffs[name] = None if mean is None else {s: mean >= e for s, e in edges_1998.items()}
    headline = scores["all_items_clinical"]
    edges = (
        (25, "severe"),
        (20, "moderate_to_severe"),
        (15, "moderate"),
        (10, "mild"),
        (6, "low_level"),
    )
    kinds = {6: "others", 9: "self", 16: "self", 22: "others", 24: "self", 34: "self"}
    return {
        "scores": scores,
        "prorated": prorated,
        "band": band(headline, edges, "healthy"),
        "caseness": None if headline is None else headline >= 10,
        "derived": {"clinical_cutoff_1998_2002": cutoffs},
        "risk_flags": [
            {"item": item, "kind": kind, "response": form[item - 1]}
            for item, kind in kinds.items()
            if form[item - 1]
        ],
        "risk_unanswered": [item for item in kinds if form[item - 1] is None],
    }


def ders(form: Form) -> dict[str, Any]:
    turned = [
        6 - answer if answer is not None and item in DERS_REVERSED else answer
        for item, answer in enumerate(form, start=1)
    ]
    return {"scores": {name: whole_sum(turned, items) for name, items in DERS.items()}}


def des_ii(form: Form) -> dict[str, Any]:
    sums = {name: (whole_sum(form, items), len(items)) for name, items in DES.items()}
    scores = {name: None if total is None else total / n for name, (total, n) in sums.items()}
    mean = scores["mean"]
    return {
        "scores": scores,
        "band": band(mean, ((30, "high"),), "low"),
        "caseness": None if mean is None else mean >= 30,
    }


def pcl5(form: Form) -> dict[str, Any]:
    total = whole_sum(form, range(1, 21))
    scores: dict[str, Fraction | None] = {"total": total}
    enough: list[bool] = []
    for letter, items in PCL5.items():
        scores[f"cluster_{letter}"] = whole_sum(form, items)
        reached = whole_sum([None if a is None else int(a >= 2) for a in form], items)
        scores[f"n_symptoms_{letter}"] = reached
        enough.append((reached or 0) >= (1 if letter in "bc" else 2))
    return {
        "scores": scores,
        "band": band(total, ((32, "at_or_above_cutoff"),), "below_cutoff"),
        "caseness": None if total is None else total >= 32,
        "derived": {
            "provisional_ptsd": None if total is None else all(enough),
            "total_ge_31": None if total is None else total >= 31,
            "total_ge_33": None if total is None else total >= 33,
        },
    }


def whole_sum(form: Form, items: Any) -> Fraction | None:
    """The sum of these items, or None when one of them is blank."""
    answers = [form[item - 1] for item in items]
    given = [answer for answer in answers if answer is not None]
    return Fraction(sum(given)) if len(given) == len(answers) else None


def band(value: Fraction | None, edges: Any, otherwise: str) -> str | None:
    """The name beside the first edge that the value reaches."""
    if value is None:
        return None
    return next((name for edge, name in edges if value >= edge), otherwise)


RULES = {
    "phq9": phq9,
    "gad7": gad7,
    "swemwbs": swemwbs,
    "core_om": core_om,
    "ders": ders,
    "des_ii": des_ii,
    "pcl5": pcl5,
}
