"""Who has to agree before people are asked a form (SAF-13)."""

from uuid import UUID

import pytest

from app.codesign import FormApproval, Needed, standing_of
from app.security import Role

DANA, DEV, CLIO, LEE, BOTH = (UUID(int=number) for number in range(1, 6))
ROLES = {
    DANA: [Role.CO_DESIGNER],
    DEV: [Role.CO_DESIGNER],
    CLIO: [Role.CLINICIAN],
    LEE: [Role.SERVICE_LEAD],
    BOTH: [Role.CO_DESIGNER, Role.SERVICE_LEAD],
}


def yes(who, fingerprint="now", **values):
    return FormApproval(
        user_id=who, fingerprint=fingerprint, role_names=[r.value for r in ROLES[who]], **values
    )


def missing(*approvals, authors=(DANA, DEV), needed=None):
    standing = standing_of(
        approvals, fingerprint="now", authors=set(authors), needed=needed or Needed()
    )
    return standing.missing_co_designers, standing.missing_clinicians


@pytest.mark.parametrize("clinical", [CLIO, LEE])
def test_SAF_13_two_co_designers_and_a_clinician_or_lead_are_enough(clinical):
    assert missing(yes(DANA), yes(DEV), yes(clinical)) == (0, 0)


def test_SAF_13_co_designers_alone_are_not():
    assert missing(yes(DANA), yes(DEV)) == (0, 1)


def test_SAF_13_clinicians_alone_are_not():
    assert missing(yes(CLIO), yes(LEE)) == (2, 0)


def test_SAF_13_who_is_both_counts_once_where_somebody_is_missing():
    assert missing(yes(DANA), yes(BOTH)) == (1, 0)
    assert missing(yes(BOTH), yes(CLIO), yes(DANA)) == (0, 0)
    assert missing(yes(BOTH), yes(DANA), yes(DEV)) == (0, 0)


def test_SAF_13_who_wrote_it_alone_does_not_count():
    assert missing(yes(DANA), yes(DEV), yes(CLIO), authors=[DANA]) == (1, 0)
    assert missing(yes(DANA), yes(DEV), yes(CLIO), authors=[DANA, DEV]) == (0, 0)


def test_a_yes_to_other_words_or_one_that_was_dropped_counts_for_nothing(at):
    assert missing(yes(DANA, "before"), yes(DEV, dropped_at=at), yes(CLIO)) == (2, 0)


def test_a_service_can_ask_for_more_people():
    assert missing(yes(DANA), yes(CLIO), needed=Needed(3, 2)) == (2, 1)
