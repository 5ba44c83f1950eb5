"""Files for translators who work elsewhere: what is not touched comes back as it was."""

import io
import zipfile

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.codesign import (
    BadFile,
    FileFault,
    FileSentence,
    Freshness,
    TranslatedSentence,
    TranslationFault,
    as_po,
    as_xlsx,
    from_po,
    from_xlsx,
    tidied,
)

KNOWN = {"title", "why", "wait.option.long"}


def beside(text="Tytuł", source="Title", *, address="title", freshness=Freshness.APPROVED, **more):
    return TranslatedSentence(address, source, freshness, text, **more)


def write_po(sentences):
    return as_po(sentences, "ar")


def read_po(data):
    return from_po(data, "ar", KNOWN)


def write_xlsx(sentences):
    return as_xlsx(sentences, "ar", is_rtl=True)


def read_xlsx(data):
    return from_xlsx(data, "ar", KNOWN)


def po_edit(data, text):
    """What a translator's program makes of the first entry."""
    file = polib.pofile(data.decode())
    file[0].msgstr, file[0].flags = text, []
    return str(file).encode()


def xlsx_edit(data, text):
    book = load_workbook(io.BytesIO(data))
    cell = book.worksheets[0]["C2"]
    cell.value, cell.data_type = text, "s"
    return saved(book)


def saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


KINDS = {"po": (write_po, read_po, po_edit), "xlsx": (write_xlsx, read_xlsx, xlsx_edit)}
both = pytest.mark.parametrize("kind", KINDS)
HARD = [
    "=1+1",
    "+x",
    "-x",
    "@x",
    "😀 👩‍👧",
    "a\nb\n\nc",
    "نعم\u200f (yes)",
    '"x" \\n',
    "_x000A_",
    "'a",
]


@both
@pytest.mark.parametrize("text", HARD)
def test_SEC_08_nothing_that_was_not_touched_is_changed_on_the_way(kind, text):
    write, read, _edit = KINDS[kind]

    [found] = read(write([beside(text, source=text)]))

    assert (found.source, found.text, found.is_untouched) == (text, text, True)


@both
@pytest.mark.parametrize("text", HARD)
def test_what_a_translator_writes_comes_back_exactly(kind, text):
    write, read, edit = KINDS[kind]

    [found] = read(edit(write([beside()]), text))

    assert (found.text, found.is_untouched) == (text, False)


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], include_characters="\n"),
    min_size=1, max_size=60,
).map(tidied).filter(lambda text: text and "x005F_" not in text)  # fmt: skip


@both
@settings(max_examples=50)
@given(source=WORDS, text=WORDS)
@example(source="x\u2028y", text="_x000D_")
def test_whatever_is_written_comes_back(kind, source, text):
    write, read, _edit = KINDS[kind]

    [found] = read(write([beside(tidied(text), source=tidied(source))]))

    assert (found.source, found.text) == (tidied(source), tidied(text))
    assert found.is_untouched


@both
def test_stale_and_missing_sentences_go_out_and_change_nothing_by_coming_back(kind):
    write, read, _edit = KINDS[kind]
    stale = beside("Stary", "Title", freshness=Freshness.STALE, older_source="Old title")
    missing = beside("", "Why", address="why", freshness=Freshness.MISSING)

    assert all(one.is_untouched for one in read(write([stale, missing])))


@both
def test_a_stale_sentence_that_was_translated_anew_comes_back(kind):
    write, read, edit = KINDS[kind]
    stale = beside("Stary", "Title", freshness=Freshness.STALE, older_source="Old title")

    [found] = read(edit(write([stale]), "Nowy"))

    assert (found.source, found.text, found.is_untouched) == ("Title", "Nowy", False)


def test_the_older_english_of_a_stale_sentence_goes_with_it():
    stale = beside("Stary", "Title", freshness=Freshness.STALE, older_source="Old title")

    [entry] = polib.pofile(as_po([stale], "pl").decode())
    sheet = load_workbook(io.BytesIO(as_xlsx([stale], "pl", is_rtl=False))).worksheets[0]

    assert (entry.fuzzy, entry.previous_msgid, entry.msgstr) == (True, "Old title", "Stary")
    assert [cell.value for cell in sheet[2]][:5] == ["title", "Title", None, "Old title", "Stary"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_SEC_08_no_cell_of_the_sheet_is_a_formula_or_becomes_one(start):
    text = f"{start}HYPERLINK(A1)"

    sheet = load_workbook(io.BytesIO(write_xlsx([beside(text, source=text)]))).worksheets[0]

    for cell in (sheet["B2"], sheet["C2"]):
        assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")


def faults(read, data):
    with pytest.raises(BadFile) as refused:
        read(data)
    return [(one.line, one.fault) for one in refused.value.faults]


@both
def test_everything_that_is_wrong_is_said_line_by_line(kind):
    write, read, _edit = KINDS[kind]
    file = write([
        beside(),
        beside("Lub {to}", address="why", source="Or", freshness=Freshness.MISSING),
        beside("x", address="nowhere"),
        beside(),
    ])  # fmt: skip

    found = faults(read, file.replace(b"heard:", b"other:") if kind == "po" else file)

    kinds = [fault for _line, fault in found]
    expected = [FileFault.UNKNOWN_PLACE, FileFault.SAME_PLACE]
    assert kinds == ([TranslationFault.PLACEHOLDERS, *expected] if kind == "po" else expected)
    assert [line for line, _fault in found] == sorted(line for line, _fault in found)


def sheet_with(cell, value):
    book = load_workbook(io.BytesIO(write_xlsx([beside()])))
    book.worksheets[0][cell] = value
    return saved(book)


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("C2", "=1+1", (2, FileFault.FORMULA)),
        ("C2", 5, (2, FileFault.NOT_TEXT)),
        ("C2", "<b>x", (2, TranslationFault.MARKUP)),
        ("A2", None, (2, FileFault.NO_PLACE)),
        ("A2", "elsewhere", (2, FileFault.UNKNOWN_PLACE)),
        ("C1", "Something", (1, FileFault.NO_COLUMNS)),
        ("A999999", "x", (None, FileFault.TOO_BIG)),
    ],
)
def test_a_bad_sheet_is_explained(cell, value, fault):
    assert fault in faults(read_xlsx, sheet_with(cell, value))


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"PK\3\4 no", "žluť".encode("utf-16"), b"[1]"])
def test_what_is_no_sheet_is_said_so(data):
    assert faults(read_xlsx, data) == [(None, FileFault.NOT_READABLE)]


def packed(name, content):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return written.getvalue()


def test_a_file_that_grows_without_end_is_not_unpacked():
    assert faults(read_xlsx, packed("a.xml", "0" * 21_000_000)) == [(None, FileFault.TOO_BIG)]
    assert faults(read_xlsx, b"0" * 400_001) == [(None, FileFault.TOO_BIG)]


def test_a_sheet_that_declares_what_it_means_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'

    assert faults(read_xlsx, packed("xl/workbook.xml", bomb)) == [(None, FileFault.NOT_READABLE)]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b'msgid "a"\nmsgstr "b\n', (2, FileFault.NOT_READABLE)),
        (b"\xff\xfe", (None, FileFault.NOT_READABLE)),
        (b"\n\nnonsense\n", (3, FileFault.NOT_READABLE)),
        (b'msgid "a"\nmsgstr "b"\n', (1, FileFault.NO_PLACE)),
        (b"/etc/hostname", (1, FileFault.NOT_READABLE)),
        (b'msgid ""\nmsgstr "Language: pl\\n"\n', (None, FileFault.OTHER_LANGUAGE)),
        (b"0" * 400_001, (None, FileFault.TOO_BIG)),
    ],
)
def test_a_bad_po_file_is_explained(data, fault):
    assert fault in faults(read_po, data)


def test_a_file_without_our_codes_is_taken_as_it_stands():
    data = b'msgctxt "title"\nmsgid "Title"\nmsgstr "T"\n'

    assert read_po(data) == [FileSentence(1, "title", "Title", "T", None)]


def test_what_a_translator_is_not_sure_of_is_left_out():
    data = b'#, fuzzy\nmsgctxt "title"\nmsgid "Title"\nmsgstr "T"\n'

    assert read_po(data) == []


def test_an_empty_sheet_says_nothing():
    book = Workbook()
    book.active.append(["Place", "English", "Translation"])

    assert read_xlsx(saved(book)) == []
