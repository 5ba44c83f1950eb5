"""The portal's one reason, end to end: a person answers on a phone, their therapist reads it."""

from sqlalchemy import select

from app.responses import Submission


def test_a_person_answers_and_their_therapist_reads_it(person, visit_as, make, session):
    therapist = make.clinician()
    client = make.client(therapist, given_name="Amira", family_name="Okafor")
    invitation = make.invitation(client=client, clinician=therapist, measures=["phq9", "gad7"])

    person(invitation).start().answer(1, [2, 1, 3, None, 0, 0, 1, 1, 1]).send(1)

    sent = session.scalars(select(Submission)).one()
    assert sent.responses == (2, 1, 3, None, 0, 0, 1, 1, 1)
    staff = visit_as(therapist)
    assert "Amira Okafor" in staff.open("/clinic/").get_text(" ")
    assert "PHQ-9" in staff.open(f"/clinic/clients/{client.id}").get_text(" ")


def test_sec_05_what_somebody_is_called_is_shown_and_never_run(visit, visit_as, make):
    unkind = "<img src=x onerror=alert(1)>{{7*7}}\"'&amp;"
    therapist = make.clinician(name=unkind)
    client = make.client(therapist, given_name=unkind, family_name="Okafor")
    invitation = make.invitation(client=client, clinician=therapist)
    staff = visit_as(therapist)

    visit.open(invitation.path)
    pages = [
        visit.press("Start"),
        staff.open("/clinic/"),
        staff.open(f"/clinic/clients/{client.id}"),
        staff.open(f"/clinic/clients/{client.id}/check-in"),
    ]

    for page in pages:
        assert unkind in page.get_text()
        assert not page.select("img[onerror]")
