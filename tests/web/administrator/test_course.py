"""The course that an administrator is shown is the one that the scheduler will ask."""

from hypothesis import given
from hypothesis import strategies as st

from app import instruments, scheduling
from app.scheduling import Occasion, Plan
from app.web.administrator.course import OPEN_ENDED, whole_course

KEYS = st.lists(st.sampled_from(scheduling.askable_keys()), unique=True).map(tuple)
PLANS = st.builds(
    Plan, start=KEYS, routine=KEYS, end=KEYS, after=KEYS, middle=KEYS,
    every=st.integers(2, 20), sessions=st.integers(1, 40), days_after=st.integers(0, 365),
)  # fmt: skip


def pace(_measure: str, questions: int) -> float:
    """Seven seconds a question."""
    return questions * 7


def occasions(plan):
    return [(step.occasion, step.first) for step in whole_course(plan, pace).asked]


def test_a_whole_course_is_every_occasion_at_its_session():
    core = ("phq9", "gad7")
    plan = Plan(start=core, routine=core, middle=core, end=core, after=core, sessions=16, every=4)

    assert occasions(plan) == [
        (Occasion.START, 0), (Occasion.ROUTINE, 4), (Occasion.MIDDLE, 8), (Occasion.ROUTINE, 12),
        (Occasion.END, 16), (Occasion.AFTER, 16),
    ]  # fmt: skip


def test_a_course_as_long_as_needed_is_shown_for_twenty_sessions():
    course = whole_course(Plan(start=("phq9",), routine=("phq9",), every=6, end=("ders",)), pace)

    assert course.sessions == OPEN_ENDED == 20
    assert [step.first for step in course.asked] == [0, 6, 12, 18, 20]


@given(PLANS)
def test_every_session_is_there_once_and_no_sitting_is_too_much(plan):
    course = whole_course(plan, pace)

    quiet = {n for step in course.steps if not step.occasion
             for n in range(step.first, step.last + 1)}  # fmt: skip
    asked = {step.first for step in course.asked}
    assert quiet | (asked - {0}) == set(range(1, course.sessions + 1))
    assert not quiet & {s.first for s in course.asked if s.occasion is not Occasion.AFTER}
    for step in course.asked:
        assert all(s.questions <= scheduling.MOST_QUESTIONS for s in step.sittings)
        asked_for = {m.key for s in step.sittings for m in s.measures}
        forms = set(scheduling.FORMS) & set(plan.asks(step.occasion))
        known = set(plan.asks(step.occasion)) & set(instruments.keys())
        assert asked_for | set(step.left_out) - forms == known
