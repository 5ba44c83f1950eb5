"""Two records of one person: a therapist compares, merges and parts them (HAZ-08, INT-03)."""

import pytest
from sqlalchemy import select

from app.care import CareRelationship, Client, ClientMerge
from app.security import Role

SURE = {"reason": "She told me herself", "compared": "y"}
NEW = "999 054 8609"


@pytest.fixture
def client(make, therapist):
    client = make.client(therapist, family_name="Kept")
    make.submission(client=client)
    return client


@pytest.fixture
def twin(make, therapist):
    twin = make.client(
        therapist, family_name="Twin", nhs_number="", nhs_number_lookup=None, email="t@mail.example"
    )
    make.submission("gad7", client=twin)
    return twin


@pytest.fixture
def compared(visit, client, twin):
    """Both records side by side."""
    visit.open(f"/clinic/clients/{client.id}/records")
    visit.press("Compare the records", other=str(twin.id))
    return visit


def errors(visit):
    return [li.get_text(" ", strip=True) for li in visit.page.select(".nhsuk-error-summary li")]


def test_haz_08_both_are_shown_side_by_side_before_anything_is_merged(compared, session, twin):
    panels = compared.page.select(".heard-glance section")
    one, two = (panel.get_text(" ", strip=True).replace("\xa0", " ") for panel in panels)

    for words in ("Amira Kept", "17 May 1990", "999 000", "07700 900123", "1 course of care"):
        assert words in one
    for words in ("Amira Twin", "not recorded", "t@mail.example", "1 questionnaire that was sent"):
        assert words in two
    assert session.scalars(select(ClientMerge)).all() == []


def test_haz_08_merged_the_record_that_stays_has_all_of_it(
    compared, record_of, session, client, twin
):
    compared.press("Merge the records", stays="here", **SURE)

    assert "The records are one now. This is it." in compared.text
    assert "Amira Twin , born 17 May 1990" in compared.text
    assert "She told me herself" in compared.text
    record_of(client)
    assert "PHQ-9" in compared.text
    assert "GAD-7" in compared.text
    compared.open("/clinic/")
    assert "Twin" not in compared.page.main.get_text()
    compared.open(f"/clinic/clients/{twin.id}", status=404)


def test_haz_08_nothing_is_merged_before_it_is_ticked_and_said_why(compared, session):
    compared.press("Merge the records")

    assert errors(compared) == [
        "Choose which record stays",
        "Say how you know",
        "Compare the records, and tick that you have",
    ]
    assert session.scalars(select(ClientMerge)).all() == []


def test_haz_08_different_birthdays_have_to_be_said(visit, make, therapist, client, session):
    other = make.client(therapist, birth_date="1980-05-17")
    visit.open(f"/clinic/clients/{client.id}/records/merge/{other.id}")
    assert "Dates of birth differ" in visit.text

    visit.press("Merge the records", stays="here", **SURE)
    [error] = errors(visit)
    assert error.startswith("The dates of birth differ.")
    assert session.scalars(select(ClientMerge)).all() == []
    visit.press("Merge the records", stays="here", birthdays="y", **SURE)

    assert "The records are one now." in visit.text


def test_haz_08_the_record_with_the_number_stays(compared):
    compared.press("Merge the records", stays="there", **SURE)

    assert errors(compared) == [
        "Only the other record has an NHS number. Let that one stay, or enter the number first."
    ]


def test_haz_08_parted_again_both_are_there(compared, session, client, twin):
    compared.press("Merge the records", stays="here", **SURE)

    compared.follow("Part these records")
    assert "What was added since stays on this record." in compared.text
    compared.press("Part the records")

    assert "The records are two again." in compared.text
    assert "This was undone" in compared.text
    compared.open(f"/clinic/clients/{twin.id}")
    assert "GAD-7" in compared.page.main.get_text()
    assert "PHQ-9" not in compared.page.main.get_text()


def test_haz_08_who_parts_them_may_see_only_one_afterwards(
    compared, make, visit_as, session, client, twin, therapist
):
    colleague = make.clinician(therapist.service)
    make.care_relationship(colleague, twin)
    compared.press("Merge the records", stays="here", **SURE)
    theirs = visit_as(colleague)

    theirs.open(f"/clinic/clients/{client.id}/records")
    theirs.follow("Part these records")
    theirs.press("Part the records")

    assert theirs.url == "/clinic/"
    assert "Twin" in theirs.page.main.get_text()
    assert "Kept" not in theirs.page.main.get_text()


def test_haz_08_sec_34_records_that_one_does_not_see_are_not_there(
    visit, make, client, therapist, session
):
    stranger = make.client(make.clinician())

    visit.open(f"/clinic/clients/{client.id}/records")
    assert "You see no other client." in visit.text
    visit.open(f"/clinic/clients/{client.id}/records/merge/{stranger.id}", status=404)


def test_haz_08_sec_34_sight_that_is_lost_before_the_button_is_pressed_counts(
    compared, make, session, twin
):
    [related] = session.scalars(
        select(CareRelationship).where(CareRelationship.client_id == twin.id)
    )
    session.delete(related)

    compared.press("Merge the records", stays="here", status=404, **SURE)

    assert session.scalars(select(ClientMerge)).all() == []


def test_haz_08_int_03_a_superseded_number_is_kept_and_shown(visit, session, client):
    old = client.nhs_number
    visit.open(f"/clinic/clients/{client.id}/records")
    visit.follow("The NHS number is another one now")

    visit.press("Save the NHS number", number=NEW)

    assert session.get_one(Client, client.id).nhs_number == "9990548609"
    assert f"Until 4 Mar 2026: {old[:3]}" in visit.text


def test_haz_08_int_01_a_number_with_a_slip_or_of_another_record_is_refused(
    visit, client, twin, session
):
    visit.open(f"/clinic/clients/{twin.id}/records/number")

    visit.press("Save the NHS number", number="999 000 0010")
    assert errors(visit) == ["This is not an NHS number. Check each digit."]
    visit.press("Save the NHS number", number=client.nhs_number)
    assert errors(visit) == [
        "A record has this number already. If it is the same person, merge them."
    ]
    assert session.get_one(Client, twin.id).nhs_number == ""


def test_haz_08_nobody_else_merges(make, visit_as, client, therapist):
    for role in (role for role in Role if role is not Role.CLINICIAN):
        staff = make.clinician(therapist.service, make.user(role))
        make.care_relationship(staff, client)
        assert visit_as(staff).get(f"/clinic/clients/{client.id}/records").status_code == 403
