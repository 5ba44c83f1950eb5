"""What staff read: exact, brief, and never a level of risk."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import render_template_string

import app.web.clinician as pages
from app.scheduling import HelpWanted, Mode
from app.web.clinician import words
from app.web.ui import language_name

FOLDER = Path(pages.__file__).parent
APP = FOLDER.parents[1]
CASELOAD = APP / "caseload"
BANNED = re.compile(
    r"(high|low|medium|moderate|severe|increased|elevated|no)[\s-]+risk\b|\bat[\s-]risk\b"
    r"|risk[\s-]+(level|score|band|rating|flag|category|colour|color|status)|\bpredict"
    r"|\bsuicidal\b|\bred[\s-]flag|traffic[\s-]light|\bdangerous\b|\bsafe to\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "said",
    ["high risk", "Low-risk client", "at risk of harm", "risk level", "This predicts", "red flag"],
)
def test_the_lint_would_notice(said):
    assert BANNED.search(said)


def test_saf_06_nothing_that_staff_read_names_a_level_of_risk_or_predicts():
    files = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py"), *CASELOAD.rglob("*.py")]

    assert len(files) > 20
    assert {
        f.name: BANNED.findall(f.read_text()) for f in files if BANNED.search(f.read_text())
    } == {}


def test_saf_06_no_message_and_no_other_page_about_alerts_names_one():
    places = ["risk", "web/administrator", "web/ui/templates", "cli/demo"]
    found = [file for place in places for file in (APP / place).rglob("*.*")]
    files = [file for file in found if file.suffix in (".py", ".html", ".toml")]

    assert len(files) > 50
    assert [file.name for file in files if BANNED.search(file.read_text())] == []


def test_saf_06_no_colour_is_kept_for_answers_to_look_at():
    """NHS components that mean danger by their colour are not for answers."""
    loud = re.compile(r"nhsuk-(tag--(red|orange|yellow|green|pink)|card--care|warning-callout)")

    assert [f.name for f in FOLDER.rglob("*.html") if loud.search(f.read_text())] == []


def test_every_word_of_the_templates_can_be_translated():
    """Words between tags that are not inside `{{ }}` would stay English for ever."""
    bare = {}
    for file in FOLDER.rglob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text(), flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text, flags=re.DOTALL)
        if found := re.findall(r"[A-Za-z]{2,}", text):
            bare[file.name] = found

    assert bare == {}


def test_an_nhs_number_is_in_threes_and_a_four():
    # Plain spaces would let the parts change places in an Arabic page.
    assert words.nhs_number("9990000018") == "999\xa0000\xa00018"
    assert words.nhs_number("12345") == "12345"


@pytest.fixture
def in_english(app, at):
    """A request, as words depend on the reader's language."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.usefixtures("in_english")
def test_times_are_those_of_the_clock_on_the_wall():
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert words.day(summer) == "2 Jul 2026"
    assert words.moment(summer) == "Thu 2 Jul, 00:30"
    assert words.moment(summer.replace(year=2025)) == "Wed 2 Jul 2025, 00:30"


@pytest.mark.usefixtures("in_english")
def test_age_counts_birthdays():
    assert words.age("1990-03-04") == "36 years"
    assert words.age("1990-03-05") == "35 years"
    assert words.age("not a date") == ""


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("code", "name"),
    [("pl", "Polish"), ("ar", "Arabic"), ("pt-BR", "Portuguese (Brazil)"), ("xx-??", "xx-??")],
)
def test_languages_have_names(code, name):
    assert language_name(code) == name


@pytest.mark.usefixtures("in_english")
def test_every_mode_and_every_plea_has_words():
    assert len({words.mode(mode) for mode in Mode}) == len(Mode)
    assert len({words.help_wanted(wanted) for wanted in HelpWanted}) == len(HelpWanted)


@pytest.mark.parametrize(("code", "figure"), [("en", "15.8"), ("pl", "15,8"), ("ar", "15.8")])
def test_figures_have_the_readers_decimal_sign(app, code, figure):
    with app.test_request_context(headers={"Accept-Language": code}):
        assert words.number("15.8") == figure
        assert words.number(17) == "17"


@pytest.mark.parametrize(("code", "signs"), [("en", ", ; "), ("pl", ", ; "), ("ar", "، ؛ ")])
def test_the_parts_of_a_row_stand_apart_as_the_reader_writes(app, code, signs):
    with app.test_request_context(headers={"Accept-Language": code}):
        assert words.comma() + words.semicolon() == signs


def test_a_language_is_named_as_within_a_sentence(app):
    with app.test_request_context(headers={"Accept-Language": "pl"}):
        assert language_name("pl") == "polski"


def test_no_template_writes_a_comma_of_its_own_between_parts():
    bare = re.compile(r"(\}\}|</\w+>)[,;] (\{\{|<)")

    assert {f.name for f in FOLDER.rglob("*.html") if bare.search(f.read_text())} == set()


def test_english_below_an_answer_is_read_from_left_to_right_on_an_arabic_page(app):
    answer = SimpleNamespace(
        text="Kilka dni", language="pl", direction="ltr", english="Several days, or more."
    )
    with app.test_request_context(headers={"Accept-Language": "ar"}):
        shown = render_template_string(
            '{% from "clinician/parts.html" import said %}{{ said(answer) }}', answer=answer
        )

    english = BeautifulSoup(shown, "html.parser").select_one(".heard-english [lang=en][dir=ltr]")
    assert english.text == "Several days, or more."
