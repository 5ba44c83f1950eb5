"""SAF-14: the ends of each scale, each reversed item, and each cut-off with one below it."""

from fractions import Fraction

import pytest

from app.instruments import Instrument, get_instrument, keys, score

EVERY = [get_instrument(key) for key in keys()]
every_measure = pytest.mark.parametrize("measure", EVERY, ids=lambda measure: measure.key)


@every_measure
def test_saf_14_all_lowest_and_all_highest_are_the_ends_of_the_range(measure: Instrument):
    ends = [_extreme(measure, highest=False), _extreme(measure, highest=True)]

    headline = measure.get_score(measure.headline)
    found = [score(measure, form).scores[measure.headline] for form in ends]
    assert found == [headline.lowest, headline.highest]


@every_measure
def test_saf_14_each_item_of_the_headline_counts_in_its_own_direction(measure: Instrument):
    """One step on one item alone: up for a plain item, down for a reversed one."""
    start = [item.values[1] for item in measure.items]
    before = score(measure, start).scores[measure.headline]
    counted = measure.get_score(measure.headline).items

    for item in measure.items:
        form = list(start)
        form[item.number - 1] = item.values[2]
        after = score(measure, form).scores[measure.headline]
        assert before is not None
        assert after is not None
        wanted = 0 if item.number not in counted else -1 if item.reverse else 1
        assert (after > before) - (after < before) == wanted, item.id


@every_measure
def test_saf_14_a_cut_off_is_reached_at_its_edge_and_not_one_step_below(measure: Instrument):
    step = Fraction(1, 1000)
    for band, below in zip(measure.bands[1:], measure.bands, strict=False):
        assert measure.band_for(band.at_least) is band
        assert measure.band_for(band.at_least - step) is below
    if measure.caseness:
        assert measure.is_case(measure.caseness.at_least)
        assert not measure.is_case(measure.caseness.at_least - step)


def _extreme(measure: Instrument, *, highest: bool) -> list[int]:
    """The form with the highest or the lowest headline score."""
    return [item.values[-1 if item.reverse != highest else 0] for item in measure.items]
