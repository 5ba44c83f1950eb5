"""Every language that people can choose says all that English says, and in the same shape."""

import re
from functools import cache
from gettext import c2py
from pathlib import Path

import polib
import pytest
from babel import Locale
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg

from config import LANGUAGES, TRANSLATIONS
from tests.pages import Visit

ROOT = Path(__file__).parents[1]
DIRECTIONS = {"en": "ltr", "pl": "ltr", "ar": "rtl"}

# Reviewed: these stay as they are in the language.
SAME_IN_EVERY_LANGUAGE = {"Samaritans", "Shout", "%(number)s (%(percent)s%%)"}
SAME = {
    "pl": {
        "%(minutes)s min", "%(questions)s, %(time)s", "%(when)s, %(name)s: %(part)s",
        "administrator",
    },
    "ar": set[str](),
}  # fmt: skip

# What a text holds that must not be lost or made up on the way.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
MARKUP = re.compile(r"<[^>]*>|&\w+;|[<&]")
# What somebody dials or types, such as 999 and SHOUT.
DIALLED = re.compile(r"\b\d{3,}\b|\b[A-Z]{5,}\b")
SENTENCE_END = re.compile(r"[.:;?!](?:\s|$)")

in_every_language = pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))

Text = tuple[str, str]  # what the code says of one, and of many ("" where it counts nothing)


@cache
def texts() -> frozenset[Text]:
    """Every text in the code and the templates, as `make translations` finds them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | parse_keywords(["_l"])
    found = extract_from_dir(ROOT, methods, options, keywords, directory_filter=_is_ours)
    return frozenset(_text(message) for _file, _line, message, _comments, _context in found)


@cache
def catalogue(language: str) -> polib.POFile:
    """What the language says."""
    return polib.pofile(str(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"))


def said(language: str) -> dict[Text, list[str]]:
    """What the language says for each English text: one text, or one for each plural form."""
    return {
        (entry.msgid, entry.msgid_plural): _forms(entry)
        for entry in catalogue(language)
        if not entry.obsolete
    }


def test_english_says_no_more_than_20_words_in_a_sentence():
    everything = [sentence for pair in texts() for text in pair for sentence in _sentences(text)]

    assert [sentence for sentence in everything if len(sentence.split()) > 20] == []


@in_every_language
def test_nothing_is_left_in_english(language: str):
    done = {text for text, forms in said(language).items() if all(forms)}

    assert texts() - done == set(), "run `make translations` and translate these"


@in_every_language
def test_nothing_is_left_over_or_guessed(language: str):
    guessed = [entry.msgid for entry in catalogue(language) if entry.fuzzy]
    left_over = [entry.msgid for entry in catalogue(language).obsolete_entries()]

    assert set(said(language)) - texts() == set()
    assert guessed + left_over == []


@in_every_language
def test_names_and_numbers_are_filled_in_as_in_english(language: str):
    counts_one = _forms_for_a_single_number(language)
    for (one, many), forms in said(language).items():
        for index, form in enumerate(forms):
            wanted, given = set(PLACEHOLDER.findall(many or one)), set(PLACEHOLDER.findall(form))
            # "two minutes" may be one word: a form for a single number need not repeat it.
            if many and index in counts_one:
                wanted, given = wanted - {"%(num)s"}, given - {"%(num)s"}
            assert given == wanted, form


@in_every_language
def test_every_text_can_be_filled_in(language: str):
    for forms in said(language).values():
        for form in forms:
            values = dict.fromkeys(re.findall(r"%\((\w+)\)", form), 1)
            assert not values or form % values


@in_every_language
def test_no_markup_comes_in_with_a_translation(language: str):
    for (one, _many), forms in said(language).items():
        for form in forms:
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(one)), form


@in_every_language
def test_what_people_dial_and_text_is_the_same(language: str):
    for (one, _many), forms in said(language).items():
        for form in forms:
            assert sorted(DIALLED.findall(form)) == sorted(DIALLED.findall(one)), form


@in_every_language
def test_texts_begin_and_end_as_in_english(language: str):
    for (one, _many), forms in said(language).items():
        for form in forms:
            assert _spaces_around(form) == _spaces_around(one), form
            assert one.endswith(":") == form.endswith((":", "：")), form


@in_every_language
def test_nothing_was_only_copied(language: str):
    allowed = SAME_IN_EVERY_LANGUAGE | SAME[language]
    copied = {one for (one, many), forms in said(language).items() if {one, many} & set(forms)}

    assert copied == allowed & {one for one, _many in texts()}


@in_every_language
def test_numbers_are_counted_as_the_language_counts(language: str):
    rule = c2py(_plural_rule(language).split("plural=")[1])
    forms = {len(forms) for (_one, many), forms in said(language).items() if many}
    # What CLDR calls each number ("few"), and the form that our rule takes: one of each for each.
    pairs = {(Locale.parse(language).plural_form(number), rule(number)) for number in range(1000)}

    assert forms == {len(pairs)}
    assert [len(set(side)) for side in zip(*pairs, strict=True)] == [len(pairs)] * 2
    assert catalogue(language).metadata["Language"] == language


@in_every_language
def test_it_says_whether_somebody_who_speaks_it_has_read_it(language: str):
    state = re.compile(r"needs native review|reviewed by .+ on \d{4}-\d\d-\d\d")

    assert state.search(catalogue(language).header)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_pages_are_in_the_language_that_was_asked_for(visit: Visit, language: str):
    answer = visit.get("/", headers={"Accept-Language": language})

    assert f'<html lang="{language}" dir="{DIRECTIONS[language]}">' in answer.text
    assert f"<h1>{_in(language, 'Welcome to Heard')}</h1>" in answer.text, (
        "make compiles catalogues"
    )


@pytest.mark.parametrize(("language", "name"), LANGUAGES.items())
def test_each_language_is_offered_in_its_own_name(language: str, name: str):
    assert name.casefold() == Locale.parse(language).get_display_name().casefold()


def _in(language: str, text: str) -> str:
    return text if language == "en" else said(language)[text, ""][0]


def _text(message: str | tuple[str, ...]) -> Text:
    return (message, "") if isinstance(message, str) else (message[0], message[1])


def _forms(entry: polib.POEntry) -> list[str]:
    plurals = entry.msgstr_plural
    return [plurals[index] for index in sorted(plurals)] if plurals else [entry.msgstr]


def _is_ours(directory: str) -> bool:
    return Path(directory).relative_to(ROOT).parts[:1] == ("app",)


def _sentences(text: str) -> list[str]:
    return SENTENCE_END.split(text)


def _spaces_around(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _plural_rule(language: str) -> str:
    return catalogue(language).metadata["Plural-Forms"].rstrip(";")


def _forms_for_a_single_number(language: str) -> set[int]:
    """Which plural forms are said of one number only."""
    rule = c2py(_plural_rule(language).split("plural=")[1])
    said_of = [rule(number) for number in range(200)]
    return {form for form in said_of if said_of.count(form) == 1}
