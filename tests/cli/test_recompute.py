"""`flask measures recompute`: read-only, names what differs, and fails when something does."""

from app import responses
from app.scheduling import Mode


def test_saf_14_nothing_that_differs_is_said_and_passes(app, make):
    make.submission("phq9")
    make.submission("swemwbs")

    done = app.test_cli_runner().invoke(args=["measures", "recompute"])

    assert done.exit_code == 0, done.output
    assert done.output == "2 submissions, 0 differ.\n"


def test_saf_14_each_that_differs_is_named_and_the_command_fails(app, session, make, at):
    make.submission("gad7")
    made = {}
    for change in ({"band": "severe"}, {"version": 9}):
        assignment = make.draft("phq9", phq9_9=1)
        draft = responses.draft_of(session, assignment.id)
        submission = responses.final(assignment, draft, mode=Mode.SELF, at=at)
        for name, value in change.items():
            setattr(submission, name, value)
        session.add(submission)
        session.commit()
        made |= {next(iter(change)): submission.id}

    done = app.test_cli_runner().invoke(args=["measures", "recompute"])

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"{made['band']}  phq9 1: band",
        "3 submissions, 1 differ.",
        "1 are of versions that are not here, and were not recomputed.",
    ]
