"""How long people really take for a question."""

from datetime import timedelta

from sqlalchemy import update

from app.db import table_of
from app.responses import Submission, paces
from app.scheduling import Mode


def sent(make, at, number, seconds, **values):
    """So many GAD-7 forms by different people, each of whom took so long from first to last."""
    for n in range(number):
        form = make.submission("gad7", at=at + timedelta(minutes=n), client=make.client(), **values)
        started_at = form.submitted_at - timedelta(seconds=seconds(n))
        row = table_of(Submission)
        make.session.connection().execute(
            update(row).where(row.c.id == form.id).values(started_at=started_at)
        )
    make.session.commit()
    make.session.expire_all()


def test_with_twenty_forms_the_pace_is_the_median_of_what_people_took(session, make, at):
    # Six questions after the first: 5 s each, but for some who had supper in between.
    sent(make, at, 20, lambda n: 30 if n < 15 else 3600)

    assert paces(session) == {"gad7": 5}


def test_fewer_say_nothing(session, make, at):
    sent(make, at, 19, lambda _n: 30)

    assert paces(session) == {}


def test_who_was_helped_or_answered_on_paper_does_not_count(session, make, at):
    sent(make, at, 20, lambda _n: 30, mode=Mode.HELPED)

    assert paces(session) == {}


def test_what_was_left_out_took_no_time(session, make, at):
    sent(make, at, 20, lambda _n: 30, answers=[1, 1, 1, 1, None, None, None])

    assert paces(session) == {"gad7": 10}
