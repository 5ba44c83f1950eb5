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
    assert account.alerts > 50
    # The story is a hard one: all that can happen to an alert has happened to some.
    assert sum(day.to_duty for day in account.days) > 5
    assert sum(day.to_lead for day in account.days) > 0
