"""Void scores, directions, bands and rounding as people meet them."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from app.instruments import (
    Change,
    OutOfRange,
    UnlikeMeasures,
    change,
    clinically_significant,
    get_instrument,
    keys,
    left_out,
    round_half_up,
    score,
    talking_therapies_outcome,
)

every_measure = pytest.mark.parametrize("key", keys())


@every_measure
def test_saf15_an_empty_form_has_no_score_at_all(key):
    """SAF-15: an empty form has no total, no band and no caseness."""
    instrument = get_instrument(key)

    sheet = score(instrument, [None] * len(instrument.items))

    assert set(sheet.scores.values()) == {None}
    assert (sheet.band, sheet.caseness, sheet.prorated) == (None, None, False)
    assert sheet.n_missing == len(instrument.items)
    assert not sheet.complete
    for finding in sheet.derived.values():
        assert finding is None or set(finding.values()) == {None}


@every_measure
def test_saf15_each_single_blank_voids_or_prorates_what_it_belongs_to(key):
    """SAF-15: each single-missing form; the other scores stand as they were."""
    instrument = get_instrument(key)
    form = [item.values[-1] for item in instrument.items]
    full = score(instrument, form).scores

    for item in instrument.items:
        blanked = [None if i is item else i.values[-1] for i in instrument.items]
        sheet = score(instrument, blanked)
        for part in instrument.reported_scores:
            if item.number not in part.items:
                assert sheet.scores[part.name] == full[part.name]
            elif not part.max_missing:
                assert sheet.scores[part.name] is None
            else:
                assert part.name in sheet.prorated_scores


@every_measure
def test_saf16_improvement_follows_the_direction_of_the_measure(key):
    """SAF-16: a rise of S-WEMWBS is improvement; a rise of any other measure is not."""
    instrument = get_instrument(key)
    headline = instrument.get_score(instrument.headline)
    rise = change(instrument, headline.lowest, headline.highest)
    fall = change(instrument, headline.highest, headline.lowest)

    if key in ("ders", "des_ii"):
        assert (rise, fall) == (None, None)
    elif key == "swemwbs":
        assert instrument.better == "higher"
        assert (rise, fall) == (Change.IMPROVEMENT, Change.DETERIORATION)
    else:
        assert instrument.better == "lower"
        assert (rise, fall) == (Change.DETERIORATION, Change.IMPROVEMENT)


def test_a_void_score_has_no_change():
    phq9 = get_instrument("phq9")

    assert change(phq9, None, 4) is None
    assert change(phq9, 4, None) is None
    assert clinically_significant(phq9, None, 4) is None


def test_clinically_significant_is_from_a_case_to_no_case():
    phq9 = get_instrument("phq9")

    assert clinically_significant(phq9, 10, 9) is True
    assert clinically_significant(phq9, 10, Fraction(999, 100)) is True
    assert clinically_significant(phq9, 10, 10) is False
    assert clinically_significant(phq9, 9, 3) is False
    assert clinically_significant(get_instrument("swemwbs"), 10, 30) is None


def test_a_score_that_cannot_be_is_refused():
    with pytest.raises(OutOfRange):
        change(get_instrument("phq9"), 28, 10)
    with pytest.raises(OutOfRange):
        clinically_significant(get_instrument("phq9"), 10, -1)


def test_talking_therapies_needs_phq9_and_one_anxiety_measure_both_times():
    phq9, gad7, ders, pcl5 = map(get_instrument, ("phq9", "gad7", "ders", "pcl5"))

    assert talking_therapies_outcome({phq9: 9, pcl5: 32}, {phq9: 9, pcl5: 22}).reliable_recovery
    for first, last in [
        ({phq9: 9}, {phq9: 9}),
        ({phq9: 9, gad7: 9}, {phq9: 9}),
        ({gad7: 9, pcl5: 9}, {gad7: 9, pcl5: 9}),
        ({phq9: 9, ders: 90}, {phq9: 9, ders: 90}),
    ]:
        with pytest.raises(UnlikeMeasures):
            talking_therapies_outcome(first, last)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(33 * 10, 34), 1, "9.7"),
        (Fraction(1, 16), 4, "0.0625"),
        (Fraction(72, 7), 4, "10.2857"),
        (Fraction(0), 1, "0.0"),
    ],
)
def test_rounding_is_half_up_and_exact(value, places, shown):
    assert str(round_half_up(value, places)) == shown


def test_scores_are_shown_with_the_decimals_of_their_measure():
    def shown(key, value, **how):
        instrument = get_instrument(key)
        return instrument.get_score(instrument.headline).shown(Fraction(value), **how)

    assert shown("phq9", "10") == Decimal(10)
    assert str(shown("phq9", "10.2857", prorated=True)) == "10.3"
    assert str(shown("core_om", "9.70588")) == "9.7"
    assert str(shown("swemwbs", "18.59")) == "18.59"
    assert str(shown("des_ii", "29.96")) == "30.0"


def test_a_shown_score_never_decides_a_threshold():
    des_ii = get_instrument("des_ii")

    assert des_ii.is_case(Fraction("29.96")) is False
    assert des_ii.band_for(Fraction("29.96")).name == "low"


@every_measure
def test_bands_meet_without_gap_or_overlap(key):
    instrument = get_instrument(key)
    bands = instrument.bands_for(instrument.headline)

    for band, following in pairwise(bands):
        assert band.below == following.at_least
        assert instrument.band_for(band.below) is following
    assert not bands or bands[-1].below is None
    assert instrument.bands_for("no such score") == ()


def test_a_score_nobody_sees_is_no_reason_to_call_a_form_prorated():
    gad7 = get_instrument("gad7")
    [total] = gad7.scores
    unseen = replace(total, name="unseen", rule="prorated_sum", max_missing=2, reported=False)

    sheet = score(replace(gad7, scores=(total, unseen)), [None, 1, 1, 1, 1, 1, 1])

    assert not sheet.prorated
    assert sheet.scores == {"total": None}


def test_what_the_publishers_leave_out_is_left_out():
    assert left_out(get_instrument("ders")) == (
        "bands", "caseness", "reliable change", "risk items",
    )  # fmt: skip
    assert left_out(get_instrument("core_om")) == ()


def test_items_worth_reading_are_not_risk_items():
    assert [r.item for r in get_instrument("des_ii").clinical_reading] == [27]
    assert [(r.item, r.at_least) for r in get_instrument("pcl5").clinical_reading] == [(16, 2)]
    assert get_instrument("pcl5").risk_items == ()


def test_risk_items_are_the_published_ones():
    kinds = {item.number: item.risk for item in get_instrument("core_om").items if item.risk}

    assert kinds == {6: "others", 9: "self", 16: "self", 22: "others", 24: "self", 34: "self"}
    assert [r.at_least for r in get_instrument("phq9").risk_items] == [1]
