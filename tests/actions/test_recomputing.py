"""Every night, what is stored is scored again. A difference is told, and nothing is changed."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app import actions, clock, instruments, outbox, responses
from app.outbox import Job
from app.responses import Score
from app.scheduling import Mode
from app.security import AuditEvent

NIGHT = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)
HANDLERS = actions.job_handlers(actions.Postroom({}, "https://heard.test"))


@pytest.fixture
def stored(make):
    """Stores a submission whose results were changed before they were stored."""

    def store(measure="phq9", *, score=None, **changes):
        assignment = make.draft(measure, answers=changes.pop("answers", None))
        draft = responses.draft_of(make.session, assignment.id)
        submission = responses.final(assignment, draft, mode=Mode.SELF, at=make.at)
        submission.answers = submission.answers | changes.pop("kept_answers", {})
        for name, value in (score or {}).items():
            next(s for s in submission.scores if s.name == name).value = value
        for name, value in changes.items():
            setattr(submission, name, value)
        make.session.add(submission)
        make.session.commit()
        return submission

    return store


def recomputed(session, **how):
    return [one for batch in actions.recompute_scores(session, **how) for one in batch]


def test_saf_14_what_was_stored_as_it_was_scored_does_not_differ(session, make):
    for key in ("phq9", "gad7", "swemwbs", "core_om", "ders", "des_ii", "pcl5"):
        make.submission(key)
        some = [item.values[1] for item in instruments.get_instrument(key).items[:5]]
        make.submission(key, answers=[None, *some])

    assert [one.differing for one in recomputed(session)] == [()] * 14


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"score": {"total": 1.0}}, ("score total",)),
        ({"score": {"total": None}}, ("score total",)),
        ({"band": "severe"}, ("band",)),
        ({"caseness": True, "prorated": True}, ("prorated", "caseness")),
        ({"n_missing": 3}, ("n_missing",)),
        ({"scores": []}, ("score total",)),
    ],
)
def test_saf_14_a_stored_score_that_differs_is_named(session, stored, changed, named):
    good, bad = stored(), stored(**changed)

    found = {one.submission_id: one.differing for one in recomputed(session)}

    assert found == {good.id: (), bad.id: named}


def test_saf_14_a_stored_answer_that_the_form_does_not_offer_is_named(session, stored):
    bad = stored(kept_answers={"q1": 7})

    [one] = recomputed(session)

    assert (one.submission_id, one.differing) == (bad.id, ("answers that the form does not offer",))


def test_a_version_whose_rules_are_not_here_is_not_compared(session, stored):
    stored(version=99)

    [one] = recomputed(session)

    assert (one.is_known, one.differing) == (False, ())


def test_saf_14_all_are_read_a_few_at_a_time_and_none_is_kept(session, make):
    stored = {make.submission().id for _ in range(7)}
    session.expunge_all()

    batches = list(actions.recompute_scores(session, at_once=2))

    assert [len(batch) for batch in batches] == [2, 2, 2, 1]
    assert {one.submission_id for batch in batches for one in batch} == stored
    assert not list(session.identity_map.values()), "rows are held although nobody needs them"


def test_rel_12_the_recompute_is_planned_once_for_the_night_to_come(session, at):
    for moment in (at, at + timedelta(hours=1), at + timedelta(hours=16)):
        actions.plan_nightly_recompute(session, at=moment)
    assert [job.due_at for job in session.scalars(select(Job))] == [NIGHT]

    actions.plan_nightly_recompute(session, at=NIGHT)
    planned = session.scalars(select(Job.due_at).order_by(Job.due_at)).all()
    assert planned == [NIGHT, NIGHT + timedelta(days=1)]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_rel_12_it_comes_once_on_the_days_when_the_clocks_change(session, day):
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), clock.LOCAL)
    for hours in range(26):
        actions.plan_nightly_recompute(session, at=start.astimezone(UTC) + timedelta(hours=hours))

    due = sorted(session.scalars(select(Job.due_at)))
    local = [clock.local(moment) for moment in due]
    assert [f"{moment:%H:%M}" for moment in local] == ["03:00"] * len(local)
    assert len({moment.date() for moment in local}) == len(local) == 2
    assert all(1 <= moment.hour < 23 for moment in due)


@pytest.mark.parametrize("hour", [23, 0])
def test_rel_12_one_that_is_late_waits_until_the_day_is_the_same_everywhere(session, at, hour):
    actions.plan_nightly_recompute(session, at=at)
    late = NIGHT + timedelta(days=3, hours=hour - 3)

    done = actions.work(session, HANDLERS, at=late, limit=5)

    assert done == {"waiting": 1}
    [job] = session.scalars(select(Job))
    assert job.due_at.time().hour == 1
    assert late < job.due_at < late + timedelta(hours=3)


def test_saf_14_a_night_without_a_difference_leaves_nothing_to_look_at(session, make, at):
    make.submission()
    actions.plan_nightly_recompute(session, at=at)

    done = actions.work(session, HANDLERS, at=NIGHT, limit=10)

    assert done == {"recomputed": 2}  # the second finds that there are no more
    assert outbox.unfinished_jobs(session) == []


def test_saf_14_a_difference_is_a_failed_job_and_the_rest_is_still_recomputed(
    session, stored, at, caplog
):
    """What differs is in the log by its id, without an answer or a score."""
    bad, good = {str(stored(score={"total": 19.0}).id) for _ in range(2)}, str(stored().id)
    one_by_one = partial(actions.recompute_job, at_once=1, batches=1)
    actions.plan_nightly_recompute(session, at=at)

    done = actions.work(session, {"recompute_scores": one_by_one}, at=NIGHT, limit=10)

    assert done == {"failed": 2, "recomputed": 2}
    assert len(outbox.failed_jobs(session)) == 2
    failed = outbox.failed_jobs(session)
    assert {job.problem for job in failed} == {
        "submissions whose stored scores differ: 1 (see the log)"
    }
    said = [record.getMessage() for record in caplog.records]
    assert sorted(said) == sorted(f"Submission {one} (phq9 1): score total" for one in bad)
    assert good not in caplog.text
    assert list(session.scalars(select(AuditEvent.event))).count("job.failed") == 2


def test_saf_14_recomputing_changes_nothing(session, stored):
    stored(score={"total": 1.0})
    kept = select(Score.id, Score.value, Score.submission_id)
    before = session.execute(kept).all()

    list(actions.recompute_scores(session))
    session.commit()

    assert session.execute(kept).all() == before
