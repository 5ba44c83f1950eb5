"""One client's page, and one form of theirs."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from app import actions
from app.care import Gender
from app.instruments import get_instrument
from app.responses import Submission
from app.scheduling import Mode
from tests.statements import statements
from tests.web.clinician.believable import a_full_record, an_arabic_record


def said(tag):
    """The words of a part of the page on one line."""
    return " ".join(tag.get_text(" ", strip=True).split())


def section(page, measure):
    """The part of the page that is about one measure."""
    return page.select_one(f"section[aria-labelledby={measure}]")


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


def test_saf_18_each_score_has_its_date_mode_and_language(record_of, make, therapist, at):
    client = make.client(therapist)
    make.submission(client=client, language="pl", mode=Mode.HELPED, at=at - timedelta(days=40))
    make.submission(client=client, mode=Mode.PAPER, at=at - timedelta(days=7))

    rows = record_of(client).select("#phq9-table tbody tr")

    assert ["25 Feb 2026" in said(rows[0]), "23 Jan 2026" in said(rows[1])] == [True, True]
    assert "On paper, language: English" in said(rows[0])
    assert "With help, language: Polish" in said(rows[1])


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


def test_acc_04_the_table_has_the_numbers_of_the_chart_and_a_sentence_sums_it_up(
    record_of, make, therapist, at
):
    client = make.client(therapist)
    for week, n in enumerate((3, 1, 2)):
        make.submission(client=client, answers=[n] * 9, at=at - timedelta(weeks=9 - week))

    part = section(record_of(client), "phq9")

    table = [td.strong.text for td in part.select("#phq9-table tbody td:nth-of-type(1)")]
    assert table == ["18", "9", "27"]
    assert part.select_one("svg text[font-size='16']").text == "18"
    described = part.select_one("desc").text
    assert "3 scores from 31 Dec 2025 to 14 Jan 2026: first 27, latest 18." in described
    assert part.select_one("svg[role=img]")["aria-labelledby"] == "phq9-title phq9-desc"


def test_acc_04_bands_are_named_and_the_cut_off_says_so(record_of, make, therapist):
    client = make.client(therapist)
    make.submission(client=client)

    words = said(section(record_of(client), "phq9").select_one("figure svg"))

    for name in ("Minimal", "Mild", "Moderate", "Moderately", "Severe", "Cut-off 10"):
        assert name in words


MEASURES = ["phq9", "gad7", "swemwbs", "core_om", "ders", "des_ii", "pcl5"]


@pytest.mark.parametrize("measure", MEASURES)
def test_saf_15_a_form_with_too_few_answers_has_no_total_anywhere(
    record_of, make, therapist, visit, measure
):
    client = make.client(therapist)
    item = get_instrument(measure).items[0]
    sent = make.submission(measure, client=client, answers=[item.values[-1]])
    count = f"1 of {len(get_instrument(measure).items)}"

    part = section(record_of(client), measure)

    assert part.select_one(".heard-score").text == "No score"
    assert part.select("figure svg circle, figure svg text[font-size='16']") == []
    assert count in said(part.select_one("figure svg"))
    row = said(part.select_one(f"#{measure}-table tbody tr"))
    assert "no score" in row
    assert count in row
    assert "band" not in said(part.select_one("dl")).lower()
    form = visit.open(f"/clinic/clients/{client.id}/submissions/{sent.id}")
    values = [said(td) for td in form.select("table:last-of-type tbody tr td:first-of-type")]
    assert all("no score" in value for value in values if not re.search(r" \d+$", value))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("rises", [True, False])
def test_saf_16_the_direction_is_said_for_each_measure_both_ways(
    record_of, make, therapist, at, measure, rises
):
    client = make.client(therapist)
    items = get_instrument(measure).items
    low = [i.values[-1] if i.reverse else i.values[0] for i in items]
    high = [i.values[0] if i.reverse else i.values[-1] for i in items]
    first, last = (low, high) if rises else (high, low)
    make.submission(measure, client=client, answers=first, at=at - timedelta(days=20))
    make.submission(measure, client=client, answers=last, at=at - timedelta(days=2))

    words = said(section(record_of(client), measure).select_one("dl"))

    is_better = rises == (measure == "swemwbs")
    assert re.search(r"went (up|down) [\d.]+ \((better|worse)\)", words).groups() == (
        "up" if rises else "down",
        "better" if is_better else "worse",
    )


def test_saf_17_versions_are_never_joined_and_the_break_is_marked(
    record_of, make, therapist, at, session
):
    client = make.client(therapist)
    old = make.submission(client=client, at=at - timedelta(days=40))
    for days in (20, 10):
        make.submission(client=client, at=at - timedelta(days=days))
    older = update(Submission).where(Submission.id == old.id).values(version=0)
    session.connection().execute(older)
    session.commit()

    part = section(record_of(client), "phq9")

    joins = part.select("figure svg line[stroke='#003087']")
    assert len(joins) == 1
    assert "version 1" in said(part.select_one("figure svg"))
    assert "version 0" in said(part.select_one("#phq9-table"))


def test_a_gap_breaks_the_line_and_says_how_much_was_answered(record_of, make, therapist, at):
    client = make.client(therapist)
    for days, answers in ((40, [1] * 9), (20, [1] * 4), (2, [1] * 9)):
        make.submission(client=client, answers=answers, at=at - timedelta(days=days))

    chart = section(record_of(client), "phq9").select_one("figure svg")

    assert chart.select("line[stroke='#003087']") == []
    assert "4 of 9 answered" in said(chart)


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


def test_a_prorated_score_is_marked_wherever_it_stands(record_of, make, therapist):
    client = make.client(therapist)
    make.submission(client=client, answers=[1] * 8)

    page = record_of(client)

    assert "9.0 (prorated)" in said(page.select_one(".heard-summary"))
    assert "9.0 prorated" in said(section(page, "phq9").dl)
    assert "9.0 prorated" in said(page.select_one("#phq9-table"))
    assert page.select_one("figure text[font-size='16']").text == "9.0*"


@pytest.mark.parametrize(("gender", "words"), [(Gender.MALE, "men"), (Gender.FEMALE, "women")])
def test_the_cut_offs_of_men_and_women_stand_beside_the_general_one(
    record_of, make, therapist, gender, words
):
    client = make.client(therapist, gender=gender)
    make.submission("core_om", client=client, answers=[2] * 34)

    part = said(section(record_of(client), "core_om"))

    assert f"samples, {words} (beside the general cut-off, not instead of it)" in part
    assert "General cut-off at or above 10" in part


def test_nobody_else_is_measured_by_them(record_of, make, therapist):
    client = make.client(therapist, gender=Gender.INDETERMINATE)
    make.submission("core_om", client=client, answers=[2] * 34)

    part = said(section(record_of(client), "core_om"))

    assert "1998" not in part
    assert "General cut-off at or above 10" in part


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


def test_decimals_are_as_the_measure_prints_them(record_of, make, therapist):
    client = make.client(therapist)
    make.submission("core_om", client=client, answers=[1] * 34)
    make.submission("swemwbs", client=client, answers=[3] * 7)
    make.submission("des_ii", client=client, answers=[10] * 27 + [20])

    page = record_of(client)

    shown = {m: section(page, m).select_one(".heard-score").text for m in
             ("core_om", "swemwbs", "des_ii")}  # fmt: skip
    # Eight of the 34 items of CORE-OM are reversed: (26 x 1 + 8 x 3) / 34 x 10.
    assert shown == {"core_om": "14.7", "swemwbs": "19.25", "des_ii": "10.4"}
    assert all(Decimal(value) for value in shown.values())


def two_courses(make, therapist, at):
    """Somebody who came back: two forms in a course that is over, three in the one of now."""
    client = make.client(therapist)
    cbt, cat = (make.pathway(name=name) for name in ("CBT for psychosis", "Analytic therapy"))
    ended = {
        "started_on": make.today - timedelta(days=400),
        "ended_on": make.today - timedelta(200),
    }
    before = make.episode(client, pathway=cbt, **ended)
    now = make.episode(client, pathway=cat)
    for episode, days, n in (
        (before, 390, 3), (before, 210, 2), (now, 58, 2), (now, 30, 2), (now, 2, 1),
    ):  # fmt: skip
        check_in = make.check_in(["phq9"], episode)
        make.submission(check_in=check_in, answers=[n] * 9, at=at - timedelta(days=days))
    return client


def test_since_first_stays_within_the_course_and_earlier_ones_stay_in_sight(
    record_of, make, therapist, at
):
    page = record_of(two_courses(make, therapist, at))
    part = section(page, "phq9")

    assert "Since first, 5 Jan 2026 went down 9 (better)" in said(part.dl)
    assert len(part.select("figure svg line[stroke='#003087']")) == 1 + 2
    assert len(part.select("figure svg line.heard-start")) == 2
    assert "Course 1 Course 2" in said(part.select_one("figure svg"))
    assert "They come from 2 courses of care." in part.select_one("desc").text
    headings = [said(th) for th in part.select("#phq9-table th[scope=rowgroup]")]
    assert headings == [
        "Course 2: Analytic therapy, since 3 Jan 2026",
        "Course 1: CBT for psychosis, 28 Jan 2025 to 16 Aug 2025",
    ]
    assert len(part.select("#phq9-table tbody th[scope=row]")) == 5


def test_a_score_of_a_course_that_is_over_says_so_and_has_no_change_since_first(
    record_of, make, therapist, at
):
    client = make.client(therapist)
    before = make.episode(client, started_on=make.today - timedelta(days=400),
                          ended_on=make.today - timedelta(days=200))  # fmt: skip
    for days, n in ((390, 3), (300, 2), (210, 1)):
        check_in = make.check_in(["phq9"], before)
        make.submission(check_in=check_in, answers=[n] * 9, at=at - timedelta(days=days))
    assert "Since first" in said(section(record_of(client), "phq9").dl)
    make.episode(client)

    part = section(record_of(client), "phq9")

    assert "Latest, 6 Aug 2025 (earlier course)" in said(part.dl)
    assert "Since first" not in said(part.dl)


def test_a_change_since_an_earlier_course_says_that_it_is(record_of, make, therapist, at):
    client = make.client(therapist)
    before = make.episode(client, started_on=make.today - timedelta(days=400),
                          ended_on=make.today - timedelta(days=200))  # fmt: skip
    for episode, days in ((before, 300), (make.episode(client), 3)):
        make.submission(check_in=make.check_in(["phq9"], episode), at=at - timedelta(days=days))

    page = record_of(client)

    assert "no change (compared with an earlier course)" in said(page.select_one(".heard-summary"))


def test_a_change_from_or_to_a_prorated_score_says_so_and_adds_up(record_of, make, therapist, at):
    client = make.client(therapist)
    prorated = [2, 2, 2, 2, 2, 2, 2, None, 0]  # 14 of 8 items: 15.75
    for days, answers in ((60, prorated), (30, [2] * 9), (2, [2] * 8 + [1])):
        make.submission(client=client, answers=answers, at=at - timedelta(days=days))

    page = record_of(client)

    # 17 now, 15.8 in the table: 1.2, not the 1.3 that 15.75 would round to.
    assert "went up 1.2 (worse) (earlier score prorated)" in said(page.select_one(".heard-summary"))
    assert "went up 1.2 (worse) (earlier score prorated)" in said(section(page, "phq9").dl)
    assert "15.8" in said(page.select_one("#phq9-table"))
    assert "went down 1 (better)" in said(page.select_one(".heard-summary"))


def test_a_change_to_a_prorated_score_and_between_two_says_so(record_of, make, therapist, at):
    client = make.client(therapist)
    for days, answers in ((60, [1] * 9), (30, [1] * 8), (2, [2] * 8)):
        make.submission(client=client, answers=answers, at=at - timedelta(days=days))

    words = said(record_of(client).select_one(".heard-summary"))

    assert "went up 9.0 (worse), reliable deterioration (both scores prorated)" in words
    assert "went up 9.0 (worse), reliable deterioration (latest score prorated)" in words


def test_band_and_date_stand_apart(record_of, make, therapist):
    client = make.client(therapist)
    make.submission("pcl5", client=client, answers=[3] * 20)

    words = said(record_of(client).select_one(".heard-summary"))

    assert "At or above the cut-off , 4 Mar 2026" in words


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


def test_numbers_and_commas_are_the_readers_own(record_of, make, therapist, visit, at):
    client = make.client(therapist)
    make.submission("core_om", client=client, answers=[1] * 34, at=at - timedelta(days=30))
    make.submission("core_om", client=client, answers=[2] * 34)
    record_of(client)

    polish = visit.press("Polski")
    assert "14,7" in said(section(polish, "core_om"))
    assert "5,3" in said(polish.select_one(".heard-summary"))
    assert not re.search(r"\d\.\d", said(section(polish, "core_om").select_one("figure")))
    arabic = visit.press("العربية")
    assert not re.search(r", |; ", said(arabic.select_one(".heard-identity")))
    assert "\N{ARABIC COMMA}" in said(arabic.select_one(".heard-summary"))
