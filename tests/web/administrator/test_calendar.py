"""When a service is at work, and how long an alert may wait there."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import risk
from app.care import Nation, ServiceCalendar
from app.risk import AlertPolicy
from app.security import AuditEvent, Role


@pytest.fixture
def address(make):
    return f"/admin/calendar/{make.the_service().id}"


def week(**changes):
    """The form of a week from Monday to Friday."""
    times = {f"from{n}": "09:00" for n in range(5)} | {f"to{n}": "17:00" for n in range(5)}
    return times | {"acknowledge": "4", "escalate": "8", "nation": "ENG"} | changes


def test_a_service_that_has_set_nothing_keeps_office_hours(visit, address, said):
    page = visit.open(address)

    assert page.select_one("#from0")["value"] == "09:00"
    assert page.select_one("#from5")["value"] == ""
    assert "Christmas Day" in said(page)
    assert len(page.select("details li")) >= 8


def test_saf_04_three_examples_show_what_it_means(visit, address, said):
    text = said(visit.open(address))

    assert (
        "Now, Wed 4 Mar 2026, 10:00: taken up by Wed 4 Mar 2026, 14:00 , "
        "to the lead Thu 5 Mar 2026, 10:00" in text
    )
    assert "On a Friday at 17:01, Fri 6 Mar 2026, 17:01: taken up by Mon 9 Mar 2026, 13:00" in text
    assert (
        "On Christmas Eve at 15:00, Thu 24 Dec 2026, 15:00: taken up by Tue 29 Dec 2026, 11:00"
        in text
    )


def test_it_is_shown_before_it_is_saved(visit, address, session, said):
    visit.open(address)

    page = visit.press("Show what this means", **week(acknowledge="2"))

    assert "What this would mean" in said(page)
    assert "taken up by Wed 4 Mar 2026, 12:00" in said(page)
    assert session.scalars(select(ServiceCalendar)).all() == []


def test_saf_09_what_is_saved_counts_for_the_next_alert_and_changes_no_promise(
    visit, address, make, session, at, administrator
):
    before = make.alert()
    visit.open(address)

    visit.press(
        "Save these hours",
        **week(nation="SCT", closed_on="5/3/2026\n2026-03-06", acknowledge="8", escalate="16"),
    )

    calendar, policy = (session.scalars(select(t)).one() for t in (ServiceCalendar, AlertPolicy))
    assert (calendar.nation, calendar.closed_on) == (Nation.SCOTLAND, ["2026-03-05", "2026-03-06"])
    assert calendar.hours == {str(n): "09:00-17:00" for n in range(5)}
    assert (policy.acknowledge_hours, policy.escalate_hours) == (8, 16)
    after = make.alert()
    assert before.acknowledge_by == datetime(2026, 3, 4, 14, tzinfo=UTC)
    assert after.acknowledge_by == datetime(2026, 3, 9, 10, tzinfo=UTC)
    [row] = session.scalars(select(AuditEvent).where(AuditEvent.event == "calendar.changed"))
    assert row.actor_id == administrator.id
    assert row.detail.endswith("closed 2026-03-05 2026-03-06; 8/16 h")


def test_saved_hours_are_changed_again(visit, address, session, make):
    visit.open(address)
    visit.press("Save these hours", **week())
    visit.press("Save these hours", **week(to4="13:00", acknowledge="3"))

    assert session.scalars(select(ServiceCalendar)).one().hours["4"] == "09:00-13:00"
    assert risk.clock_of(session, make.the_service().id).acknowledge == timedelta(hours=3)


EMPTY = {f"{side}{n}": "" for side in ("from", "to") for n in range(5)}
WRONG = {
    "a week with no hours": (EMPTY, "from0", "Enter hours for at least one weekday"),
    "half a day": ({"to2": ""}, "from2", "Write both times like this: 09:00"),
    "an end before the beginning": (
        {"to2": "08:00"},
        "from2",
        "The end must be later than the beginning",
    ),
    "no time": ({"from1": "soon"}, "from1", "Write both times like this: 09:00"),
    "no day": ({"closed_on": "Christmas"}, "closed_on", "on a line of its own"),
    "no nation": ({"nation": "FRA"}, "nation", "Choose a nation"),
    "no hours to take it up": ({"acknowledge": "0"}, "acknowledge", "a number of hours"),
    "too many": ({"escalate": "999"}, "escalate", "a number of hours"),
    "the lead before the duty team": ({"escalate": "3"}, "escalate", "no sooner than"),
}


@pytest.mark.parametrize(("changes", "field", "words"), WRONG.values(), ids=WRONG)
def test_saf_09_what_cannot_be_is_refused_and_what_was_typed_stays(
    visit, address, session, said, changes, field, words
):
    visit.open(address)

    page = visit.press("Save these hours", **week(**changes))

    assert words in said(page)
    assert page.select_one(f"[role=alert] a[href='#{field}']")
    assert page.select_one("#to0")["value"] == changes.get("to0", "17:00")
    assert session.scalars(select(ServiceCalendar)).all() == []


def test_a_year_of_closed_days_is_refused(visit, address, session, said):
    visit.open(address)
    only_monday = EMPTY | {"from0": "09:00", "to0": "10:00"}
    mondays = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(weeks=n) for n in range(60)]
    closed = "\n".join(f"{day:%d/%m/%Y}" for day in mondays)

    page = visit.press("Save these hours", **week(**only_monday, closed_on=closed))

    assert "closed for a year" in said(page)


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([], "No duty team and no service lead"),
        ([Role.DUTY], "No service lead"),
        ([Role.SERVICE_LEAD], "No duty team: alerts"),
        ([Role.DUTY, Role.SERVICE_LEAD], None),
    ],
)
def test_saf_09_it_warns_of_rungs_on_which_nobody_stands(visit, address, make, said, roles, words):
    """HAZ-03: nobody learns of it only when an alert has nowhere to go."""
    for role in roles:
        make.staff(role)

    for page in (visit.open(address), visit.open("/admin/calendar")):
        assert (words in said(page)) if words else ("Warning" not in said(page))
