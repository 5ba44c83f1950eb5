"""Scores on a client's page: as numbers and as a chart, and when there is none."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from app.care import Gender
from app.instruments import get_instrument
from app.responses import Submission
from app.scheduling import Mode
from tests.web.clinician.client.conftest import said, section


def test_saf_18_each_score_has_its_date_mode_and_language(record_of, make, therapist, at):
    client = make.client(therapist)
    make.submission(client=client, language="pl", mode=Mode.HELPED, at=at - timedelta(days=40))
    make.submission(client=client, mode=Mode.PAPER, at=at - timedelta(days=7))

    rows = record_of(client).select("#phq9-table tbody tr")

    assert ["25 Feb 2026" in said(rows[0]), "23 Jan 2026" in said(rows[1])] == [True, True]
    assert "On paper, language: English" in said(rows[0])
    assert "With help, language: Polish" in said(rows[1])


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


def test_band_and_date_stand_apart(record_of, make, therapist):
    client = make.client(therapist)
    make.submission("pcl5", client=client, answers=[3] * 20)

    words = said(record_of(client).select_one(".heard-summary"))

    assert "At or above the cut-off , 4 Mar 2026" in words


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
