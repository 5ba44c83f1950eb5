"""`flask measures` as somebody at a terminal meets it."""

import json
import shutil
import time

import pytest
from click.testing import CliRunner

from app.cli.measures import measures
from app.instruments import Library
from tests.instruments.reference import load

VECTORS = load("scoring_vectors")


def run(*arguments, given=None):
    return CliRunner().invoke(measures, arguments, input=given)


def answered(command, records):
    result = run(command, "-", given=json.dumps(records))
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_list_names_all_seven_measures_and_the_one_that_needs_a_licence():
    result = run("list")

    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines] == list(Library().list_keys())
    assert [line.split()[0] for line in lines if "needs a licence" in line] == ["swemwbs"]


def test_show_prints_the_words_and_the_rules():
    result = run("show", "core_om")

    assert result.exit_code == 0
    assert "16  I made plans to end my life  [risk]" in result.output
    assert "all_items_clinical: 0.0-40.0, 34 items, 3 may be blank  <- headline" in result.output
    assert "© CORE System Trust" in result.output


def test_show_prints_another_language():
    assert "Wcale nie dokuczały" in run("show", "phq9", "--language", "pl").output


@pytest.mark.parametrize("arguments", [("show", "phq8"), ("show", "phq9", "--language", "xx")])
def test_show_refuses_in_one_line_what_is_not_there(arguments):
    result = run(*arguments)

    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1


def test_check_is_content_with_the_packaged_definitions():
    result = run("check")

    assert result.exit_code == 0
    assert result.output.count("ok ") == 7
    assert "ders [en] without bands, caseness, reliable change, risk items" in result.output


def test_saf13_check_fails_when_one_character_of_an_item_has_changed(tmp_path):
    """SAF-13: one changed character fails the build."""
    path = shutil.copytree(Library().folder, tmp_path / "all") / "phq9" / "wording" / "en.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Poor appetite", "Poor appetites"), encoding="utf-8")

    result = run("--folder", str(tmp_path / "all"), "check")

    assert result.exit_code == 1
    assert "FAULT phq9: fingerprints.toml: en has changed" in result.output


def test_a_broken_definition_is_named_in_one_line(tmp_path):
    (tmp_path / "phq9").mkdir()
    (tmp_path / "phq9" / "measure.toml").write_text('key = "phq9"\nversion = 1\n')

    checked = run("--folder", str(tmp_path), "check")
    listed = run("--folder", str(tmp_path), "list")

    assert checked.exit_code == 1
    assert "FAULT phq9: measure.toml: 'short_name' is missing" in checked.output
    assert (listed.exit_code, len(listed.output.splitlines())) == (2, 1)


def test_score_answers_every_published_form_in_the_order_given():
    expected = [{"id": v["id"], **v["expected"]} for v in VECTORS["vectors"]]

    assert answered("score", VECTORS["vectors"]) == expected


def test_score_names_why_a_form_is_refused():
    expected = [{"id": v["id"], "error": v["expected_error"]} for v in VECTORS["invalid_vectors"]]

    assert answered("score", VECTORS["invalid_vectors"]) == expected


def test_change_answers_every_published_change_in_the_order_given():
    expected = [{"id": v["id"], **v["expected"]} for v in VECTORS["change_vectors"]]

    assert answered("change", VECTORS["change_vectors"]) == expected


def test_a_bad_record_leaves_the_others_standing():
    good = {"id": 1, "measure": "gad7", "responses": [1] * 7}
    found = answered("score", [{"id": "x", "measure": "gad8", "responses": []}, good])

    assert found[0] == {"id": "x", "error": "unknown_measure"}
    assert found[1]["scores"] == {"total": 7}


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        ({"measure": "ders", "pre": 100, "post": 60}, {"reliable_change": None}),
        ({"measure": "phq9", "pre": None, "post": 6}, {"reliable_change": None}),
        ({"measure": "phq9", "pre": 28, "post": 6}, {"error": "out_of_range"}),
        ({"measure": "phq9", "pre": True, "post": 6}, {"error": "out_of_range"}),
        ({"measure": "phq9", "pre": "16", "post": 6}, {"error": "out_of_range"}),
        ({"measure": "phq8", "pre": 16, "post": 6}, {"error": "unknown_measure"}),
    ],
)
def test_change_of_a_single_measure_in_odd_cases(record, answer):
    record = {"id": "a", "rule": "single_measure", **record}

    assert answered("change", [record]) == [{"id": "a", **answer}]


def test_talking_therapies_needs_both_measures_at_both_ends():
    record = {
        "id": "a",
        "rule": "nhs_talking_therapies",
        "pre": {"phq9": 10, "gad7": 8},
        "post": {"phq9": 4, "gad7": None},
    }

    assert answered("change", [record]) == [{"id": "a", "error": "unlike_measures"}]


def test_decimals_stay_exact():
    """12.1 to 17.1 is 5.0, although binary fractions make it a little less or more."""
    text = '[{"id":1,"rule":"single_measure","measure":"core_om","pre":12.1,"post":17.1}]'

    assert (
        json.loads(run("change", "-", given=text).output)[0]["reliable_change"] == "deterioration"
    )


def test_an_empty_array_gives_an_empty_array():
    assert answered("score", []) == []


@pytest.mark.parametrize("command", ["score", "change"])
@pytest.mark.parametrize(
    "given",
    [
        "",
        "[",
        "nonsense",
        "[NaN]",
        b"\xff\xfe\x00",
        "[" * 100_000,
        "1" * 5_000,
        "{}",
        "[1]",
        "[{}]",
        '[{"id": null}]',
        '[{"id": 1}]',
        '[{"id": 1, "measure": 5, "responses": [], "rule": 5}]',
        '[{"id": 1, "measure": "phq9", "responses": {}, "rule": "other"}]',
        '[{"id": 1, "measure": "phq9", "rule": "single_measure"}]',
        '[{"id": 1, "measure": "phq9", "rule": "nhs_talking_therapies", "pre": 1, "post": 2}]',
    ],
    ids=range(16),
)
def test_bad_input_gets_one_clear_line_and_exit_code_two(command, given):
    result = run(command, "-", given=given)

    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert len(result.output.splitlines()) == 1


def test_a_huge_exponent_is_out_of_range_at_once():
    text = '[{"id":1,"rule":"single_measure","measure":"phq9","pre":1e999999999,"post":1}]'

    assert json.loads(run("change", "-", given=text).output) == [{"id": 1, "error": "out_of_range"}]


def test_a_file_that_is_not_there_is_named(tmp_path):
    result = run("score", str(tmp_path / "none.json"))

    assert result.exit_code == 2
    assert "none.json" in result.output


def test_a_hundred_thousand_forms_score_in_seconds():
    """A tenth of them here, in a tenth of half a minute even on a busy machine."""
    forms = [
        {"id": n, "measure": "phq9", "responses": [(n + item) % 4 for item in range(9)]}
        for n in range(10_000)
    ]
    text = json.dumps(forms)

    began = time.process_time()
    result = run("score", "-", given=text)

    assert result.exit_code == 0
    assert time.process_time() - began < 3
