"""What the demo's people have said looks like what people say, and is the same each time."""

from datetime import date
from random import Random

from sqlalchemy import select

from app import codesign, feedback, reports
from app.cli.demo.experience import said_by_people
from app.codesign import Purpose, VersionState
from app.feedback import CommentState, Feedback, FeedbackComment
from app.security import Role

MONTHS = [date(2025, month, 1) for month in range(4, 13)] + [date(2026, 1, 1)]


def rows(make, version, reader):
    made = list(said_by_people(version, Random(7), MONTHS, reader=reader))
    for row in made:
        make.session.add(row)
        make.session.flush()
    make.session.commit()
    return made


def test_the_demos_answers_fill_the_board_and_its_comments_can_be_read(make, session):
    content = codesign.shipped_form(Purpose.PREM).content
    version = make.form_version(content, state=VersionState.LIVE)
    reader = make.user(Role.FEEDBACK_READER)

    rows(make, version, reader.id)

    report = reports.experience_report(session, version.form, today=make.today)
    assert len(report.periods) == 3
    shown = [row[0].newest for row in report.questions]
    assert sum(one is not None for one in shown) > len(shown) / 2
    comments = session.scalars(select(FeedbackComment)).all()
    assert sum(one.state is CommentState.UNREAD for one in comments) == 3
    released = feedback.released_comments(session, version.form_id)
    assert len(released) > 10
    assert any(feedback.BLACK in one.text for one in released)
    assert not any("*" in one.text for one in [*released, *comments])
    for one in session.scalars(select(Feedback)):
        answers = {key: tuple(chosen) for key, chosen in one.answers.items()}
        assert codesign.shown_answers(content, answers) == answers


def test_the_same_chance_says_the_same(make):
    version = make.form_version(state=VersionState.LIVE)
    reader = make.user(Role.FEEDBACK_READER).id

    one, other = (list(said_by_people(version, Random(1), MONTHS, reader=reader)) for _ in "ab")

    assert [r.answers for r in one if isinstance(r, Feedback)] == [
        r.answers for r in other if isinstance(r, Feedback)
    ]
