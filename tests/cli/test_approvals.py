"""`flask approvals`: locked measures and translations are switched on by the service, by name."""

import pytest
from sqlalchemy import select

from app import care
from app.care import MeasureLicence, WordingApproval
from app.security import AuditEvent


@pytest.fixture
def run(app, session, make):
    """Run `flask approvals ...` for a service called Step 4."""
    make.service(name="Step 4")
    session.commit()

    def invoke(*words):
        return app.test_cli_runner().invoke(args=["approvals", *words, "--service", "Step 4"])

    return invoke


def test_a_licence_unlocks_the_measure(run, session, make):
    service_id = make.the_service().id
    before = [i.key for i in care.unlocked_measures(session, service_id)]
    session.commit()

    result = run("licence", "swemwbs", "--number", "W-1234", "--date", "2026-02-01")

    assert result.exit_code == 0, result.output
    assert "swemwbs" not in before
    assert "swemwbs" in [i.key for i in care.unlocked_measures(session, service_id)]
    licence = session.scalars(select(MeasureLicence)).one()
    assert (licence.number, str(licence.licensed_on)) == ("W-1234", "2026-02-01")
    assert "licence.recorded" in session.scalars(select(AuditEvent.event)).all()


def test_a_licence_without_a_number_unlocks_nothing(run, session):
    result = run("licence", "swemwbs", "--number", " ", "--date", "2026-02-01")

    assert result.exit_code == 1
    assert session.scalars(select(MeasureLicence)).all() == []


def test_a_named_person_switches_a_translation_on(run, session, make):
    service_id = make.the_service().id
    before = care.offer(session, service_id, "phq9", "pl")
    session.commit()

    result = run("wording", "phq9", "pl", "--by", "Anna Kowalska")

    assert result.exit_code == 0, result.output
    assert (before.in_their_language, before.wording.language) == (False, "en")
    after = care.offer(session, service_id, "phq9", "pl")
    assert (after.in_their_language, after.wording.language) == (True, "pl")
    approval = session.scalars(select(WordingApproval)).one()
    assert approval.approved_by == "Anna Kowalska"
    assert approval.fingerprint == after.wording.fingerprint


def test_an_approval_counts_for_exactly_the_words_that_were_read(run, session, make):
    run("wording", "phq9", "pl", "--by", "Anna Kowalska")
    approval = session.scalars(select(WordingApproval)).one()
    approval.fingerprint = "of the words before a letter was changed"
    session.commit()

    offer = care.offer(session, make.the_service().id, "phq9", "pl")

    assert not offer.in_their_language


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wording", "phq9", "xx", "--by", "A"], "is there in: "),
        (["wording", "phq8", "pl", "--by", "A"], "There is no measure phq8"),
        (["licence", "phq8", "--number", "1", "--date", "2026-02-01"], "There is no measure phq8"),
    ],
)
def test_a_mistake_is_said_plainly(run, words, said):
    result = run(*words)

    assert result.exit_code == 1
    assert said in result.output


def test_saying_it_twice_is_said_plainly(run):
    for _ in range(2):
        result = run("wording", "phq9", "pl", "--by", "Anna Kowalska")

    assert result.exit_code == 1
    assert "approved already" in result.output
