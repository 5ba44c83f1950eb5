"""Which measures a service may ask, and in which words."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app import care, instruments
from app.actions import LicenceNumberMissing, approve_wording, record_licence
from app.care import MeasureLocked, WordingApproval
from app.security import AuditEvent


def test_a_measure_that_needs_a_licence_is_locked_until_it_is_recorded(session, make, by, at):
    service = make.service()
    swemwbs = instruments.get_instrument("swemwbs")
    assert swemwbs not in care.unlocked_measures(session, service.id)
    with pytest.raises(MeasureLocked):
        care.offer(session, service.id, "swemwbs", "en")

    record_licence(session, service, swemwbs, number="12345", licensed_on=make.today, by=by, at=at)

    assert swemwbs in care.unlocked_measures(session, service.id)
    assert care.offer(session, service.id, "swemwbs", "en").instrument is swemwbs


def test_the_licence_of_one_service_unlocks_nothing_for_another(session, make):
    make.licence("swemwbs", make.service())
    other = make.service()

    with pytest.raises(MeasureLocked):
        care.offer(session, other.id, "swemwbs", "en")


@pytest.mark.parametrize("number", ["", "   "])
def test_a_licence_is_recorded_with_its_number(session, make, by, at, number):
    swemwbs = instruments.get_instrument("swemwbs")

    with pytest.raises(LicenceNumberMissing):
        record_licence(session, make.service(), swemwbs, number=number, licensed_on=make.today,
                       by=by, at=at)  # fmt: skip


def test_measures_that_need_no_licence_are_open_from_the_start(session, make):
    keys = [i.key for i in care.unlocked_measures(session, make.service().id)]

    assert "phq9" in keys
    assert "swemwbs" not in keys


def test_the_published_english_needs_no_approval(session, make):
    offer = care.offer(session, make.service().id, "phq9", "en")

    assert offer.in_their_language
    assert offer.wording.language == "en"


def test_eq_10_an_unapproved_translation_is_offered_in_english_and_says_so(session, make):
    assert instruments.find_wording("phq9", "pl") is not None

    offer = care.offer(session, make.service().id, "phq9", "pl")

    assert not offer.in_their_language
    assert offer.wording.language == "en"


def test_eq_10_an_approved_translation_is_offered(session, make, by, at):
    service = make.service()
    polish = instruments.find_wording("phq9", "pl")
    assert polish is not None

    approval = approve_wording(
        session, service, polish, approved_by="Dr Maria Przykład", by=by, at=at
    )

    offer = care.offer(session, service.id, "phq9", "pl")
    assert offer.in_their_language
    assert offer.wording is polish
    assert approval.approved_on == make.today
    event = session.query(AuditEvent).one()
    assert (event.event, event.subject_id) == ("wording.approved", service.id)
    assert polish.fingerprint in event.detail


def test_eq_10_an_approval_is_of_exactly_those_words(session, make):
    service = make.service()
    make.approval("phq9", "pl", service)
    session.execute(update(WordingApproval).values(fingerprint="0" * 64))

    assert not care.offer(session, service.id, "phq9", "pl").in_their_language


def test_eq_10_an_approval_by_one_service_says_nothing_for_another(session, make):
    make.approval("phq9", "pl", make.service())

    assert not care.offer(session, make.service().id, "phq9", "pl").in_their_language


def test_a_language_that_nobody_has_translated_is_offered_in_english(session, make):
    offer = care.offer(session, make.service().id, "phq9", "cy")

    assert (offer.in_their_language, offer.wording.language) == (False, "en")


def test_a_wording_is_approved_once(make):
    make.approval("phq9", "pl", make.service())

    with pytest.raises(IntegrityError):
        make.approval("phq9", "pl")
