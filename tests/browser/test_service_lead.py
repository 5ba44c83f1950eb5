"""A lead reads figures about the service in a real browser: every width, no scripts, on paper."""

from datetime import timedelta

import pytest

from app import reports
from app.care import Gender, usual_working_time
from app.security import Role
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE

SIZES = {"desk": DESK, "phone": PHONE, "small phone": SMALL_PHONE}


@pytest.fixture
def lead(make):
    """Who is signed in, with as many links in the header as there can be."""
    roles = (Role.SERVICE_LEAD, Role.CLINICIAN, Role.ADMINISTRATOR)
    return make.clinician(user=make.user(*roles))


@pytest.fixture
def month(make, session, lead, at):
    """The newest month that there are figures of, with alerts in it."""
    [month, *_] = reports.full_months(session, lead.service, at=at)
    owners = [make.clinician() for _ in range(3)]
    pathways = [make.pathway(name=name) for name in (
        "Schema-focused therapy, individual, Basildon", "STEPPS-EI")]  # fmt: skip
    then = usual_working_time().opens_after(month.begins_at + timedelta(days=9))
    for number in range(24):
        gender = Gender.MALE if number % 3 else Gender.FEMALE
        client = make.client(
            owners[number % 3], gender=gender, language="pl" if number % 9 else "en"
        )
        episode = make.episode(client, pathway=pathways[number % 2])
        alert = make.alert(check_in=make.check_in(episode=episode), at=then)
        alert.acting_at = then + timedelta(hours=1 if number % 2 else 26)
        alert.acting_by = alert.owner.user_id
    session.commit()
    return month


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["en-GB", "ar"])
@pytest.mark.parametrize("size", SIZES)
def test_acc_17_the_figures_fit_and_shut_nobody_out(
    new_browser, lead, month, session, app, size, language
):
    window = new_browser(**SIZES[size], locale=language)
    window.sign_in(lead, session, app)

    for path in ("/service/", "/service/alerts", f"/service/alerts?month={month.before}"):
        window.open(path)


@pytest.mark.any_database
def test_a_month_is_chosen_with_scripts_off(new_browser, lead, month, session, app):
    window = new_browser(**PHONE, java_script_enabled=False)
    window.sign_in(lead, session, app)
    page = window.open("/service/alerts")
    assert page.locator("td", has_text="12 of 24").first.is_visible()

    page.select_option("select", str(month.before))
    window.press("main form button")

    assert page.url.endswith(f"/service/alerts?month={month.before}")


@pytest.mark.any_database
def test_a_print_has_the_figures_and_not_the_way_to_others(desk, lead, month, session, app):
    desk.sign_in(lead, session, app)
    page = desk.open("/service/alerts")
    page.emulate_media(media="print")

    assert [page.locator(hidden).is_visible() for hidden in ("header", "select")] == [False] * 2
    assert page.locator("h1").is_visible()
    assert all(table.is_visible() for table in page.locator("table").all())
