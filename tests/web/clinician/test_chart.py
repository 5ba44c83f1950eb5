"""Where things stand in a chart."""

from datetime import timedelta
from itertools import pairwise

import pytest

from app import instruments
from app.caseload import record_of
from app.scheduling import Mode
from app.web.clinician.chart import (
    BOTTOM,
    FIRST,
    LAST,
    LINE,
    NAMES_AT,
    PLOT_LEFT,
    PLOT_RIGHT,
    SHAPES,
    TOP,
    drawing,
)


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


@pytest.fixture
def chart_of_courses(make, session, at):
    """The chart of one form on each of these days ago; a course began on each of those."""

    def made(began, sent):
        therapist = make.clinician()
        client = make.client(therapist)
        episodes = [make.episode(client, started_on=make.today - timedelta(days=d)) for d in began]
        for days in sent:
            its = [e for e, d in zip(episodes, began, strict=True) if d >= days] or episodes[:1]
            check_in = make.check_in(["phq9"], its[-1])
            make.submission(check_in=check_in, at=at - timedelta(days=days))
        session.expire_all()
        [found] = record_of(session, therapist, client, at=at).measures
        return drawing(found.course, found.parts)

    return made


def test_courses_are_not_joined_and_each_begins_at_a_line(chart_of_courses):
    drawn = chart_of_courses([300, 100], [290, 200, 90, 10])

    assert [(one.x, next_.x) for one, next_ in drawn.lines] == [
        (drawn.marks[0].x, drawn.marks[1].x),
        (drawn.marks[2].x, drawn.marks[3].x),
    ]
    first, second = drawn.starts
    assert (first.number, second.number) == (1, 2)
    assert PLOT_LEFT < first.x < drawn.marks[0].x
    assert drawn.marks[1].x < second.x < drawn.marks[2].x
    # 190 of the 280 days between the first form and the last.
    assert second.x == pytest.approx(FIRST + (LAST - FIRST) * 190 / 280, abs=0.2)


def test_a_form_from_just_before_its_course_stays_on_the_right_of_the_line(chart_of_courses, make):
    drawn = chart_of_courses([300, 100], [290, 100, 10])

    second = drawn.starts[1]
    assert drawn.marks[1].x - 2 < second.x < drawn.marks[1].x


def test_one_course_alone_needs_no_line(chart_of_courses):
    assert chart_of_courses([300], [290, 10]).starts == ()


def test_courses_close_to_each_other_have_only_their_numbers(chart_of_courses):
    drawn = chart_of_courses([300, 50, 20], [290, 40, 10])

    assert [start.has_room for start in drawn.starts] == [True, False, True]


def test_the_newest_value_covers_no_name_on_the_smallest_phone():
    width = 320 - 2 * 16
    ends = width * LAST / 100 + 10 + 9 * len("11.25")  # where and how wide the template writes it

    assert ends <= width * NAMES_AT / 100
