"""The lead's list: what nobody reads, and what a reader has flagged. No word of a comment."""

from datetime import timedelta

from app.security import Role

LIST = "/service/to-look-at"


def test_SAF_20_what_is_unread_for_more_than_two_working_days_is_on_the_list(make, visit, said):
    """The 4th of March 2026 is a Wednesday."""
    make.comment("canary", arrived_on=make.today - timedelta(days=2))
    assert "unread" not in said(visit.open(LIST))

    make.comment("canary", arrived_on=make.today - timedelta(days=5))

    page = visit.open(LIST)
    assert "1 comment has been unread for more than 2 working days." in said(page)
    assert "waited for 3 working days" in said(page)
    assert "canary" not in page.text
    assert "1 comment has been unread" in said(visit.open("/service/"))


def test_a_flag_waits_until_the_lead_says_what_was_done(make, visit, said):
    make.flag("The stairs are not safe", make.comment("canary"))
    assert "1 thing that a feedback reader flagged waits for you." in said(visit.open("/service/"))
    page = visit.follow("To look at")
    assert "The stairs are not safe" in said(page)
    assert "canary" not in page.text

    page = visit.press("Dealt with")
    assert "Write what was done" in page.select_one("[role=alert]").text
    page = visit.press("Dealt with", outcome="A rail was put up")

    assert "Dealt with on 4 March 2026" in said(page)
    assert "A rail was put up" in said(page)


def test_SEC_33_only_leads_and_SEC_34_only_their_own(make, visit, visit_as):
    flag = make.flag()
    for role in Role:
        if role is not Role.SERVICE_LEAD:
            assert visit_as(make.staff(role)).get(LIST).status_code == 403
    other = visit_as(make.staff(Role.SERVICE_LEAD, service=make.service(make.trust("South"))))
    page = other.open(LIST)
    assert "The stairs" not in page.text
    visit.open(LIST)
    data = {"csrf_token": other.open("/account/") and other.csrf_token, "outcome": "x"}
    assert other.post(f"{LIST}/{flag.id}", data=data).status_code == 404
