"""What must hold for every form of every measure, whatever was ticked."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instruments import OutOfRange, get_instrument, keys, score

EACH = settings(max_examples=60)
every_measure = pytest.mark.parametrize("key", keys())


def forms(instrument, *, blanks=True):
    """Any form that the measure allows."""
    nothing = (None,) if blanks else ()
    return st.tuples(*(st.sampled_from((*item.values, *nothing)) for item in instrument.items))


def ticked(instrument, part, form):
    """What each answered item of one score is worth."""
    answered = [instrument.items[n - 1] for n in part.items if form[n - 1] is not None]
    worth = {item.number: item.scored(form[item.number - 1]) for item in answered}
    if part.thresholds is not None:
        return [int(value >= part.thresholds[number]) for number, value in worth.items()]
    return list(worth.values())


@every_measure
def test_every_score_stays_within_its_range(key):
    instrument = get_instrument(key)

    @EACH
    @given(forms(instrument))
    def holds(form):
        for name, value in score(instrument, form).scores.items():
            part = instrument.get_score(name)
            assert value is None or part.lowest <= value <= part.highest

    holds()


@every_measure
def test_the_order_of_the_scores_does_not_matter(key):
    instrument = get_instrument(key)

    @EACH
    @given(forms(instrument), st.permutations(instrument.scores))
    def holds(form, order):
        assert score(replace(instrument, scores=tuple(order)), form) == score(instrument, form)

    holds()


@every_measure
def test_reversing_twice_gives_the_response_back(key):
    instrument = get_instrument(key)

    @EACH
    @given(st.sampled_from(instrument.items), st.data())
    def holds(item, data):
        response = data.draw(st.sampled_from(item.values))
        turned = replace(item, reverse=True)
        assert turned.scored(turned.scored(response)) == response
        assert item.scored(item.scored(response)) == response
        assert item.scored(response) in item.values

    holds()


@every_measure
def test_saf15_a_blank_is_never_worth_nothing(key):
    """SAF-15: a score with blanks is the mean of what was answered, or there is no score."""
    instrument = get_instrument(key)

    @EACH
    @given(forms(instrument))
    def holds(form):
        sheet = score(instrument, form)
        for name, value in sheet.scores.items():
            part = instrument.get_score(name)
            worth = ticked(instrument, part, form)
            n, blank = len(part.items), len(part.items) - len(worth)
            if blank > part.max_missing:
                assert value is None
            elif part.table is not None:
                assert value == part.table[sum(worth)]
            else:
                whole = part.times if part.rule == "mean" else n
                assert value == Fraction(sum(worth), n - blank) * whole
            assert (name in sheet.prorated_scores) == (value is not None and blank > 0)

    holds()


@every_measure
def test_saf15_blanking_an_answer_never_counts_as_the_lowest_answer(key):
    """SAF-15: filling a blank with the mean of the rest changes nothing; with 0 it would."""
    instrument = get_instrument(key)
    headline = instrument.get_score(instrument.headline)

    @EACH
    @given(forms(instrument, blanks=False), st.sampled_from(headline.items))
    def holds(form, number):
        blanked = tuple(None if place == number else r for place, r in enumerate(form, start=1))
        value = score(instrument, blanked).scores[headline.name]
        if not headline.max_missing:
            assert value is None
        else:
            rest = ticked(instrument, headline, blanked)
            whole = headline.times if headline.rule == "mean" else len(headline.items)
            assert value == Fraction(sum(rest), len(rest)) * whole

    holds()


@every_measure
def test_risk_answers_are_read_whatever_the_scores_say(key):
    instrument = get_instrument(key)

    @EACH
    @given(forms(instrument))
    def holds(form):
        sheet = score(instrument, form)
        items = [risk.item for risk in instrument.risk_items]
        assert [flag.item for flag in sheet.risk_flags] == [i for i in items if form[i - 1]]
        assert list(sheet.risk_unanswered) == [i for i in items if form[i - 1] is None]

    holds()


@every_measure
@pytest.mark.parametrize("alien", [True, False, 1.0, "1", 10_000, -1, [1]], ids=repr)
def test_a_response_that_the_form_does_not_offer_is_refused(key, alien):
    instrument = get_instrument(key)
    form = [instrument.items[0].values[1]] * (len(instrument.items) - 1)

    with pytest.raises(OutOfRange):
        score(instrument, [*form, alien])
