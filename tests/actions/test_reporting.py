"""SAF-22: the clinical safety officer is told of each report, once, and of nothing that it says."""

from datetime import timedelta
from functools import partial

import pytest

from app import actions, outbox, safety
from app.outbox import NotSent
from tests.outbox.post import Post


class Refusing:
    """A mail server that takes nothing."""

    def send(self, text):
        raise NotSent("the server is away")


@pytest.fixture
def work(session, at):
    """Does what is due with these senders."""

    def do(mail, address="safety@heard.test", after=timedelta()):
        send = partial(actions.send_safety_notice, mail, address, "https://heard.test/")
        return actions.work(session, {"send_safety_notice": send}, at=at + after, limit=5)

    return do


def test_saf_22_one_message_goes_out_and_says_nothing_of_it(make, work):
    report = make.safety_report("Wrong score of Amira Example", contact="01632 960000")
    post = Post()

    assert work(post) == {"sent": 1}
    assert work(post) == {}

    [text] = post.texts
    assert text.to == "safety@heard.test"
    assert f"https://heard.test/admin/reports/{report.id}" in text.body
    assert not any(word in text.subject + text.body for word in ("Amira", "score", "01632"))


def test_saf_22_a_server_that_is_away_is_tried_again(session, make, work, at):
    report = make.safety_report()

    assert work(Refusing()) == {"failed": 1}
    assert work(Post(), after=timedelta(hours=1)) == {"sent": 1}
    session.expire_all()
    assert report.told_at == at + timedelta(hours=1)


@pytest.mark.parametrize(("mail", "address"), [(None, "safety@heard.test"), (Post(), "")])
def test_saf_22_nobody_to_tell_is_a_failed_job_at_once(session, make, work, mail, address):
    make.safety_report()

    work(mail, address)

    assert len(outbox.failed_jobs(session)) == 1
    [job] = outbox.unfinished_jobs(session)
    assert "no safety_email" in job.problem


def test_saf_22_an_outcome_names_a_hazard_of_the_log_or_none(session, make, by, at):
    report = make.safety_report()
    how = {"by": by, "at": at}

    with pytest.raises(actions.NotAChange):
        actions.handle_report(session, report, hazard="HAZ-07", outcome=" ", **how)
    with pytest.raises(actions.UnknownHazard):
        actions.handle_report(session, report, hazard="HAZ-99", outcome="Looked at", **how)
    assert safety.count_unread(session) == 1

    actions.handle_report(session, report, hazard="", outcome="Not a hazard", **how)
    assert (report.hazard, report.outcome, report.handled_by) == (None, "Not a hazard", by.id)
    assert safety.count_unread(session) == 0


def test_saf_22_what_nobody_dealt_with_comes_first(session, make, by, at):
    first, second = make.safety_report("One"), make.safety_report("Two")
    actions.handle_report(session, second, hazard="HAZ-10", outcome="Mended", by=by, at=at)

    assert safety.reports(session) == [first, second]
