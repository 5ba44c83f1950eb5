"""A definition that contradicts itself or has changed is named; a good one needs no program."""

import re
import shutil
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from app.instruments import (
    Change,
    InvalidDefinition,
    Library,
    UnknownInstrument,
    UnknownItem,
    change,
    faults_in,
    find_wording,
    get_instrument,
    keys,
    score,
    wordings,
)
from tests.instruments.reference import DATA, as_published

PACKAGED = Library().folder
LOCKED = [(key, wording.language) for key in keys() for wording in wordings(key)]


@pytest.fixture
def copy_of(tmp_path):
    """A copy of one measure's folder, free to be spoilt."""

    def copy(key: str) -> Path:
        return Path(shutil.copytree(PACKAGED / key, tmp_path / key))

    return copy


def test_every_packaged_definition_is_sound():
    assert faults_in(Library()) == {key: [] for key in keys()}
    assert set(keys()) == {"phq9", "gad7", "swemwbs", "core_om", "ders", "des_ii", "pcl5"}


def texts_in(table, path=()):
    """Every text of a wording file that a person reads, with its place."""
    for key, value in table.items():
        if isinstance(value, dict) and key != "provenance":
            yield from texts_in(value, (*path, key))
        elif isinstance(value, list):
            yield from value
        elif isinstance(value, str) and key not in ("language", "direction"):
            yield value


@pytest.mark.parametrize(("key", "language"), LOCKED)
def test_saf13_one_changed_character_in_any_text_fails_the_check(copy_of, key, language):
    """SAF-13: items, options, instructions and notices are locked by hash."""
    folder = copy_of(key)
    path = folder / "wording" / f"{language}.toml"
    exact = path.read_text(encoding="utf-8")

    for text in texts_in(tomllib.loads(exact)):
        quoted = text.replace('"', '\\"')
        changed = quoted[:-1] + ("x" if quoted[-1] != "x" else "y")
        path.write_text(exact.replace(f'"{quoted}"', f'"{changed}"', 1), encoding="utf-8")
        [fault] = faults_in(Library(folder.parent))[key]
        assert f"fingerprints.toml: {language} has changed" in fault, text


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("phq9", 'recall = "2 weeks"', 'recall = "1 week"'),
        ("pcl5", 'recall = "1 month"', 'recall = "1 week"'),
        ("core_om", "reverse = [3, 4, 7, 12, 19,", "reverse = [3, 4, 7, 12, 18,"),
        ("swemwbs", "20 = 18.59", "20 = 18.95"),
        ("gad7", "at_least = 8\n", "at_least = 9\n"),
        ("ders", "items = [3, 14, 19, 24, 27, 32]", "items = [3, 14, 19, 24, 26, 32]"),
        ("des_ii", "at_least = 30\nsource", "at_least = 20\nsource"),
    ],
)
def test_saf13_a_changed_rule_or_recall_period_fails_the_check(copy_of, key, old, new):
    """SAF-13: the recall period, the order and every scoring rule are locked by hash too."""
    folder = copy_of(key)
    spoil(folder / "measure.toml", old, new)

    [fault] = faults_in(Library(folder.parent))[key]

    assert fault.startswith("fingerprints.toml: measure has changed")


def test_saf13_two_items_that_change_places_fail_the_check(copy_of):
    folder = copy_of("phq9")
    path = folder / "wording" / "en.toml"
    text = path.read_text(encoding="utf-8").replace("q1 =", "q0 =").replace("q2 =", "q1 =")
    path.write_text(text.replace("q0 =", "q2 ="), encoding="utf-8")

    assert faults_in(Library(folder.parent))["phq9"]


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


MEASURE_FAULTS = [
    ('key = "phq9"', 'key = "phq-9"', "'key' is 'phq-9' but the folder is 'phq9'"),
    ("version = 1\n", "", "'version' is missing"),
    ("version = 1\n", "version = true\n", "'version' must be a whole number"),
    ('name = "Patient', 'name = " Patient', "'name' must be a text without spaces at its ends"),
    ('better = "lower"', 'better = "down"', "'better' must be one of lower, higher"),
    ('headline = "total"', 'headline = "sum"', "'headline' names no reported score: 'sum'"),
    ('headline = "total"', 'headline = "symptoms"', "'headline' names no reported score"),
    ('recall = "2 weeks"', 'recall = "2 weeks"\nrecal = 1', "'recal' is not known here"),
    ("required_from_service = false", "", "licence: 'required_from_service' is missing"),
    ("[licence]", "[license]", "'licence' is missing"),
    ("first = 1", "first = 2", "items must be numbered 1, 2, 3 ... without a gap"),
    ("values = [0, 1, 2, 3]", "values = [3, 2, 1, 0]", "'values' must rise from the lowest"),
    ("values = [0, 1, 2, 3]", 'values = ["0"]', "'values' must be a list of whole numbers"),
    ("values = [0, 1, 2, 3]", "values = [0, 1, 3]\nreverse = [9]", "cannot be mirrored"),
    ("values = [0, 1, 2, 3]", "values = [0, 1, 2, 3]\nreverse = [10]", "items of another group"),
    ('rule = "prorated_sum"', 'rule = "median"', "scores total: 'rule' must be one of sum"),
    ("max_missing = 2", "max_missing = 9", "must leave at least one item answered"),
    ("max_missing = 2", "max_missing = 0", "a prorated sum without 'max_missing' is a sum"),
    ("highest = 27", "highest = 36", "score total: its items give 0 to 27, not what 'range' says"),
    ("items = [1, 2]", "items = [1, 12]", "score core_symptoms: there is no item [12]"),
    ("items = [1, 2]", "items = [1, 1]", "'items' is empty or names an item twice"),
    ("items = [1, 2]\n", "", "scores core_symptoms: 'items' is missing"),
    ('name = "symptoms"', 'name = "total"', "there are two scores of this name"),
    ("at_least = 5\nsource", "at_least = 50\nsource", "bands must rise"),
    ("at_least = 0\nsource", "at_least = 1\nsource", "bands must begin at 0"),
    ('at_least = 10\nsource = "Kroenke 2001; NHS', 'at_least = 28\nsource = "NHS', "caseness lies"),
    ("at_least = 6\nsource", "at_least = 0\nsource", "reliable change must be more than nothing"),
    (
        'score = "symptoms", at_least = 5',
        'score = "signs", at_least = 5',
        "there is no score ['signs']",
    ),
    (
        '{ score = "symptoms", at_least = 5 }',
        '{ score = "symptoms" }',
        "needs 'at_least' or 'at_most'",
    ),
    ("when = [\n", "if = [\n", "derived major_depressive_syndrome: needs 'when' or 'cutoffs'"),
    ("item = 9", "item = 10", "risk: there is no item 10"),
    ('kind = "self"', 'kind = "me"', "risk 9: 'kind' must be one of self, others"),
    ('kind = "self"\nat_least = 1', 'kind = "self"\nat_least = 0', "a response above the lowest"),
    ("[[items]]", "[[items", "cannot be read"),
]


@pytest.mark.parametrize(("old", "new", "fault"), MEASURE_FAULTS, ids=range(len(MEASURE_FAULTS)))
def test_a_definition_that_contradicts_itself_is_named(copy_of, old, new, fault):
    folder = copy_of("phq9")
    spoil(folder / "measure.toml", old, new)

    with pytest.raises(InvalidDefinition) as refusal:
        Library(folder.parent).get("phq9")

    assert fault in str(refusal.value)
    assert any(fault in line for line in faults_in(Library(folder.parent))["phq9"])


@pytest.mark.parametrize("said", ["", "risk = []\n", 'risk = "no"\n', 'risk = "None"\n'])
def test_saf_05_a_measure_with_no_decision_about_risk_items_is_refused(copy_of, said):
    folder = copy_of("gad7")
    text = (folder / "measure.toml").read_text()
    changed = re.sub(r"^risk = .*\n", said, text, flags=re.MULTILINE)
    assert changed != text
    (folder / "measure.toml").write_text(changed)

    with pytest.raises(InvalidDefinition, match="'risk' must"):
        Library(folder.parent).get("gad7")


def test_saf_05_no_measure_is_without_its_decision():
    decided = {key: bool(get_instrument(key).risk_items) for key in keys()}

    assert {key for key, is_there in decided.items() if is_there} == {"phq9", "core_om"}
    for key in decided.keys() - {"phq9", "core_om"}:
        assert '\nrisk = "none"  # ' in (PACKAGED / key / "measure.toml").read_text(), "say why"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("20 = 18.59\n", "", "'table' must have every value from 7 to 35"),
        ("20 = 18.59", "twenty = 18.59", "entries that are not whole numbers: ['twenty']"),
        ('of = "raw_total"', 'of = "raw"', "'of' must name an earlier score whose rule is sum"),
        ("20 = 18.59", '20 = "18.59"', "scores metric table: '20' must be a number"),
        ("20 = 18.59", "20 = nan", "cannot be read"),
    ],
)
def test_a_conversion_table_with_a_hole_is_named(copy_of, old, new, fault):
    folder = copy_of("swemwbs")
    spoil(folder / "measure.toml", old, new)

    assert any(fault in line for line in faults_in(Library(folder.parent))["swemwbs"])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (r"q3 = .*\n", "", "wording/en.toml: items: 'q3' is missing"),
        (r"q3 = .*\n", 'q3 = ""\n', "items: 'q3' must be a text without spaces at its ends"),
        (r"q3 = ", 'q33 = "More"\nq3 = ', "items: 'q33' is not known here"),
        (r"\n2 = .*", "", "options: '2' is missing"),
        (r'language = "en"', 'language = "fr"', "'language' is 'fr' but the file is 'en.toml'"),
        (r'direction = "ltr"', 'direction = "up"', "'direction' must be one of ltr, rtl"),
        (r"notice = .*\n", "", "'notice' is missing"),
        (r"instructions = \[[^]]*\]\n", "", "'instructions' is missing"),
        (r"\[provenance\]\nsource = .*\n", "[provenance]\n", "provenance: 'source' is missing"),
    ],
)
def test_what_a_wording_lacks_is_named(copy_of, old, new, fault):
    folder = copy_of("phq9")
    path = folder / "wording" / "en.toml"
    text, found = re.subn(old, new, path.read_text(encoding="utf-8"), count=1)
    assert found
    path.write_text(text, encoding="utf-8")

    assert any(fault in line for line in faults_in(Library(folder.parent))["phq9"])


def test_missing_files_are_named(copy_of, tmp_path):
    assert faults_in(Library(tmp_path)) == {str(tmp_path): ["there is no measure in this folder"]}

    folder = copy_of("phq9")
    (folder / "fingerprints.toml").unlink()
    (folder / "wording" / "en.toml").unlink()
    (tmp_path / "empty").mkdir()

    report = faults_in(Library(tmp_path))

    assert report["empty"] == ["measure.toml is missing"]
    assert "wording/en.toml is missing" in report["phq9"]
    assert any("measure is missing; if it is right" in fault for fault in report["phq9"])


def test_a_fingerprint_of_a_language_that_is_gone_is_named(copy_of):
    folder = copy_of("phq9")
    (folder / "wording" / "pl.toml").unlink()

    assert faults_in(Library(folder.parent))["phq9"] == [
        "fingerprints.toml: pl names nothing that can be read here"
    ]


# Worked out by hand from the published rule: mean of the answered items x 10, items 2 and 3
# reversed, one blank allowed, bands from 6, 11, 15, 20 and 25, a case from 11, risk in item 6.
CORE10 = {
    "lowest option throughout: 2 x 4 = 8": (
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 8, "low_level", False, [], []
    ),
    "highest option throughout: 8 x 4 = 32": (
        [4, 4, 4, 4, 4, 4, 4, 4, 4, 4], 32, "severe", True, [4], []
    ),
    "as bad as can be: 40": ([4, 0, 0, 4, 4, 4, 4, 4, 4, 4], 40, "severe", True, [4], []),
    "as good as can be: 0": ([0, 4, 4, 0, 0, 0, 0, 0, 0, 0], 0, "healthy", False, [], []),
    "2+1+1+2+1+0+2+1+0+0 = 10": ([2, 3, 3, 2, 1, 0, 2, 1, 0, 0], 10, "low_level", False, [], []),
    "2+1+1+2+1+0+2+1+1+0 = 11": ([2, 3, 3, 2, 1, 0, 2, 1, 1, 0], 11, "mild", True, [], []),
    "nine answered, sum 6: 6/9 x 10": (
        [None, 4, 4, 1, 1, 0, 1, 1, 1, 1], Fraction(20, 3), "low_level", False, [], []
    ),
    "risk item blank, sum 18 of nine: 20": (
        [2, 2, 2, 2, 2, None, 2, 2, 2, 2], 20, "moderate_to_severe", True, [], [6]
    ),
    "two blanks void it, the risk answer stands": (
        [None, 4, None, 1, 1, 1, 1, 1, 1, 1], None, None, None, [1], []
    ),
}  # fmt: skip


@pytest.fixture
def with_core10(tmp_path):
    """A folder of definitions to which CORE-10 was added: files only."""
    shutil.copytree(DATA / "core10", tmp_path / "core10")
    return Library(tmp_path)


@pytest.mark.parametrize("case", CORE10.values(), ids=CORE10)
def test_adding_core10_needs_no_program(with_core10, case):
    responses, clinical, band, caseness, flags, unanswered = case

    sheet = score(with_core10.get("core10"), responses)

    assert sheet.scores == {"clinical": clinical}
    assert (sheet.band, sheet.caseness) == (band, caseness)
    assert [flag.response for flag in sheet.risk_flags] == flags
    assert list(sheet.risk_unanswered) == unanswered
    assert sheet.prorated == (None in responses and clinical is not None)


def test_an_added_measure_has_words_change_and_a_check(with_core10):
    core10 = with_core10.get("core10")
    words = with_core10.find_wording("core10", "en")

    assert words.question(core10.get_item("q6")) == "I made plans to end my life"
    assert change(core10, 20, 14) is Change.IMPROVEMENT
    assert change(core10, 20, 15) is Change.NONE
    assert len(faults_in(with_core10)["core10"]) == 2  # both only ask for its fingerprints
    (with_core10.folder / "core10" / "fingerprints.toml").write_text(
        f'measure = "{core10.fingerprint}"\nen = "{words.fingerprint}"\n'
    )
    assert faults_in(Library(with_core10.folder)) == {"core10": []}


def test_an_item_may_have_a_scale_and_labels_of_its_own(copy_of):
    folder = copy_of("gad7")
    spoil(
        folder / "measure.toml",
        "last = 7\nvalues = [0, 1, 2, 3]\n",
        "last = 6\nvalues = [0, 1, 2, 3]\n\n[[items]]\nfirst = 7\nlast = 7\nvalues = [0, 1]\n",
    )
    spoil(folder / "measure.toml", "highest = 21", "highest = 19")
    with (folder / "wording" / "en.toml").open("a") as file:
        file.write('\n[own_options.q7]\n0 = "No"\n1 = "Yes"\n')

    library = Library(folder.parent)
    gad7, words = library.get("gad7"), library.find_wording("gad7", "en")

    assert score(gad7, [3, 3, 3, 3, 3, 3, 1]).scores == {"total": 19}
    assert words.choices(gad7.get_item("q7")) == ((0, "No"), (1, "Yes"))
    assert words.choice(gad7.get_item("q6"), 3) == "Nearly every day"


def test_a_file_is_read_once_and_only_when_asked_for(copy_of):
    folder = copy_of("phq9")
    shutil.copytree(PACKAGED / "gad7", folder.parent / "gad7")
    (folder.parent / "gad7" / "measure.toml").write_text("spoilt")
    (folder / "wording" / "pl.toml").write_text("spoilt")
    library = Library(folder.parent)

    english = library.find_wording("phq9", "en")
    shutil.rmtree(folder)

    assert library.find_wording("phq9", "en") is english
    assert get_instrument("phq9") is get_instrument("phq9")
    assert find_wording("phq9", "en") is find_wording("phq9", "en")


def test_unknown_names_are_refused():
    with pytest.raises(UnknownInstrument):
        get_instrument("phq8")
    with pytest.raises(UnknownInstrument):
        find_wording("../phq9", "en")
    with pytest.raises(UnknownItem):
        get_instrument("phq9").responses({"q10": 1})
    with pytest.raises(UnknownItem):
        get_instrument("phq9").get_item("q0")


def test_answers_by_name_become_responses_in_printed_order():
    phq9 = get_instrument("phq9")

    responses = phq9.responses({"q9": 1, "q1": 0, "q2": None})

    assert responses == (0, None, None, None, None, None, None, None, 1)
    assert as_published(score(phq9, responses))["risk_flags"] == [
        {"item": 9, "kind": "self", "response": 1}
    ]
