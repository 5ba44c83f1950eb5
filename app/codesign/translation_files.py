"""Translations as files for people who translate elsewhere: PO, and a spreadsheet.

    file = as_po(side_by_side(session, form.id, version.content, "pl"), "pl")
    sentences = from_po(file, known_addresses(session, form.id))

What was not touched comes back as it was. What is wrong is said line by line.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from tempfile import NamedTemporaryFile
from typing import Any

from app.codesign.fingerprints import code_of
from app.codesign.translations import (
    Freshness,
    TranslatedSentence,
    TranslationFault,
    tidied,
    translation_faults,
)

MOST_BYTES = 400_000
# What a small file may grow to when it is unpacked.
MOST_UNPACKED = 20_000_000
MOST_LINES = 3000
CODE = re.compile(r"heard:([0-9a-f]{12})")
PO_LINE = re.compile(r"\(line (\d+)\)")
HEADINGS = ("Place", "English", "Translation", "Earlier English", "Earlier translation", "Code")
FORMULA_STARTS = ("=", "+", "-", "@", "\t")
# How a spreadsheet writes a letter that it cannot hold: where people write it, it is doubled.
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
NUMBER_FORMAT_TEXT = "@"


@dataclass(frozen=True)
class FileSentence:
    """One sentence as it stands in a file. `began` is the code of what it was when it went out."""

    line: int
    address: str
    source: str
    text: str
    began: str | None = None

    @property
    def is_untouched(self) -> bool:
        """Whether the translator left it as it went out, or empty."""
        return not self.text or self.began == code_of(self.address, self.text)


class FileFault(StrEnum):
    """What is wrong with a file as a whole, or with one line of it."""

    NOT_READABLE = "not readable"
    TOO_BIG = "too big"
    NO_COLUMNS = "columns are missing"
    OTHER_LANGUAGE = "another language"
    NO_PLACE = "no place"
    UNKNOWN_PLACE = "unknown place"
    SAME_PLACE = "the same place twice"
    FORMULA = "a formula"
    NOT_TEXT = "not a text"


@dataclass(frozen=True)
class LineFault:
    """One thing that is wrong, and in which line; None for the file as a whole."""

    line: int | None
    fault: FileFault | TranslationFault
    address: str = ""


class BadFile(Exception):
    """A file that cannot be taken in; says everything that is wrong with it."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__(", ".join(one.fault for one in faults))
        self.faults = faults


def as_po(sentences: Iterable[TranslatedSentence], language: str) -> bytes:
    """Every sentence with its place as the context; stale ones are fuzzy, as PO says it."""
    import polib  # with its parser, for the few pages that need it

    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for one in sentences:
        is_stale = one.freshness is Freshness.STALE
        file.append(
            polib.POEntry(
                msgctxt=one.address,
                msgid=one.source,
                msgstr=one.text,
                previous_msgid=one.older_source or None,
                comment=f"heard:{code_of(one.address, one.current)}",
                flags=["fuzzy"] if is_stale else [],
            )
        )
    return str(file).encode()


def from_po(data: bytes, language: str, known: Collection[str]) -> list[FileSentence]:
    """What a translator has written. Sentences marked as fuzzy are not finished, and left out.

    Raises BadFile.
    """
    file = _read_po(data)
    said = file.metadata.get("Language", "")
    found = [
        FileSentence(
            max(1, entry.linenum), entry.msgctxt or "", entry.msgid, tidied(entry.msgstr or ""),
            _code_in(entry.comment),
        )
        for entry in file
        if not entry.obsolete and not entry.fuzzy
    ]  # fmt: skip
    wrong = [] if said in ("", language) else [LineFault(None, FileFault.OTHER_LANGUAGE)]
    return _checked(found, known, wrong)


def as_xlsx(sentences: Iterable[TranslatedSentence], language: str, *, is_rtl: bool) -> bytes:
    """A sheet with a line for each sentence. Nothing in it can become a formula (SEC-08)."""
    from openpyxl import Workbook  # 0.2 s, for the few pages that need it

    book = Workbook()
    sheet = book.active
    sheet.title = language
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", (24, 60, 60, 40, 40, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    _fill(sheet, 1, HEADINGS, is_rtl=False)
    for number, one in enumerate(sentences, 2):
        older = one.text if one.freshness is Freshness.STALE else ""
        code = f"heard:{code_of(one.address, one.current)}"
        values = (one.address, one.source, one.current, one.older_source, older, code)
        _fill(sheet, number, values, is_rtl=is_rtl)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def from_xlsx(data: bytes, language: str, known: Collection[str]) -> list[FileSentence]:
    """What a translator has written in the sheet. Raises BadFile."""
    sheet = _read_sheet(data)
    rows = sheet.iter_rows(max_col=len(HEADINGS))
    heads = [str(cell.value or "").strip() for cell in next(rows, ())]
    if tuple(heads[:3]) != HEADINGS[:3]:
        raise BadFile([LineFault(1, FileFault.NO_COLUMNS)])
    wrong: list[LineFault] = []
    found = [one for row in rows if (one := _read_row(row, wrong))]
    return _checked(found, known, wrong)


def _fill(sheet: Any, number: int, values: Sequence[str], *, is_rtl: bool) -> None:
    from openpyxl.styles import Alignment

    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column)
        if value:
            cell.value, cell.data_type = ESCAPE.sub("_x005F_", _writable(value)), "s"
        # Text is what is typed there too, whatever it begins with.
        cell.number_format = NUMBER_FORMAT_TEXT
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
        order = 2 if is_rtl and column in (3, 5) else 1
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)


def _writable(text: str) -> str:
    """Without what a spreadsheet cannot hold; a form has no use for it either."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _read_row(row: Sequence[Any], wrong: list[LineFault]) -> FileSentence | None:
    number = row[0].row
    if all(cell.value in (None, "") for cell in row):
        return None
    address, source, text = (ESCAPED.sub("_", str(cell.value or "")) for cell in row[:3])
    if row[2].data_type == "f":
        wrong.append(LineFault(number, FileFault.FORMULA, address))
    elif row[2].value is not None and row[2].data_type not in ("s", "inlineStr"):
        wrong.append(LineFault(number, FileFault.NOT_TEXT, address))
    code = _code_in(str(row[5].value or "")) if len(row) > 5 else None
    return FileSentence(number, address.strip(), source, tidied(text), code)


def _checked(
    found: list[FileSentence], known: Collection[str], wrong: list[LineFault]
) -> list[FileSentence]:
    seen: set[str] = set()
    for one in found:
        wrong += [LineFault(one.line, fault, one.address) for fault in _faults(one, known, seen)]
        seen.add(one.address)
    if wrong:
        raise BadFile(sorted(wrong, key=lambda one: one.line or 0))
    return found


def _faults(
    one: FileSentence, known: Collection[str], seen: Collection[str]
) -> Iterator[FileFault | TranslationFault]:
    if not one.address:
        yield FileFault.NO_PLACE
    elif one.address not in known:
        yield FileFault.UNKNOWN_PLACE
    elif one.address in seen:
        yield FileFault.SAME_PLACE
    elif not one.is_untouched:
        yield from translation_faults(one.source, one.text)


def _read_po(data: bytes) -> Any:
    import polib

    _check_size(data)
    lines = enumerate(data.split(b"\n"), 1)
    if cut := [number for number, line in lines if _is_cut_off(line.strip())]:
        raise BadFile([LineFault(number, FileFault.NOT_READABLE) for number in cut])
    # From a file: a text could be taken for the name of one, and is split at more than new lines.
    with NamedTemporaryFile(suffix=".po") as file:
        file.write(data)
        file.flush()
        try:
            return polib.pofile(file.name, encoding="utf-8")
        except (OSError, ValueError, AttributeError, IndexError, TypeError, KeyError) as error:
            line = PO_LINE.search(str(error))
            number = int(line[1]) if line else None
            raise BadFile([LineFault(number, FileFault.NOT_READABLE)]) from error


def _is_cut_off(line: bytes) -> bool:
    """Whether a text begins in this line and does not end there: the parser would guess."""
    return line.startswith((b"msg", b'"')) and not line.endswith(b'"')


def _read_sheet(data: bytes) -> Any:
    from openpyxl import load_workbook

    _check_size(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadFile([LineFault(None, FileFault.TOO_BIG)])
            if any(b"<!DOCTYPE" in packed.read(part) for part in packed.infolist()):
                raise BadFile([LineFault(None, FileFault.NOT_READABLE)])
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        if sheet.max_row > MOST_LINES:  # one cell far below makes a million lines
            raise BadFile([LineFault(None, FileFault.TOO_BIG)])
        return sheet
    except BadFile:
        raise
    except Exception as error:  # whatever stands in a broken file, openpyxl fails at it in its way
        raise BadFile([LineFault(None, FileFault.NOT_READABLE)]) from error


def _check_size(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise BadFile([LineFault(None, FileFault.TOO_BIG)])


def _code_in(comment: str) -> str | None:
    found = CODE.search(comment)
    return found[1] if found else None
