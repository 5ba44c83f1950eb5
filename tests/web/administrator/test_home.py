"""Where an administrator starts."""

from app import outbox


def test_saf_14_work_that_failed_for_good_is_told(visit, session, at, said):
    assert "Nothing has failed." in said(visit.open("/admin/"))
    outbox.add_job(session, "recompute_scores", {}, key="recompute_scores:2026-03-05", due_at=at)
    [job] = outbox.unfinished_jobs(session)
    outbox.give_up(job, "the stored scores of 1 submissions differ", at=at)
    session.commit()

    page = said(visit.open("/admin/"))

    assert "1 piece of work was given up." in page
    assert "the stored scores of 1 submissions differ" in said(visit.open("/admin/jobs"))
