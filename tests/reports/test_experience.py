"""The board's figures: what is joined, what is counted, and that nothing withheld can be had."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

import pytest

from app.codesign import FormContent, Option, Question, QuestionKind, ShowIf
from app.reports import ExperienceReport, Given, Period, Quarter, report_of, suppression
from tests.reports.attack import equations_of

TODAY = date(2026, 3, 4)
WAIT = Question(
    key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait?",
    options=(Option("short", "Short"), Option("right", "All right"), Option("long", "Too long")),
)  # fmt: skip
HEARD = Question(key="heard", kind=QuestionKind.YES_NO, text="Were you listened to?")
SAFE = Question(key="safe", kind=QuestionKind.SCALE, text="How safe?", points=3)
HELPED = Question(
    key="helped", kind=QuestionKind.SEVERAL, text="What helped?",
    options=(Option("group", "The group"), Option("calls", "The calls")),
)  # fmt: skip
# Asked of those who waited too long: which part of it, and in their own words.
PART = Question(
    key="part", kind=QuestionKind.YES_NO, text="Were you told why?",
    show_if=ShowIf("wait", ("long",)),
)  # fmt: skip
WORDS = Question(
    key="words", kind=QuestionKind.LONG_TEXT, text="What was it like?",
    show_if=ShowIf("wait", ("long",)),
)  # fmt: skip
FORM = FormContent(title="Your experience", questions=(WAIT, PART, WORDS, HEARD, SAFE, HELPED))
OCTOBER, NOVEMBER, JANUARY = date(2025, 10, 1), date(2025, 11, 1), date(2026, 1, 1)
LAST_QUARTER = Period(Quarter(2025, 4), Quarter(2025, 4))


def given(number: int, month: date = OCTOBER, version: int = 1, **answers: str) -> list[Given]:
    chosen = {key: tuple(text.split()) for key, text in answers.items()}
    return [Given(version, month, chosen)] * number


def one(report: ExperienceReport, key: str, wording: int = 0):
    """The series of a question, and what it says of the last quarter of 2025."""
    [row] = [row for row in report.questions if row[0].question.key == key]
    return row[wording], row[wording].answered.get(LAST_QUARTER)


# ---- what is counted


def test_EQ_04_shares_are_of_those_who_answered_with_the_others_apart():
    every = given(22, wait="short") + given(12, wait="right") + given(6, wait="declined")
    every += given(9)

    report = report_of({1: FORM}, every, today=TODAY)

    _, answered = one(report, "wait")
    assert report.forms == {LAST_QUARTER: 50}
    # Nobody waited too long: so that nobody can tell, who did not answer is withheld too.
    assert answered.chosen == {"short": 20, "right": 10, "long": None}
    assert (answered.asked, answered.declined, answered.unanswered) == (50, 5, None)
    assert (answered.of, answered.percent("short"), answered.percent("long")) == (45, 44, None)


def test_a_question_is_one_series_while_nothing_of_it_changes():
    other = Question(key="heard", kind=QuestionKind.YES_NO, text="Did we listen to you?")
    newer = FormContent(title="Your experience", questions=(other, WAIT))
    every = given(21, wait="short", heard="yes") + given(23, version=2, wait="short", heard="no")

    report = report_of({1: FORM, 2: newer}, every, today=TODAY)

    assert [row[0].question.key for row in report.questions][:2] == ["heard", "wait"]
    joined, answered = one(report, "wait")
    assert joined.versions == (1, 2)
    assert answered.asked == 45
    now, before = one(report, "heard")[0], one(report, "heard", 1)[0]
    assert (now.question.text, now.versions) == ("Did we listen to you?", (2,))
    assert (before.question.text, before.versions) == ("Were you listened to?", (1,))
    assert (now.newest.chosen["no"], before.newest.chosen["yes"]) == (None, None)
    assert (now.newest.asked, before.newest.asked) == (25, 20)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "How was the waiting?"},
        {"hint": "From the letter to the first visit"},
        {"options": (*WAIT.options[:2], Option("long", "Far too long"))},
        {"options": WAIT.options[:2]},
        {"kind": QuestionKind.SEVERAL},
    ],
)
def test_another_word_makes_another_series(changed):
    values = {name: getattr(WAIT, name) for name in ("key", "kind", "text", "hint", "options")}
    newer = FormContent(title="Your experience", questions=(Question(**(values | changed)),))

    report = report_of({1: FORM, 2: newer}, given(25, wait="short"), today=TODAY)

    [row] = [row for row in report.questions if row[0].question.key == "wait"]
    assert [series.versions for series in row] == [(2,), (1,)]


def test_EQ_04_an_average_comes_from_what_is_shown():
    every = given(10, safe="1") + given(5, safe="2") + given(15, safe="3")

    _, answered = one(report_of({1: FORM}, every, today=TODAY), "safe")

    # Nobody declined, so one more part is withheld: and then there is no average.
    assert answered.average is None
    every += given(5, safe="declined") + given(5)
    assert one(report_of({1: FORM}, every, today=TODAY), "safe")[1].average == pytest.approx(13 / 6)


def test_who_chose_several_is_counted_for_each_of_them():
    every = given(20, helped="group calls") + given(10, helped="calls") + given(10, helped="group")

    _, answered = one(report_of({1: FORM}, every, today=TODAY), "helped")

    assert answered.chosen == {"group": 30, "calls": 30}
    assert answered.percent("group") == 75


# ---- when


def test_EQ_04_a_quarter_is_published_once_it_is_over_and_never_changes():
    """Snapshots before and after a group of answers is released are the same."""
    every = given(25, OCTOBER, wait="short")
    before = report_of({1: FORM}, every, today=TODAY)

    every += given(5, JANUARY, wait="long")

    assert report_of({1: FORM}, every, today=TODAY) == before
    assert report_of({1: FORM}, every, today=date(2026, 3, 31)) == before
    assert report_of({1: FORM}, given(25), today=date(2025, 12, 31)).periods == []


def test_quarters_with_few_forms_go_together_and_no_two_periods_share_one():
    months = [date(2024, 5, 1), date(2024, 8, 1), date(2025, 2, 1), date(2025, 5, 1)]
    numbers = [25, 8, 12, 19]
    every = [form for n, month in zip(numbers, months, strict=True) for form in given(n, month)]

    report = report_of({1: FORM}, every, today=TODAY)

    assert [(str(p.first.first), str(p.last.last)) for p in report.periods] == [
        ("2024-04-01", "2024-06-30"),
        ("2024-07-01", "2025-03-31"),
    ]
    assert list(report.forms.values()) == [25, 20]


def test_no_answer_at_all_is_no_period():
    report = report_of({1: FORM}, [], today=TODAY)

    assert report.periods == []
    assert one(report, "wait")[0].newest is None


# ---- questions that only some are asked


def test_EQ_04_what_only_few_were_asked_is_not_counted_and_has_no_comments():
    """Four comments to "What was it like?" would say that it was four who waited too long."""
    every = given(22, wait="short") + given(4, wait="long", part="yes")

    report = report_of({1: FORM}, every, today=TODAY)

    assert one(report, "part")[1] is None
    assert not report.shows_comments_to(WORDS, OCTOBER)
    assert not report.shows_comments_to(WORDS, JANUARY)
    every = given(22, wait="short") + given(9, wait="long", part="yes") + given(5) + given(
        5, wait="declined")  # fmt: skip
    every += given(8, wait="right")
    report = report_of({1: FORM}, every, today=TODAY)
    assert one(report, "part")[1].asked == 10
    assert report.shows_comments_to(WORDS, OCTOBER)


def test_EQ_04_a_condition_that_is_new_in_the_quarter_is_not_counted_in_it():
    """The rest of who waited too long would be those who had the other version."""
    older = FormContent(title="Your experience", questions=(WAIT, HEARD))
    every = given(30, wait="long", part="yes", version=2) + given(3, wait="long")

    report = report_of({1: older, 2: FORM}, every, today=TODAY)

    assert one(report, "part")[1] is None


# ---- the attack


def forms(chance: Random, version: int, month: date, number: int) -> Iterator[Given]:
    """Forms as people might answer them, some answers rare."""
    weights = [chance.random() ** 3 + 0.02 for _ in range(5)]
    for _ in range(number):
        wait = chance.choices(["short", "right", "long", "declined", ""], weights)[0]
        answers = {"wait": (wait,)} if wait else {}
        if wait == "long":
            answers["part"] = (chance.choice(["yes", "no", "no"]),)
            answers["words"] = ("written",)
        answers["heard"] = (chance.choices(["yes", "no", "declined"], weights[:3])[0],)
        answers["safe"] = (chance.choices(["1", "2", "3"], weights[2:])[0],)
        helped = tuple(one for one, w in (("group", 0.8), ("calls", 0.1)) if chance.random() < w)
        yield Given(version, month, {**answers, "helped": helped})


def service(chance: Random) -> list[list[Given]]:
    """Groups of forms in the order in which they are released, with a new version in the middle."""
    batches = []
    for month, version in ((date(2025, 8, 1), 1), (OCTOBER, 1), (NOVEMBER, 2), (JANUARY, 2)):
        batches += [
            list(forms(chance, version, month, chance.choice([5, 6, 9])))
            for _ in range(chance.choice([2, 3]))
        ]
    return batches


CHANGED = FormContent(
    title="Your experience",
    questions=(
        WAIT, PART, WORDS, Question(key="heard", kind=QuestionKind.YES_NO, text="Did we listen?"),
        SAFE, HELPED,
    ),
)  # fmt: skip
CONTENTS = {1: FORM, 2: CHANGED}


def recovered(batches: Sequence[list[Given]]) -> list[int]:
    """What somebody finds who looks at the board after each group of forms, and at the end."""
    every: list[Given] = []
    found: list[int] = []
    seen: ExperienceReport | None = None
    ends = [(batch, batch[0].month) for batch in batches] + [([], date(2026, 4, 1))]
    for batch, today in ends:
        every = every + batch
        report = report_of(CONTENTS, every, today=today)
        if seen:  # what was published stays as it was: there is nothing to compare
            assert {p: seen.counted[p] for p in seen.periods}.items() <= report.counted.items()
        seen = report
        counts = Counter(
            (period, one.version)
            for one in every
            for period in report.periods
            if period.holds(one.month)
        )
        comments = Counter(
            (period, WORDS)
            for one in every
            for period in report.periods
            if period.holds(one.month)
            and "words" in one.answers
            and report.shows_comments_to(WORDS, one.month)
        )
        found += equations_of(report, CONTENTS, counts, comments).recovered().values()
    return found


@pytest.mark.parametrize("seed", range(20))
def test_EQ_04_a_solver_with_every_table_recovers_nothing(seed):
    """All periods, both versions, totals, questions that lead to others, counts of comments, and
    the board as it was after each group of forms."""
    assert recovered(service(Random(seed))) == []


ALIKE = [given(23, wait="short", heard="yes", safe="3", helped="group")]
# All who waited too long wrote about it, and nobody left the question out.
ALL_WROTE = [
    given(23, wait="short") + given(8, wait="right")
    + [Given(1, OCTOBER, {"wait": ("long",), "words": ("written",)})] * 9
]  # fmt: skip


@pytest.mark.parametrize("batches", [ALIKE, ALL_WROTE])
def test_EQ_04_the_solver_recovers_nothing_where_everybody_says_the_same(batches):
    assert recovered(batches) == []


def test_EQ_04_the_solver_wins_where_no_second_number_is_withheld(monkeypatch):
    def only_the_small_ones(parts):
        return {place for place, one in enumerate(parts) if one.number < suppression.FEWEST}

    monkeypatch.setattr(suppression, "_hidden", only_the_small_ones)

    assert recovered(ALIKE)
    assert any(recovered(service(Random(seed))) for seed in range(20))


def test_EQ_04_the_solver_wins_where_every_comment_is_shown(monkeypatch):
    monkeypatch.setattr(ExperienceReport, "shows_comments_to", lambda *_: True)

    assert 9 in recovered(ALL_WROTE)
