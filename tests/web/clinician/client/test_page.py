"""One client's page: whose it is, what stands first, and what is said beside the scores."""

from datetime import timedelta

from app import actions
from tests.statements import statements
from tests.web.clinician.believable import a_full_record
from tests.web.clinician.client.conftest import said, section


def test_saf_18_every_page_about_a_client_says_who_when_and_as_at(visit, make, therapist):
    client = make.client(therapist, birth_date="1990-05-17", nhs_number="9990000018",
                         nhs_number_lookup="x")  # fmt: skip
    sent = make.submission(client=client)
    paths = ["", "?everything=1", f"/submissions/{sent.id}", "/check-in"]

    for path in paths:
        page = visit.open(f"/clinic/clients/{client.id}{path}")
        who = said(page.select_one(".heard-identity"))
        assert page.h1.text == client.name
        assert "Born 17 May 1990 (35 years)" in who
        assert "NHS number 999 000 0018" in who
        assert "As at 4 March 2026, 10:00" in who


def test_saf_18_each_part_of_a_print_says_whose_it_is(record_of, make, therapist):
    client = make.client(therapist, given_name="Zoë", family_name="Print")
    make.submission(client=client)

    part = section(record_of(client), "phq9")

    # A heading row stands on every page that its table reaches.
    assert len(part.select("table")) == 3
    assert all("Zoë Print, born" in said(table.thead) for table in part.select("table"))
    assert "Zoë Print, born" in part.select_one("p.heard-running").text


def test_saf_18_a_client_without_a_number_is_said_to_have_none(record_of, make, therapist):
    client = make.client(therapist, nhs_number="", nhs_number_lookup=None, birth_date="")

    who = said(record_of(client).select_one(".heard-identity"))

    assert "NHS number not recorded" in who
    assert "Born not recorded" in who


def test_haz_30_scores_are_said_to_be_one_part_and_the_answers_come_first(
    record_of, make, therapist
):
    page = record_of(a_full_record(make, therapist))

    headings = [h.get_text(strip=True) for h in page.select("main h2")]
    assert headings[0] == "Answers to look at"
    assert "Scores are one part of the picture." in page.main.text


def test_the_summary_says_what_changed_what_worries_and_what_is_missing(record_of, make, therapist):
    page = record_of(a_full_record(make, therapist))

    glance = said(page.select_one(".heard-glance"))
    changed = said(page.select_one(".heard-summary"))
    assert "PHQ-9 question 9: Więcej niż połowę dni" in glance
    assert "GAD-7 5 of 7 answered, not sent; DES-II not started" in glance
    assert "PHQ-9: 8 of 9 answered" in glance
    assert "went up 9.4 (worse), reliable deterioration" in changed


def test_a_client_with_nothing_yet_has_a_way_to_begin(record_of, make, therapist, visit):
    client = make.client(therapist)
    make.episode(client)

    page = record_of(client)

    assert "Nothing has been asked or answered yet." in page.main.text
    assert page.svg is not None  # of the header only
    assert page.select("figure") == []
    assert visit.follow("Give a check-in").h1.text == client.name


def test_nothing_can_be_given_to_somebody_who_has_died(record_of, make, therapist):
    client = make.client(therapist, died_on=make.today)

    page = record_of(client)

    assert "Died on 4 Mar 2026" in page.main.text
    assert page.select("a[href$='/check-in']") == []


def test_a_name_is_text_and_never_markup(record_of, make, therapist):
    client = make.client(therapist, given_name="<script>", family_name="O’Neill & Søn")

    assert record_of(client).h1.text == "<script> O’Neill & Søn"


def test_the_page_takes_as_many_queries_for_twenty_forms_as_for_two(
    visit, make, therapist, app, at
):
    client = make.client(therapist)
    episode = make.episode(client)

    def queries():
        with statements(app.extensions["engine"]) as asked:
            visit.open(f"/clinic/clients/{client.id}")
        return len(asked)

    def submit(count):
        for number in range(count):
            check_in = make.check_in(["phq9", "gad7"], episode)
            at_ = at - timedelta(days=number, hours=count)
            make.submission("phq9", check_in=check_in, phq9_9=1, at=at_)
            make.submission("gad7", check_in=check_in, at=at_)

    submit(1)
    queries()
    few = queries()
    submit(10)
    assert queries() == few


def test_that_scores_are_one_part_of_the_picture_is_said_once(record_of, make, therapist, visit):
    client = make.client(therapist)
    sent = make.submission(client=client)

    form = f"/clinic/clients/{client.id}/submissions/{sent.id}"
    assert record_of(client).text.count("one part of the picture") == 1
    assert visit.open(form).text.count("one part of the picture") == 1


def test_a_link_that_never_left_is_told_with_what_is_missing(
    record_of, make, therapist, session, at, by
):
    client = make.client(therapist)
    check_in = make.check_in(client=client)
    actions.send_link(session, check_in, by=by, at=at, days=7)

    missing = record_of(client).select_one("[aria-labelledby=missing]")

    assert "Asked 4 Mar 2026, link not sent yet" in said(missing)
