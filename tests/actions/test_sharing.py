"""Colleagues see a client: for good when they take over, for a while when they cover."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import care
from app.actions import arrange_cover, hand_over, withdraw
from app.care import CareRelationship, Days, Relation, SharingFault, SharingRefused
from app.security import AuditEvent, Role
from tests.together import together

DAY = timedelta(days=1)


@pytest.fixture
def therapist(make):
    """Whose client it is."""
    return make.clinician()


@pytest.fixture
def colleague(make, therapist):
    return make.clinician(therapist.service, name="Noor Colleague")


@pytest.fixture
def client(make, therapist):
    return make.client(therapist)


@pytest.fixture
def own(session, client):
    """What lets the therapist see the client."""
    return session.scalars(select(CareRelationship)).one()


def refused(do) -> SharingFault:
    with pytest.raises(SharingRefused) as error:
        do()
    return error.value.fault


def sees(session, clinician, client, on) -> bool:
    return care.find_client(session, client.id, seen_by=clinician, on=on) is not None


def trail(session, client) -> list[tuple[str, str]]:
    rows = select(AuditEvent).where(AuditEvent.subject_id == client.id)
    return [(row.event, row.detail) for row in session.scalars(rows.order_by(AuditEvent.position))]


def test_SEC_34_from_a_day_on_the_client_is_the_colleagues(
    session, make, therapist, colleague, client, own, at
):
    supervisor = make.clinician(therapist.service)
    make.care_relationship(supervisor, client, relation=Relation.SUPERVISED)
    day = make.today + 7 * DAY

    hand_over(session, own, colleague, on=day, clinician=therapist, at=at)

    assert [sees(session, therapist, client, d) for d in (day - DAY, day)] == [True, False]
    assert [sees(session, colleague, client, d) for d in (day - DAY, day)] == [False, True]
    assert all(sees(session, supervisor, client, d) for d in (day - DAY, day))
    assert trail(session, client) == [
        ("care.ended", f"own, 2026-01-03 to 2026-03-10, clinician {therapist.id}"),
        ("care.begun", f"own, 2026-03-11 to open, clinician {colleague.id}"),
    ]


def test_SEC_34_nobody_is_given_a_client_who_has_left_or_is_of_another_service(
    session, make, therapist, client, own, at
):
    day = make.today + 7 * DAY
    strangers = {
        "left": make.clinician(therapist.service, left_on=day),
        "another service": make.clinician(make.service(therapist.service.trust)),
        "themselves": therapist,
        "no clinician any more": make.clinician(
            therapist.service, make.user(Role.CLINICIAN, active=False)
        ),
        "reads no answers": make.clinician(therapist.service, make.user(Role.ADMINISTRATOR)),
    }

    def given(to):
        return hand_over(session, own, to, on=day, clinician=therapist, at=at)

    def covering(to):
        return arrange_cover(session, client, to, Days(day, day), clinician=therapist, at=at)

    for who in strangers.values():
        assert refused(lambda who=who: given(who)) is SharingFault.NO_COLLEAGUE
        assert refused(lambda who=who: covering(who)) is SharingFault.NO_COLLEAGUE
    assert trail(session, client) == []


@pytest.mark.parametrize(
    ("days", "fault"),
    [(-1, SharingFault.TOO_EARLY), (93, SharingFault.TOO_FAR_AHEAD)],
)
def test_a_day_that_is_rather_a_slip_is_refused(
    session, make, therapist, colleague, own, at, days, fault
):
    on = make.today + days * DAY

    assert (
        refused(lambda: hand_over(session, own, colleague, on=on, clinician=therapist, at=at))
        is fault
    )


def test_REL_04_a_client_is_handed_over_once(
    session, make, therapist, colleague, client, own, at, engine
):
    ids, day = (own.id, colleague.id, therapist.id), make.today + DAY
    session.commit()

    def handed(mine, _number):
        relationship = mine.get_one(CareRelationship, ids[0])
        to, who = (mine.get_one(type(colleague), one) for one in ids[1:])
        return hand_over(mine, relationship, to, on=day, clinician=who, at=at)

    results = together(engine, 4, handed)

    faults = [r.fault for r in results if isinstance(r, SharingRefused)]
    assert faults == [SharingFault.CHANGED] * 3
    assert len(session.scalars(select(CareRelationship)).all()) == 2


def test_SEC_34_who_covers_sees_the_client_between_two_days_and_passes_them_on_to_nobody(
    session, make, therapist, colleague, client, own, at
):
    first, last = make.today, make.today + 9 * DAY
    other = make.clinician(therapist.service)

    arrange_cover(session, client, colleague, Days(first, last), clinician=therapist, at=at)

    days = (first - DAY, first, last, last + DAY)
    assert [sees(session, colleague, client, d) for d in days] == [False, True, True, False]
    assert sees(session, therapist, client, first)

    def passed_on():
        return hand_over(session, own, other, on=last, clinician=colleague, at=at)

    def covering():
        return arrange_cover(session, client, other, Days(first, last), clinician=colleague, at=at)

    assert {refused(passed_on), refused(covering)} == {SharingFault.NOT_THEIRS}


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (-1, 3, SharingFault.TOO_EARLY),
        (93, 94, SharingFault.TOO_FAR_AHEAD),
        (3, 2, SharingFault.BACKWARDS),
        (0, 184, SharingFault.TOO_LONG),
        (0, 183, None),
    ],
)
def test_days_of_cover_that_cannot_be_are_refused(
    session, make, therapist, colleague, client, at, first, last, fault
):
    days = Days(make.today + first * DAY, make.today + last * DAY)

    def covered():
        return arrange_cover(session, client, colleague, days, clinician=therapist, at=at)

    assert (refused(covered) if fault else covered().relation) == (fault or Relation.COVER)


def test_whose_client_it_is_needs_not_cover_for_themselves(
    session, make, therapist, colleague, client, at
):
    supervisor = make.clinician(therapist.service)
    make.care_relationship(supervisor, client, relation=Relation.SUPERVISED)
    make.care_relationship(colleague, client)
    days = Days(make.today, make.today)

    def covered():
        return arrange_cover(session, client, colleague, days, clinician=supervisor, at=at)

    assert refused(covered) is SharingFault.SEES_ALREADY


def test_SEC_34_a_supervisor_hands_over_for_who_is_ill(
    session, make, therapist, colleague, client, own, at
):
    supervisor = make.clinician(make.service(therapist.service.trust))
    make.care_relationship(supervisor, client, relation=Relation.SUPERVISED)

    hand_over(session, own, colleague, on=make.today, clinician=supervisor, at=at)

    assert not sees(session, therapist, client, make.today)
    assert sees(session, colleague, client, make.today)
    assert sees(session, supervisor, client, make.today)


def test_what_was_to_come_is_called_off_and_the_client_stays_where_they_are(
    session, make, therapist, colleague, client, own, at
):
    day = make.today + 7 * DAY
    taken = hand_over(session, own, colleague, on=day, clinician=therapist, at=at)

    withdraw(session, taken, clinician=therapist, at=at)

    assert own.ends_on is None
    assert not sees(session, colleague, client, day)
    assert [event for event, _ in trail(session, client)][2:] == ["care.called_off", "care.kept"]


def test_cover_ends_at_once_and_only_cover_does(
    session, make, therapist, colleague, client, own, at
):
    days = Days(make.today, make.today + 9 * DAY)
    cover = arrange_cover(session, client, colleague, days, clinician=therapist, at=at)
    tomorrow = at + DAY

    withdraw(session, cover, clinician=therapist, at=tomorrow)

    assert not sees(session, colleague, client, make.today + DAY)
    fault = refused(lambda: withdraw(session, own, clinician=therapist, at=at))
    assert fault is SharingFault.CHANGED
    assert sees(session, therapist, client, make.today)
