"""A therapist compares and merges two records of one person, at the desk and on a small phone."""

import pytest

from tests.browser.conftest import DESK, SMALL_PHONE

pytestmark = pytest.mark.any_database

SIZES = {"desk": DESK, "small phone": SMALL_PHONE}
LONG = {"given_name": "Maximiliana Alexandrina", "family_name": "Featherstonehaugh-Cholmondeley"}


@pytest.mark.parametrize(("size", "locale"), [("small phone", "en-GB"), ("desk", "ar")])
def test_haz_08_merging_and_parting_fits_and_shuts_nobody_out(
    new_browser, make, session, app, size, locale
):
    therapist = make.clinician()
    client = make.client(therapist, **LONG, address="1 High Street\nLittle Wimbourne\nQX1 1AB")
    make.episode(client)
    make.client(therapist, given_name="Max", birth_date="1980-01-01")
    session.commit()
    window = new_browser(**SIZES[size], locale=locale)
    window.sign_in(therapist, session, app)

    page = window.open(f"/clinic/clients/{client.id}/records")
    page.click("main summary")
    page.check("[name=other] >> nth=0")
    window.press("main form button")
    window.check()
    window.press("main form button")
    window.check()
    page.check("[name=stays][value=here]")
    page.check("[name=birthdays]")
    page.fill("[name=reason]", "She showed me her passport.")
    page.check("[name=compared]")
    window.press("main form button")
    window.check()
    window.press("main li a")
    window.check()
    window.press("main form button")
    window.check()
    window.open(f"/clinic/clients/{client.id}/records/number")
