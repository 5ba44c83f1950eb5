"""SEC-37, EQ-04, HAZ-34: every address of the portal, as a co-designer: no client is in any."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from app.care import Client, Clinician
from app.codesign import Privacy, VersionState
from app.feedback import FeedbackComment, FeedbackResponse, ReplyWish
from app.scheduling import Assignment, FeedbackTicket
from tests.signing_in import sign_in

CANARIES = ("Canaria", "Zeisig", "999 123", "07700 900999", "canary@example.org", "Kanarienweg",
            "canary words")  # fmt: skip
# What ends the visit: the rest would be seen by nobody.
LEADS_AWAY = ("/account/", "/sign-", "/leave", "/demo")


@pytest.fixture
def planted(make, session):
    """Rows about one client in every corner; the ids that an address may name."""
    therapist = make.clinician(name="Robin Therapist")
    client = make.client(
        therapist, given_name="Canaria", family_name="Zeisig", phone="07700 900999",
        email="canary@example.org",
    )  # fmt: skip
    submission = make.submission("phq9", client=client, phq9_9=2)
    assignment = session.get_one(Assignment, submission.assignment_id)
    version = make.form_version(state=VersionState.LIVE)
    form = version.form
    ticket = FeedbackTicket(
        form_id=form.id, client_id=client.id, episode_id=assignment.check_in.episode_id,
        given_at=make.at, last_day=make.today,
    )  # fmt: skip
    session.add(ticket)
    session.flush()
    rows = [
        FeedbackResponse(ticket_id=ticket.id, version_id=version.id, language="en",
                         privacy=Privacy.CONFIDENTIAL, answers='{"why": ["canary words"]}',
                         submitted_at=make.at),
        FeedbackComment(version_id=version.id, question="why", month=make.today,
                        text="canary words", arrived_on=make.today),
        ReplyWish(service_id=form.service_id, contact="Canaria Zeisig", message="canary words",
                  asked_on=make.today),
    ]  # fmt: skip
    session.add_all(rows)
    session.commit()
    every = [client, submission, assignment, assignment.check_in, assignment.check_in.episode, form,
             version, ticket, *rows]  # fmt: skip
    return [row.id for row in every]


def test_sec_37_eq_04_haz_34_no_address_shows_a_co_designer_a_client(
    new_app, visit_to, workshop_role, designer, planted
):
    visit = visit_to(new_app(workshop_role=workshop_role))
    sign_in(visit, designer.user)
    rules = list(visit.client.application.url_map.iter_rules())
    addresses = {address for rule in rules for address in _addresses(rule, planted)}

    seen = {address: visit.get(address) for address in sorted(addresses)}

    assert not [address for address, page in seen.items() if page.status_code == 500]
    shown = {a: [c for c in CANARIES if c in page.text] for a, page in seen.items()}
    assert not {address: found for address, found in shown.items() if found}
    assert visit.get("/codesign/").status_code == 200, "signed out on the way: nothing was seen"


def test_the_same_canaries_are_seen_by_who_may_see_them(visit_as, session, planted):
    """So that the test above does not pass for want of anything to find."""
    client = session.get_one(Client, planted[0])
    therapist = session.scalars(select(Clinician)).first()

    page = visit_as(therapist).get(f"/clinic/clients/{client.id}")

    assert "Canaria" in page.text
    assert "Zeisig" in page.text


def _addresses(rule: Rule, ids: list[UUID]) -> Iterator[str]:
    """What this rule leads to with everything that could stand in it."""
    if "GET" not in (rule.methods or ()) or rule.rule.startswith(LEADS_AWAY):
        return
    places = sorted(rule.arguments)
    for one in ids:  # in every place of the address, as all combinations would be thousands
        for values in product(*(_values(rule, place, one) for place in places)):
            built = rule.build(dict(zip(places, values, strict=True)), append_unknown=False)
            if built:
                yield built[1]


def _values(rule: Rule, place: str, one: UUID) -> Sequence[Any]:
    match rule._converters[place]:
        case UUIDConverter():
            return [one]
        case AnyConverter() as converter:
            return sorted(converter.items)
        case IntegerConverter():
            return [1]
    return ["en"]
