"""What changed between two questionnaires, and when nothing may be said about it."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from app import instruments
from app.caseload.course import Meaning, courses, exact, move
from app.instruments import Change
from app.scheduling import Mode

WORST = {"phq9": 3, "gad7": 3, "core_om": 4, "ders": 5, "des_ii": 100, "pcl5": 4, "swemwbs": 1}


@pytest.fixture
def course(make):
    """The course of one client who sent these answers, a week apart."""

    def made(measure, *sent, **more):
        client = make.client()
        for week, answers in enumerate(sent):
            at = make.at - timedelta(weeks=len(sent) - week)
            make.submission(measure, client=client, answers=answers, at=at, **more)
        return _course(make, client)

    return made


def _course(make, client, episode_id=None):
    from app import responses

    rows = []
    for submission in responses.submissions_of(make.session, client.id):
        headline = instruments.get_instrument(submission.measure).headline
        rows.append((submission, {s.name: s.value for s in submission.scores}[headline]))
    [found] = courses(rows, episode_id)
    return found


def extremes(measure):
    """The answers that give the lowest score of a measure, and those that give the highest."""
    items = instruments.get_instrument(measure).items
    low = [item.values[-1] if item.reverse else item.values[0] for item in items]
    high = [item.values[0] if item.reverse else item.values[-1] for item in items]
    return low, high


@pytest.mark.parametrize("measure", ["phq9", "gad7", "core_om", "ders", "des_ii", "pcl5"])
def test_saf_16_a_rise_is_worse_where_lower_is_better(course, measure):
    low, high = extremes(measure)

    assert course(measure, low, high).since_last.meaning is Meaning.WORSE
    assert course(measure, high, low).since_last.meaning is Meaning.BETTER


def test_saf_16_a_rise_of_well_being_is_better(course):
    low, high = extremes("swemwbs")

    assert course("swemwbs", low, high).since_last.meaning is Meaning.BETTER
    assert course("swemwbs", high, low).since_last.meaning is Meaning.WORSE


def test_the_same_score_is_neither_better_nor_worse(course):
    assert course("phq9", [1] * 9, [1] * 9).since_last.meaning is Meaning.SAME


def test_a_change_is_reliable_only_from_where_the_published_rule_says(course):
    five, six = (
        course("phq9", [1] * 9, [2] * 5 + [1] * 4),
        course("phq9", [1] * 9, [2] * 6 + [1] * 3),
    )

    assert five.since_last.rule is Change.NONE
    assert six.since_last.rule is Change.DETERIORATION


def test_a_measure_without_a_published_rule_has_no_reliable_change(course):
    low, high = extremes("ders")

    assert course("ders", low, high).since_last.rule is None


def test_a_change_just_below_the_rule_is_not_made_reliable_by_rounding(course):
    # CORE-OM: 5 clinical points are 17 on the raw sum of 34 items. 16.9 do not exist; 16 do.
    start = [0] * 34
    reverse = [i.number for i in instruments.get_instrument("core_om").items if i.reverse]
    plain = [n for n in range(1, 35) if n not in reverse]
    for n in reverse:
        start[n - 1] = 4
    sixteen, seventeen = list(start), list(start)
    for n in plain[:16]:
        sixteen[n - 1] = 1
    for n in plain[:17]:
        seventeen[n - 1] = 1

    assert course("core_om", start, sixteen).since_last.rule is Change.NONE
    moved = course("core_om", start, seventeen).since_last
    assert (moved.rule, moved.amount, moved.shown) == (Change.DETERIORATION, Fraction(5), "5.0")


def test_the_change_since_the_first_stands_beside_the_change_since_the_last(course):
    found = course("phq9", [2] * 9, [1] * 9, [1] * 8 + [2])

    assert (found.since_last.shown, found.since_last.meaning) == ("1", Meaning.WORSE)
    assert (found.since_first.shown, found.since_first.meaning) == ("8", Meaning.BETTER)


def test_of_two_questionnaires_there_is_one_change_and_of_one_none(course):
    assert course("phq9", [2] * 9, [1] * 9).since_first is None
    assert course("phq9", [2] * 9).moves == ()


def test_saf_15_a_form_with_too_few_answers_has_no_score_and_no_change(course):
    found = course("phq9", [1] * 9, [3, 3, None, None, None, None, None, None, None])

    assert found.latest.value is None
    assert found.latest.shown == ""
    assert (found.latest.answered, found.latest.asked) == (2, 9)
    assert found.moves == ()


def test_saf_15_a_void_form_in_between_is_passed_over_and_not_taken_for_zero(course):
    void = [None] * 8 + [3]

    found = course("phq9", [2] * 9, void, [1] * 9)

    assert found.since_last.since.value == 18
    assert found.since_last.shown == "9"


def test_a_prorated_score_says_so_and_shows_a_decimal(course):
    found = course("phq9", [1, 1, 1, 1, 1, 1, 1, 2, None])

    assert found.latest.is_prorated
    assert found.latest.shown == "10.1"


def test_saf_17_two_versions_are_never_compared(course, session):
    found = course("phq9", [1] * 9, [3] * 9)
    found.points[0].submission.version = 99
    with session.no_autoflush:
        assert found.moves == ()
        assert found.previous is None
        assert move(*found.points) is None
    session.expunge_all()


def test_every_stored_score_gives_back_its_exact_fraction():
    for divisor in range(1, 41):
        for total in range(0, 181 * divisor, 7):
            assert exact(total / divisor) == Fraction(total, divisor)


def test_measures_of_the_same_day_stand_in_the_usual_order(make):
    client = make.client()
    for measure in ("pcl5", "core_om", "gad7", "phq9"):
        make.submission(measure, client=client, mode=Mode.HELPED)
    from app import responses

    rows = [(s, 0.0) for s in responses.submissions_of(make.session, client.id)]

    keys = [c.instrument.key for c in courses(rows)]
    assert keys == ["phq9", "gad7", "core_om", "pcl5"]


def test_a_change_is_the_difference_of_the_figures_that_are_shown(course):
    # 14 of 8 items are 15.75, shown as 15.8: to 17 that is 1.2 on the page, and 1.25 by the rule.
    found = course("phq9", [2] * 7 + [0, None], [2] * 8 + [1])

    assert (found.points[0].shown, found.latest.shown) == ("15.8", "17")
    assert (found.since_last.shown, found.since_last.amount) == ("1.2", Fraction(5, 4))


def test_two_scores_that_read_alike_have_not_changed(course, session):
    found = course("phq9", [1] * 9, [1] * 9)
    first, last = found.points
    almost = replace(last, value=first.value + Fraction(1, 100))

    assert almost.shown == first.shown
    assert move(first, almost).meaning is Meaning.SAME


@pytest.fixture
def two_episodes(make):
    """The newest measure of somebody whose forms were sent in an earlier and a later course."""

    def made(earlier, later):
        client = make.client()
        before, now = (make.episode(client, started_on=make.today - timedelta(days=days))
                       for days in (300, 30))  # fmt: skip
        for number, n in enumerate((*earlier, *later)):
            check_in = make.check_in(["phq9"], before if number < len(earlier) else now)
            at = make.at - timedelta(days=20 - number)
            make.submission(check_in=check_in, answers=[n] * 9, at=at)
        return _course(make, client, now.id)

    return made


def test_since_first_does_not_reach_into_an_earlier_course(two_episodes):
    found = two_episodes([3, 3], [2, 2, 1])

    assert found.since_first.since.value == 18
    assert not found.since_first.is_across_episodes


def test_the_first_of_a_course_is_compared_with_the_last_before_it_and_says_so(two_episodes):
    found = two_episodes([3, 3], [1])

    assert found.since_first is None
    assert found.since_last.is_across_episodes


def test_a_course_with_no_score_yet_has_no_change_since_its_first(two_episodes):
    found = two_episodes([3, 2, 1], [])

    assert not found.is_of_now
    assert found.since_first is None
    assert found.since_last.shown == "9"
