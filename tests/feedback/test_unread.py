"""SAF-20: what nobody reads for more than two working days stands on the lead's list."""

from datetime import date

import pytest

from app import feedback
from app.care import ServiceCalendar


@pytest.mark.parametrize(
    ("today", "days"),
    [
        # Written on Thursday, 26 March 2026. Good Friday and Easter Monday are 3 and 6 April.
        ("2026-03-26", None),
        ("2026-03-27", None),
        ("2026-03-29", None),
        ("2026-03-30", None),
        ("2026-03-31", 3),
        ("2026-04-07", 6),
    ],
)
def test_SAF_20_days_are_counted_by_the_services_calendar(session, make, today, days):
    make.comment(arrived_on=date(2026, 3, 26))

    late = feedback.unread_too_long(session, make.the_service().id, today=date.fromisoformat(today))

    assert (late.days if late else None) == days


def test_SAF_20_a_day_on_which_the_service_is_closed_does_not_count(session, make):
    service = make.the_service()
    calendar = ServiceCalendar(service_id=service.id, closed_on=["2026-03-31"])
    session.add(calendar)
    make.comment(arrived_on=date(2026, 3, 26))

    assert feedback.unread_too_long(session, service.id, today=date(2026, 3, 31)) is None
    assert feedback.unread_too_long(session, service.id, today=date(2026, 4, 1)).days == 3


def test_SAF_20_only_what_is_unread_counts_and_only_of_this_service(session, make):
    make.released(arrived_on=date(2026, 1, 5))
    other = make.service(make.trust("South"))
    make.comment(version=make.form_version(service=other), arrived_on=date(2026, 1, 5))

    assert feedback.unread_too_long(session, make.the_service().id, today=make.today) is None
    assert feedback.unread_too_long(session, other.id, today=make.today).number == 1
