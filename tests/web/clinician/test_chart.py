"""Where things stand in a chart."""

from datetime import timedelta
from itertools import pairwise

import pytest

from app import instruments
from app.caseload import record_of
from app.scheduling import Mode
from app.web.clinician.chart import BOTTOM, LINE, PLOT_LEFT, PLOT_RIGHT, SHAPES, TOP, drawing


@pytest.fixture
def chart(make, session, at):
    """The chart of these submissions of one measure, a week apart."""

    def made(measure, *sent, modes=(), languages=()):
        therapist = make.clinician()
        client = make.client(therapist)
        for week, answers in enumerate(sent):
            make.submission(
                measure,
                client=client,
                answers=answers,
                at=at - timedelta(weeks=len(sent) - week),
                mode=modes[week] if modes else Mode.SELF,
                language=languages[week] if languages else "en",
            )
        session.expire_all()
        [found] = record_of(session, therapist, client, at=at).measures
        return drawing(found.course)

    return made


def test_the_lowest_score_is_at_the_foot_and_the_highest_at_the_top(chart):
    low, high = chart("phq9", [0] * 9, [3] * 9).marks

    assert (low.y, high.y) == (BOTTOM, TOP)


def test_time_goes_from_left_to_right_within_the_plot(chart):
    drawn = chart("phq9", [1] * 9, [2] * 9, [1] * 9)

    places = [mark.x for mark in drawn.marks]
    assert places == sorted(places)
    assert places[0] > PLOT_LEFT
    assert places[-1] < PLOT_RIGHT
    assert places[1] == pytest.approx((places[0] + places[2]) / 2, abs=0.1)


def test_neighbours_are_joined_but_never_across_a_gap(chart):
    drawn = chart("phq9", [1] * 9, [2] * 9, [1], [1] * 9, [2] * 9)

    joined = [(one.point.shown, next_.point.shown) for one, next_ in drawn.lines]
    assert joined == [("9", "18"), ("9", "18")]
    assert len(drawn.gaps) == 1


def test_who_filled_it_in_has_a_shape_and_all_shapes_differ(chart):
    assert len(set(SHAPES.values())) == len(Mode)
    drawn = chart("phq9", *[[1] * 9] * 3, modes=[Mode.SELF, Mode.INTERPRETER, Mode.SELF])

    assert [mark.shape for mark in drawn.marks] == ["circle", "diamond", "circle"]
    assert drawn.modes == [Mode.SELF, Mode.INTERPRETER]


def test_a_change_of_language_is_said_where_it_happens(chart):
    drawn = chart("phq9", *[[1] * 9] * 4, languages=["pl", "pl", "en", "en"])

    assert [mark.language for mark in drawn.marks] == ["", "", "en", ""]


def test_one_form_alone_has_a_place_and_no_line(chart):
    drawn = chart("phq9", [1] * 9)

    assert drawn.newest.point.shown == "9"
    assert drawn.lines == ()


@pytest.mark.parametrize("measure", sorted(instruments.keys()))
def test_no_word_at_the_side_covers_another(chart, measure):
    drawn = chart(measure, [i.values[0] for i in instruments.get_instrument(measure).items])

    heights = [s.first_line_at + n * LINE for s in drawn.stretches for n in range(len(s.lines))]
    if drawn.cutoff:
        heights.append(drawn.cutoff.y + 4)
    heights.sort()
    assert all(b - a >= 10 for a, b in pairwise(heights)), heights
    ticks = sorted(tick.y for tick in drawn.ticks)
    assert all(b - a >= LINE for a, b in pairwise(ticks))


@pytest.mark.parametrize("measure", sorted(instruments.keys()))
def test_bands_cover_the_whole_range_without_a_gap(chart, measure):
    drawn = chart(measure, [i.values[0] for i in instruments.get_instrument(measure).items])

    stretches = sorted(drawn.stretches, key=lambda s: s.top)
    if stretches:
        assert (stretches[0].top, stretches[-1].bottom) == (TOP, BOTTOM)
        assert [s.top for s in stretches[1:]] == [s.bottom for s in stretches[:-1]]
        assert all(a.shaded != b.shaded for a, b in pairwise(stretches))
