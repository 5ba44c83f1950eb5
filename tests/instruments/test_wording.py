"""English is exactly as published; other languages only where the copies agree."""

import re

import pytest

from app.instruments import find_wording, get_instrument, keys, wordings
from tests.instruments.reference import fingerprint, load

FINGERPRINTS = load("item_fingerprints")["measures"]
ENGLISH = load("items_en")["measures"]
TRANSLATED = load("items_translated")["measures"]
MIS_WORDINGS = load("mis_wordings")
NAMES = {"PHQ-9": "phq9", "GAD-7": "gad7"}
AGREED = {
    "same wording",
    "same but for a few letters",
    "same wording, another source differs",
}
TRANSLATIONS = [(key, w.language) for key in keys() for w in wordings(key) if w.language != "en"]


def english(key):
    wording = find_wording(key, "en")
    assert wording is not None
    return wording


def published_places():
    """Every text of every measure that has a published fingerprint, with where we keep it."""
    for key, measure in FINGERPRINTS.items():
        words = english(key)
        for number, place in measure["items"].items():
            yield f"{key}-q{number}", words.items[f"q{number}"], place
        for value, place in measure["options"].items():
            yield f"{key}-option-{value}", words.options[int(value)], place
        paragraphs = zip(words.instruction_paragraphs, measure["instructions"], strict=True)
        for n, (text, place) in enumerate(paragraphs, start=1):
            yield f"{key}-instructions-{n}", text, place
        if measure["stem"]:
            yield f"{key}-stem", words.stem, measure["stem"]
    yield "des_ii-prompt", english("des_ii").prompt, FINGERPRINTS["des_ii"]["other"]["item_prompt"]
    yield "core_om-closing", english("core_om").closing, FINGERPRINTS["core_om"]["other"]["closing"]


@pytest.mark.parametrize(
    ("text", "place"),
    [pytest.param(text, place, id=name) for name, text, place in published_places()],
)
def test_english_is_as_published(text, place):
    found = fingerprint(text)

    assert found in {accepted["sha256"] for accepted in place["accepted"]}
    assert found not in {rejected["sha256"] for rejected in place.get("rejected", [])}


def test_every_item_and_option_of_every_measure_has_a_published_fingerprint():
    for key in keys():
        words = english(key)
        assert [f"q{n}" for n in FINGERPRINTS[key]["items"]] == list(words.items)
        assert [int(v) for v in FINGERPRINTS[key]["options"]] == list(words.options)
        assert (words.stem is None) == (FINGERPRINTS[key]["stem"] is None)


@pytest.mark.parametrize("key", keys())
def test_english_items_are_the_primary_wording_to_the_letter(key):
    published = {f"q{item['n']}": item["text"] for item in ENGLISH[key]["items"]}

    assert dict(english(key).items) == published
    assert english(key).notice == ENGLISH[key]["copyright_notice"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(row, id=f"{row['measure']}-{row['place']}-{i}")
        for i, row in enumerate(MIS_WORDINGS)
    ],
)
def test_a_listed_mis_wording_is_rejected(wrong):
    place = FINGERPRINTS[wrong["measure"]][f"{wrong['kind']}s"][wrong["place"]]
    found = fingerprint(wrong["text"])

    assert found in {rejected["sha256"] for rejected in place["rejected"]}
    assert found not in {accepted["sha256"] for accepted in place["accepted"]}


def test_every_listed_mis_wording_is_tried():
    listed = [
        rejected["sha256"]
        for measure in FINGERPRINTS.values()
        for kind in ("items", "options")
        for place in measure[kind].values()
        for rejected in place["rejected"]
    ]

    assert sorted(listed) == sorted(fingerprint(row["text"]) for row in MIS_WORDINGS)


def test_the_fingerprint_is_made_the_published_way():
    [example] = load("item_fingerprints")["normalisation"]["self_test"]

    assert fingerprint(example["text"]) == example["sha256"]


def is_agreed(language):
    """Whether two copies agree on every item and every option."""
    parts = [*language["items"], *(language["options"]["choices"] or [])]
    return bool(language["options"]["choices"]) and all(p["agreement"] in AGREED for p in parts)


def test_a_language_is_here_exactly_where_every_item_and_option_is_agreed():
    agreed = {
        (NAMES[name], code)
        for name, measure in TRANSLATED.items()
        for code, language in measure["languages"].items()
        if code != "en" and is_agreed(language)
    }

    assert set(TRANSLATIONS) == agreed
    assert ("phq9", "pl") in agreed
    assert ("gad7", "ar") in agreed
    assert ("phq9", "ar") not in agreed  # its option labels were seen in one copy only


@pytest.mark.parametrize(("key", "code"), TRANSLATIONS)
def test_a_translation_is_the_compared_text_and_says_where_it_comes_from(key, code):
    wording = find_wording(key, code)
    assert wording is not None
    [name] = [name for name, ours in NAMES.items() if ours == key]
    compared = TRANSLATED[name]["languages"][code]

    assert list(wording.items.values()) == [item["text"] for item in compared["items"]]
    assert [(v, t) for v, t in wording.options.items()] == [
        (choice["value"], choice["text"]) for choice in compared["options"]["choices"]
    ]
    assert wording.instructions == compared["instructions"]["text"]
    copies = {copy.split(":")[0] for copy in wording.provenance.copies}
    assert copies >= set(compared["sources"])
    for other in differing_copies(compared):
        assert any(other in note for note in wording.provenance.notes), other


def differing_copies(compared):
    parts = [*compared["items"], *compared["options"]["choices"], compared["instructions"]]
    for part in parts:
        yield from part.get("near_variants", {}).values()
        yield from part.get("other_wording", {}).values()


def undamaged(arabic):
    """Without vowel signs, and with kaf where extraction left alef with madda."""
    return re.sub("[\u064b-\u0652]", "", arabic).replace("آ", "ك").strip(" .")


def test_arabic_gad7_instructions_differ_between_copies_only_by_damage_and_a_tick_instruction():
    compared = TRANSLATED["GAD-7"]["languages"]["ar"]["instructions"]
    [other] = compared["other_wording"].values()

    assert undamaged(other).startswith(undamaged(compared["text"]))
    assert "ضع علامة" in other.removeprefix(other[: len(compared["text"])])


@pytest.mark.parametrize("key", keys())
def test_every_wording_has_a_notice_and_a_direction(key):
    for wording in wordings(key):
        assert wording.notice
        assert wording.direction == ("rtl" if wording.language == "ar" else "ltr")
        assert wording.provenance.copies


def test_a_choice_is_worded_for_its_item():
    words = english("phq9")
    item = get_instrument("phq9").get_item("q9")

    assert words.question(item).startswith("Thoughts that you would be better off dead")
    assert words.choices(item)[0] == (0, "Not at all")
    assert words.choice(item, 3) == "Nearly every day"


def test_an_unknown_language_has_no_wording():
    assert find_wording("phq9", "xx") is None
    assert find_wording("phq9", "../../gad7/wording/ar") is None


def test_only_swemwbs_needs_a_licence_of_the_service():
    needed = [k for k in keys() if get_instrument(k).licence.required_from_service]

    assert needed == ["swemwbs"]
