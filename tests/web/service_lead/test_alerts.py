"""The page of figures about alerts: in words that say what a number means and what it does not."""

import re

import pytest

# No level of danger stands anywhere (SAF-06).
LEVELS = r"(?i)\b(high|higher|medium|moderate|low|severe)[ -]risk|\brisk|at risk|dangerous|predict"


def table(page, caption):
    """The rows of a table, by their headings."""
    [found] = [one for one in page.select("table") if caption in one.caption.text]
    return {
        row.th.get_text(" ", strip=True): [_text(cell) for cell in row.select("td")]
        for row in found.select("tbody tr")
    }


def _text(cell):
    for heading in cell.select(".nhsuk-table-responsive__heading"):
        heading.extract()
    return cell.get_text(" ", strip=True)


def test_SAF_12_the_figures_of_a_month(visit, february):
    page = visit.open("/service/alerts")

    assert "February 2026" in page.h1.text
    assert table(page, "How many alerts") == {
        "Forms that can raise an alert": ["12"],
        "Alerts": ["12"],
        "Alerts for each 100 forms": ["100.0"],
    }
    assert table(page, "in time") == {
        "Taken up in time": ["7 of 12 (58%)"],
        "Half were taken up within": ["1 h 0 min"],
        "Went to the duty team or the lead": ["fewer than 5 of 12"],
        "Not closed yet": ["at least 8 of 12"],
    }
    assert table(page, "miss an answer") == {
        "Answers that had no alert until Heard looked again": ["none"]
    }


def test_SAF_12_by_group_and_small_numbers_are_not_shown(visit, february):
    page = visit.open("/service/alerts")

    everybody = ["12", "12", "100.0", "7 of 12 (58%)", "1 h 0 min"]
    nothing = ["not shown", "not shown", "– no figure", "– no figure", "– no figure"]
    assert table(page, "By language") == {
        "English": nothing, "Portuguese (Brazil)": nothing, "Everybody": everybody,
    }  # fmt: skip
    group = ["6", "6", "100.0", "not shown"]
    by_gender = table(page, "By gender")
    assert list(by_gender) == ["Male", "Female", "Everybody"]
    assert by_gender["Male"][:4] == by_gender["Female"][:4] == group
    assert list(table(page, "By pathway")) == ["EMDR", "Skills group", "Everybody"]


def test_SAF_15_a_month_with_nothing_has_no_shares(visit):
    page = visit.open("/service/alerts?month=2025-12")

    assert table(page, "How many alerts") == {
        "Forms that can raise an alert": ["fewer than 5"],
        "Alerts": ["fewer than 5"],
        "Alerts for each 100 forms": ["– no figure"],
    }
    assert set(map(tuple, table(page, "in time").values())) == {("– no figure",)}


def test_a_month_is_chosen_and_the_newest_full_one_comes_first(visit, february):
    page = visit.open("/service/alerts")
    options = [option.text for option in page.select("select option")]
    assert (options[0], options[-1], len(options)) == ("February 2026", "February 2025", 13)

    page = visit.press("Show", month="2026-01")

    assert "January 2026" in page.h1.text
    assert page.select_one("option[selected]").text == "January 2026"
    assert table(page, "How many alerts")["Alerts"] == ["fewer than 5"]


@pytest.mark.parametrize("month", ["2026-03", "2019-01", "", "2026-2", "x", "2026-02-01"])
def test_a_month_that_is_not_there_is_not_found(visit, month):
    visit.open(f"/service/alerts?month={month}", status=404)


def test_HAZ_04_the_page_says_what_a_number_means_and_what_it_does_not(visit, said):
    words = said(visit.open("/service/alerts"))

    for what in (
        "A high number of alerts says that people answer openly, not that the service is worse.",
        "If alerts come so often that they are hard to heed, tell your clinical safety officer.",
        "These figures do not say whether what was done was right.",
        "A dash means that there is too little to make a figure of. It is not a zero.",
        "Figures of one clinician. Heard makes none.",
    ):
        assert what in words


def test_SAF_06_no_level_of_risk_on_any_page(visit, february):
    for address in ("/service/", "/service/alerts"):
        assert not re.search(LEVELS, visit.open(address).get_text(" "))


def test_every_table_has_a_name_and_every_row_and_column_a_heading(visit, february):
    for found in visit.open("/service/alerts").select("table"):
        assert found.caption.get_text(strip=True)
        assert all(row.select_one("th[scope=row]") for row in found.select("tbody tr"))
        assert all(heading["scope"] == "col" for heading in found.select("thead th"))


def test_it_works_by_a_link_from_the_first_page(visit, february):
    page = visit.open("/service/")
    assert "The newest month: February 2026" in " ".join(page.main.text.split())

    assert "Alerts by month" in visit.follow("Alerts by month").h1.text
    assert visit.follow("Back to service figures").h1.text.endswith("Service figures")
