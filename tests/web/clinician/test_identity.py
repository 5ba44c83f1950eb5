"""SAF-18: whoever looks at a page or a print about somebody sees whose it is, and how old it is."""

from pathlib import Path

import pytest

import app.web.clinician as pages
from tests.web.clinician.test_access import KINDS, PAGES

TEMPLATES = Path(pages.__file__).parent / "templates/clinician"
# Reviewed: parts of pages, and pages about several people or nobody.
NOT_ABOUT_ONE_CLIENT = {
    "frame.html", "parts.html", "chart.html", "sheet.html", "appointments_parts.html",
    "courses_parts.html", "home.html", "no_clients.html", "appointments_groups.html",
    "appointments_group.html", "attendance.html", "undelivered.html", "alert_parts.html",
    "alerts.html", "absences.html", "no_service.html", "crisis_words.html",
    "crisis_words_all.html", "crisis_words_frame.html", "moving_parts.html", "records_parts.html",
    "said.html",
}  # fmt: skip


def test_saf_18_every_template_about_one_client_begins_with_who_they_are():
    """A new page about somebody fails here until it says whose it is, or is reviewed above."""
    files = {file.name: file.read_text() for file in TEMPLATES.glob("*.html")}

    without = {name for name, text in files.items() if "{{ identity(" not in text}
    assert without == NOT_ABOUT_ONE_CLIENT


@pytest.fixture
def someone(make, therapist):
    """A client of the therapist, with something sent, something open and an appointment."""
    client = make.client(
        therapist, given_name="Zoë", family_name="Print", birth_date="1990-05-17",
        nhs_number="9990000018", nhs_number_lookup="x",
    )  # fmt: skip
    episode = make.episode(client)
    answered = make.check_in(["phq9"], episode)
    sent = make.submission(client=client, check_in=answered)
    return {
        "client": client.id,
        "episode": episode.id,
        "submission": sent.id,
        "answered": answered.id,
        "check_in": make.check_in(["gad7"], episode).id,
        "appointment": make.appointment(episode, starts_at=make.at).id,
    }


def test_saf_18_every_page_about_one_client_names_them_and_says_as_at_when(visit, someone):
    elsewhere = ("/groups/", "{move}", "{merge}")  # the others need two people; seen in their tests
    paths = [
        page
        for page, form in PAGES.items()
        if form is None and not any(one in page for one in elsewhere)
    ]
    assert len(paths) > 7
    assert {kind for kind in KINDS if any(f"{{{kind}}}" in path for path in paths)} >= {"client"}

    for path in paths:
        page = visit.open(path.format(**someone))
        who = page.select(".heard-identity")
        assert len(who) == 1, path
        said = " ".join(who[0].get_text(" ", strip=True).split())
        assert page.h1.text == "Zoë Print", path
        for words in ("Born 17 May 1990", "NHS number 999 000 0018", "As at 4 March 2026, 10:00"):
            assert words in said.replace("\xa0", " "), path


def test_saf_18_the_pages_after_choosing_and_giving_a_check_in_name_the_client_too(visit, someone):
    client = f"/clinic/clients/{someone['client']}"
    visit.open(f"{client}/check-in")

    visit.press("Continue", measures=["pcl5"])
    assert visit.page.select_one(".heard-identity h1").text == "Zoë Print"
    visit.press("Show")
    assert visit.url.endswith("/link")
    assert visit.page.select_one(".heard-identity h1").text == "Zoë Print"
