"""A therapist moves answers that are not their client's, at the desk and on a small phone."""

import pytest

from tests.browser.conftest import DESK, SMALL_PHONE

pytestmark = pytest.mark.any_database

SIZES = {"desk": DESK, "small phone": SMALL_PHONE}
CONTINUE = "button:has-text('Continue')"
LONG = {"given_name": "Maximiliana Alexandrina", "family_name": "Featherstonehaugh-Cholmondeley"}


@pytest.mark.parametrize(("size", "locale"), [("small phone", "en-GB"), ("desk", "ar")])
def test_haz_07_moving_answers_fits_and_shuts_nobody_out(
    new_browser, make, session, app, size, locale
):
    therapist = make.clinician()
    wrong, right = make.client(therapist, **LONG), make.client(therapist, given_name="Ruth")
    make.episode(right)
    alert = make.alert(check_in=make.check_in(["phq9", "gad7"], make.episode(wrong)))
    make.submission("gad7", check_in=alert.check_in)
    session.commit()
    window = new_browser(**SIZES[size], locale=locale)
    window.sign_in(therapist, session, app)

    page = window.open(f"/clinic/clients/{wrong.id}/moving")
    window.press("main section a >> nth=0")
    window.check()
    page.check("[name=whose][value=client]")
    page.click("main summary")
    page.check("[name=to] >> nth=0")
    page.check("[name=why] >> nth=1")
    page.fill("#note", "Her sister told me on the phone.")
    window.press("button[value=look]")
    window.check()
    window.press("button[value=save]")
    window.check()
    window.open(f"/clinic/clients/{right.id}")
    window.open(f"/clinic/alerts/{alert.id}")
    window.open(f"/clinic/clients/{wrong.id}/moving")
    window.press("main li a >> nth=0")
    window.check()
    window.press("main form button")
    window.check()

    session.expire_all()
    assert alert.client_id == wrong.id


@pytest.mark.parametrize("size", SIZES)
def test_haz_07_setting_answers_aside_fits_and_shuts_nobody_out(
    new_browser, make, session, app, size
):
    therapist = make.clinician()
    alert = make.alert(client=make.client(therapist, **LONG))
    session.commit()
    window = new_browser(**SIZES[size])
    window.sign_in(therapist, session, app)

    page = window.open(f"/clinic/clients/{alert.client_id}/moving/{alert.check_in_id}")
    window.press("button[value=look]")
    window.check()
    page.check("[name=whose][value=nobody]")
    page.check("[name=why] >> nth=0")
    page.fill("#note", "She passed the link on to a friend.")
    window.press("button[value=look]")
    window.check()
    window.press("button[value=save]")
    window.open("/clinic/alerts")
    window.open(f"/clinic/alerts/{alert.id}")

    session.expire_all()
    assert alert.check_in.is_set_aside
