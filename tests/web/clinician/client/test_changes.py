"""How scores changed: since when, in which course of care, and how surely."""

from datetime import timedelta

from tests.web.clinician.client.conftest import said, section


def two_courses(make, therapist, at):
    """Somebody who came back: two forms in a course that is over, three in the one of now."""
    client = make.client(therapist)
    cbt, cat = (make.pathway(name=name) for name in ("CBT for psychosis", "Analytic therapy"))
    ended = {
        "started_on": make.today - timedelta(days=400),
        "ended_on": make.today - timedelta(200),
    }
    before = make.episode(client, pathway=cbt, **ended)
    now = make.episode(client, pathway=cat)
    for episode, days, n in (
        (before, 390, 3), (before, 210, 2), (now, 58, 2), (now, 30, 2), (now, 2, 1),
    ):  # fmt: skip
        check_in = make.check_in(["phq9"], episode)
        make.submission(check_in=check_in, answers=[n] * 9, at=at - timedelta(days=days))
    return client


def test_since_first_stays_within_the_course_and_earlier_ones_stay_in_sight(
    record_of, make, therapist, at
):
    page = record_of(two_courses(make, therapist, at))
    part = section(page, "phq9")

    assert "Since first, 5 Jan 2026 went down 9 (better)" in said(part.dl)
    assert len(part.select("figure svg line[stroke='#003087']")) == 1 + 2
    assert len(part.select("figure svg line.heard-start")) == 2
    assert "Course 1 Course 2" in said(part.select_one("figure svg"))
    assert "They come from 2 courses of care." in part.select_one("desc").text
    headings = [said(th) for th in part.select("#phq9-table th[scope=rowgroup]")]
    assert headings == [
        "Course 2: Analytic therapy, since 3 Jan 2026",
        "Course 1: CBT for psychosis, 28 Jan 2025 to 16 Aug 2025",
    ]
    assert len(part.select("#phq9-table tbody th[scope=row]")) == 5


def test_a_score_of_a_course_that_is_over_says_so_and_has_no_change_since_first(
    record_of, make, therapist, at
):
    client = make.client(therapist)
    before = make.episode(client, started_on=make.today - timedelta(days=400),
                          ended_on=make.today - timedelta(days=200))  # fmt: skip
    for days, n in ((390, 3), (300, 2), (210, 1)):
        check_in = make.check_in(["phq9"], before)
        make.submission(check_in=check_in, answers=[n] * 9, at=at - timedelta(days=days))
    assert "Since first" in said(section(record_of(client), "phq9").dl)
    make.episode(client)

    part = section(record_of(client), "phq9")

    assert "Latest, 6 Aug 2025 (earlier course)" in said(part.dl)
    assert "Since first" not in said(part.dl)


def test_a_change_since_an_earlier_course_says_that_it_is(record_of, make, therapist, at):
    client = make.client(therapist)
    before = make.episode(client, started_on=make.today - timedelta(days=400),
                          ended_on=make.today - timedelta(days=200))  # fmt: skip
    for episode, days in ((before, 300), (make.episode(client), 3)):
        make.submission(check_in=make.check_in(["phq9"], episode), at=at - timedelta(days=days))

    page = record_of(client)

    assert "no change (compared with an earlier course)" in said(page.select_one(".heard-summary"))


def test_a_change_from_or_to_a_prorated_score_says_so_and_adds_up(record_of, make, therapist, at):
    client = make.client(therapist)
    prorated = [2, 2, 2, 2, 2, 2, 2, None, 0]  # 14 of 8 items: 15.75
    for days, answers in ((60, prorated), (30, [2] * 9), (2, [2] * 8 + [1])):
        make.submission(client=client, answers=answers, at=at - timedelta(days=days))

    page = record_of(client)

    # 17 now, 15.8 in the table: 1.2, not the 1.3 that 15.75 would round to.
    assert "went up 1.2 (worse) (earlier score prorated)" in said(page.select_one(".heard-summary"))
    assert "went up 1.2 (worse) (earlier score prorated)" in said(section(page, "phq9").dl)
    assert "15.8" in said(page.select_one("#phq9-table"))
    assert "went down 1 (better)" in said(page.select_one(".heard-summary"))


def test_a_change_to_a_prorated_score_and_between_two_says_so(record_of, make, therapist, at):
    client = make.client(therapist)
    for days, answers in ((60, [1] * 9), (30, [1] * 8), (2, [2] * 8)):
        make.submission(client=client, answers=answers, at=at - timedelta(days=days))

    words = said(record_of(client).select_one(".heard-summary"))

    assert "went up 9.0 (worse), reliable deterioration (both scores prorated)" in words
    assert "went up 9.0 (worse), reliable deterioration (latest score prorated)" in words
