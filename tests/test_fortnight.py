"""A busy fortnight over Christmas has no silent alert (SAF-02, SAF-09, SAF-10, HAZ-01..03)."""

import pytest

from tests.fortnight import Fortnight


@pytest.mark.any_database
def test_saf_09_a_busy_fortnight_has_no_silent_alert(session, capsys):
    account = Fortnight(session).play()

    with capsys.disabled():
        print(f"\n{account.table()}")
    assert account.silent == []
    assert account.unclosed == 0
    # The same in every run, and a hard story: all that can happen to an alert happened to some.
    assert (account.alerts, account.in_time) == (101, 71)
    assert sum(day.to_duty for day in account.days) == 55
    assert sum(day.to_lead for day in account.days) == 8
