"""The caseload page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import actions
from app.care import ContactBy
from app.scheduling import HelpWanted
from app.security import Role, WebSession
from app.web.clinician.views import MOST_SHOWN


def row_of(page, client):
    """The client's row of the list, as one line of text."""
    link = page.select_one(f"table a[href$='{client.id}']")
    return " ".join(link.find_parent("tr").get_text(" ", strip=True).split())


def test_a_new_therapist_is_told_what_will_be_here(visit):
    page = visit.open("/clinic/")

    assert "You have no clients at the moment." in page.main.text
    assert page.table is None


def test_each_client_is_there_with_number_and_next_session(visit, make, therapist, at):
    client = make.client(therapist, nhs_number="9990000018", nhs_number_lookup="x")
    make.appointment(make.episode(client), starts_at=at + timedelta(days=1))

    row = row_of(visit.open("/clinic/"), client)

    assert row.startswith("Next session Tomorrow, 10:00")
    assert client.name in row
    assert "999 000 0018" in row


def test_saf_16_what_changed_is_said_in_words(visit, make, therapist, at):
    client = make.client(therapist)
    for week, answers in enumerate(([1] * 9, [1] * 5 + [2] * 4)):
        make.submission(client=client, answers=answers, at=at - timedelta(weeks=9 - week))

    row = row_of(visit.open("/clinic/"), client)

    assert "PHQ-9 13 since last: up 4 (worse)" in row
    assert "reliable" not in row


def test_reliable_is_said_where_the_published_rule_says_so(visit, make, therapist, at):
    client = make.client(therapist)
    for week, answers in enumerate(([3] * 9, [1] * 9)):
        make.submission(client=client, answers=answers, at=at - timedelta(weeks=9 - week))

    assert "down 18 (better), reliable improvement" in row_of(visit.open("/clinic/"), client)


def test_saf_06_an_answer_to_look_at_is_shown_as_given_and_nothing_is_added(
    visit, make, therapist, at
):
    make.submission(client=make.client(therapist), phq9_9=1, at=at - timedelta(hours=1))

    look = visit.open("/clinic/").select_one("[aria-labelledby=look]")

    assert "Thoughts that you would be better off dead" in look.text
    assert "Several days" in look.text
    assert "PHQ-9, question 9, Wed 4 Mar, 09:00" in look.text


def test_an_answer_that_was_seen_is_no_longer_new_but_stays_in_the_row(visit, make, therapist, at):
    client = make.client(therapist)
    make.submission(client=client, phq9_9=1, at=at - timedelta(hours=1))
    visit.open(f"/clinic/clients/{client.id}")

    page = visit.open("/clinic/")

    assert page.select_one("[aria-labelledby=look]") is None
    assert "Look at PHQ-9 question 9: Several days" in row_of(page, client)
    assert "New " not in row_of(page, client).replace("New and waiting", "")


def test_haz_05_answers_of_a_form_that_was_not_sent_are_there(visit, make, therapist):
    client = make.client(therapist)
    make.draft(client=client, answers=[1, 1, 1, None, None, None, None, None, 2])

    page = visit.open("/clinic/")

    assert "not sent" in page.select_one("[aria-labelledby=look]").text
    assert "PHQ-9 4 of 9 answered, not sent" in row_of(page, client)


def test_saf_15_a_void_form_has_no_score_in_the_list(visit, make, therapist):
    client = make.client(therapist)
    make.submission(client=client, answers=[3, 3])

    row = row_of(visit.open("/clinic/"), client)

    assert "PHQ-9 no score, 2 of 9 answered" in row
    assert "PHQ-9 question 9 not answered" in row


def test_a_plea_for_help_is_there(visit, make, therapist, at):
    client = make.client(therapist)
    check_in = make.check_in(client=client)
    actions.ask_for_help(make.session, check_in, HelpWanted.INTERPRETER, at=at)

    row = row_of(visit.open("/clinic/"), client)

    assert "Asked for an interpreter" in row
    assert "Asked 4 Mar 2026, not started: PHQ-9" in row


@pytest.mark.parametrize("words", ["zielinska", "999 000 0018", "9990000018"])
def test_a_search_finds_the_client_and_leaves_no_trace_in_the_address(
    visit, make, therapist, words
):
    wanted = make.client(
        therapist, family_name="Zielińska", nhs_number="9990000018", nhs_number_lookup="x"
    )
    other = make.client(therapist, nhs_number="9990000026", nhs_number_lookup="y")
    visit.open("/clinic/")

    page = visit.press("Find", search=words)

    assert wanted.name in page.table.text
    assert other.name not in page.table.text
    assert visit.url == "/clinic/found"


def test_a_search_stays_for_a_reload_and_another_language_until_everybody_is_shown(
    visit, make, therapist
):
    wanted, other = make.client(therapist, family_name="Zielińska"), make.client(therapist)
    visit.open("/clinic/")
    visit.press("Find", search="zielinska")

    polish = visit.press("Polski")
    again = visit.open("/clinic/found")

    for page in (polish, again):
        assert visit.url == "/clinic/found"
        assert wanted.name in page.table.text
        assert other.name not in page.table.text
        assert page.select_one("#search")["value"] == "zielinska"
    visit.open("/clinic/")
    assert other.name in visit.open("/clinic/found").table.text
    assert visit.url == "/clinic/"


def test_sec_42_what_was_searched_for_is_unreadable_in_the_database(visit, make, session):
    visit.open("/clinic/")
    visit.press("Find", search="Zielinska")

    kept = [row.data for row in session.scalars(select(WebSession))]

    assert any("caseload_search" in data for data in kept)
    assert "zielinska" not in str(kept).casefold()


def test_a_search_for_nothing_is_the_whole_list(visit, make, therapist):
    client = make.client(therapist)
    visit.open("/clinic/")

    assert client.name in visit.press("Find", search=" ").table.text
    assert visit.url == "/clinic/"


def test_a_search_that_finds_nobody_says_so_and_the_way_back(visit, make, therapist):
    make.client(therapist)
    visit.open("/clinic/")

    page = visit.press("Find", search="<b>nobody</b>")

    assert "Nobody on your caseload matches “<b>nobody</b>”." in page.main.text
    assert visit.follow("Show everybody").table is not None


def test_sec_28_titles_name_nobody(visit, make, therapist):
    client = make.client(therapist)
    make.submission("pcl5", client=client)

    titles = {
        visit.open(path).title.text.strip()
        for path in (
            "/clinic/",
            f"/clinic/clients/{client.id}",
            f"/clinic/clients/{client.id}/check-in",
        )
    }

    assert titles == {"Caseload – Heard", "Client – Heard", "Give a check-in – Heard"}


def test_haz_09_people_with_like_names_can_be_told_apart(visit, make, therapist):
    client = make.client(therapist, family_name="Khan", birth_date="1990-05-17")
    make.client(therapist, family_name="Khan")

    row = row_of(visit.open("/clinic/"), client)

    assert "Similar name: born 17 May 1990" in row


def test_words_in_another_language_are_marked_as_such(visit, make, therapist):
    client = make.client(therapist, language="pl")
    make.submission(client=client, phq9_9=1, language="pl")

    page = visit.open("/clinic/")

    assert page.select_one("table strong[lang=pl][dir=ltr]").text == "Kilka dni"


def test_sec_02_the_page_is_not_kept_anywhere(visit):
    visit.open("/clinic/")

    assert visit.response.headers["Cache-Control"] == "no-store"


def test_a_crowd_of_new_answers_does_not_bury_the_list(visit, make, therapist):
    for _ in range(MOST_SHOWN + 2):
        make.submission(client=make.client(therapist), phq9_9=1)

    look = visit.open("/clinic/").select_one("[aria-labelledby=look]")

    assert len(look.select("h3")) == MOST_SHOWN
    assert "and 2 more clients, marked “New” in the list below." in look.text


def test_new_answers_to_look_at_lead_with_the_newest(visit, make, therapist, at):
    days = {"Older": 3, "Newest": 1, "Oldest": 5}
    for number, (name, ago) in enumerate(days.items(), start=1):
        client = make.client(therapist, given_name=name)
        make.appointment(make.episode(client), starts_at=at + timedelta(days=number))
        make.submission(client=client, phq9_9=1, at=at - timedelta(days=ago))

    look = visit.open("/clinic/").select_one("[aria-labelledby=look]")

    assert [h.text.strip().split()[0] for h in look.select("h3")] == ["Newest", "Older", "Oldest"]


def test_a_link_that_never_left_is_told_in_the_row_with_the_reason(
    visit, make, therapist, session, at, by
):
    client = make.client(therapist, contact_by=ContactBy.LETTER)
    check_in = make.check_in(client=client)
    actions.send_link(session, check_in, by=by, at=at, days=7)

    assert "Asked 4 Mar 2026, link not sent yet" in row_of(visit.open("/clinic/"), client)

    actions.send_due_messages(session, actions.Postroom({}, ""), at=at, limit=1)
    row = row_of(visit.open("/clinic/"), client)
    assert "Asked 4 Mar 2026, no link received: wants letters, no postal address yet" in row
    assert visit.page.select_one(f"a[href='/clinic/clients/{client.id}/contact/address']")


def test_who_is_an_administrator_too_goes_from_one_to_the_other(make, visit_as, visit):
    assert "Administration" not in visit.open("/clinic/").select_one("header").text
    both = make.clinician(user=make.user(Role.CLINICIAN, Role.ADMINISTRATOR))
    theirs = visit_as(both)

    theirs.open("/clinic/")
    theirs.follow("Administration")
    assert theirs.url == "/admin/"
    theirs.follow("Caseload")

    assert theirs.url == "/clinic/"
