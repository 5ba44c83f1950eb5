"""Which answers somebody must look at: the published list, and nothing else (SAF-05)."""

import pytest

from app import instruments, risk

# Confirmed by the clinical safety officer of each service, in the approval of a release.
LISTED = {"phq9": {9}, "core_om": {6, 9, 16, 22, 24, 34}}
FROM = 1


@pytest.mark.parametrize("key", instruments.keys())
def test_saf_05_each_option_of_each_item_raises_a_concern_exactly_from_the_published_one_upwards(
    key,
):
    instrument = instruments.get_instrument(key)

    for item in instrument.items:
        for value in item.values:
            concerns = risk.concerns_in(instrument, {item.id: value})
            is_one = item.number in LISTED.get(key, set()) and value >= FROM
            found = [(c.measure, c.item, c.value) for c in concerns]
            assert found == ([(key, item, value)] if is_one else []), f"{key} {item.id}={value}"


@pytest.mark.parametrize("key", LISTED)
def test_saf_05_four_answers_in_one_form_are_all_named_in_their_order(key):
    instrument = instruments.get_instrument(key)
    highest = {item.id: item.values[-1] for item in instrument.items}

    concerns = risk.concerns_in(instrument, highest)

    assert [concern.item.number for concern in concerns] == sorted(LISTED[key])


@pytest.mark.parametrize("key", LISTED)
def test_saf_15_no_answer_is_neither_a_concern_nor_a_no(key):
    instrument = instruments.get_instrument(key)
    nothing = {item.id: None for item in instrument.items}

    assert risk.concerns_in(instrument, nothing) == risk.concerns_in(instrument, {}) == []
    left_out = risk.unanswered_risk_items(instrument, nothing)
    assert {item.number for item in left_out} == LISTED[key]
