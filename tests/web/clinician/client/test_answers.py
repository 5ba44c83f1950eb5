"""The answers to a form, in the words that were seen."""

from datetime import timedelta

from tests.web.clinician.believable import an_arabic_record
from tests.web.clinician.client.conftest import said, section


def test_answers_are_in_the_words_that_were_seen_with_the_english_beside(
    record_of, make, therapist
):
    page = record_of(an_arabic_record(make, therapist))

    first = section(page, "gad7").select_one(".heard-answers tbody th")
    arabic = first.select_one("[lang=ar][dir=rtl]")
    assert arabic.text == "الشعور بالغضب أو القلق أو الانفعال الشديد."
    assert "Feeling nervous, anxious or on edge" in first.text
    assert "With an interpreter, language: Arabic" in said(section(page, "gad7"))


def test_declined_and_skipped_are_shown_as_such_and_what_differs_from_last_time(
    record_of, make, therapist, at
):
    client = make.client(therapist)
    make.submission(client=client, answers=[2] * 9, at=at - timedelta(days=20))
    make.submission(client=client, answers=[2, 3, None, 2, 2, 2, 2, 2], at=at - timedelta(days=1))

    rows = section(record_of(client), "phq9").select(".heard-answers tbody tr")
    cells = [[said(td) for td in row.select("td")] for row in rows]

    assert cells[0] == ["Answer More than half the days (2)", "Last time the same"]
    assert cells[1] == ["Answer Nearly every day (3)", "Last time More than half the days (2)"]
    assert cells[2] == ["Answer Rather not answer", "Last time More than half the days (2)"]
    assert cells[8][0] == "Answer Not answered"


def test_the_latest_answers_are_open_while_they_are_new_and_everything_is_for_printing(
    record_of, make, therapist
):
    client = make.client(therapist)
    make.submission(client=client)

    new, seen, all_ = record_of(client), record_of(client), record_of(client, "?everything=1")

    folded = [len(page.select("main details:not([open])")) for page in (new, seen, all_)]
    assert folded == [2, 3, 0]


def test_an_earlier_form_can_be_opened_from_the_table(record_of, make, therapist, visit, at):
    client = make.client(therapist)
    make.submission(client=client, answers=[1] * 9, at=at - timedelta(days=20))
    make.submission(client=client, answers=[2] * 9, at=at - timedelta(days=2))
    record_of(client)

    page = visit.follow("12 Feb 2026")

    assert "PHQ-9, sent 12 February 2026, 10:00" in page.main.text
    assert "Several days (1)" in said(page.select_one(".heard-answers tbody tr"))
