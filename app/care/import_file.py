"""A CSV file as somebody's spreadsheet saved it: read into rows, or explained kindly."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000

_SAVE_AGAIN = 'Open it in your spreadsheet and save it again as "CSV UTF-8".'
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableFile(ValueError):
    """The file as a whole cannot be used; says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row: the line it starts on, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_rows(
    data: bytes, *, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[Row], list[int]]:
    """The rows of a CSV file, and the lines whose number of cells is not that of the first line.

    Raises UnreadableFile. Empty lines are passed over; cells come without spaces around them.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    lines = _lines(_text(data))
    _, header = next(lines, (0, []))
    columns = _columns(header, required, optional)
    rows, uneven = [], []
    for line, cells in lines:
        if len(cells) == len(columns):
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        else:
            uneven.append(line)
        if len(rows) + len(uneven) > MOST_ROWS:
            raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    if not rows and not uneven:
        raise UnreadableFile("The file has no rows below the names of its columns.")
    return rows, uneven


def _text(data: bytes) -> str:
    if data.startswith(_OTHER_ENCODINGS) or b"\0" in data[:4]:
        raise UnreadableFile(f'The file is saved as UTF-16 ("Unicode text"). {_SAVE_AGAIN}')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"Line {line} has a letter that is not saved as UTF-8. {_SAVE_AGAIN}"
        ) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {start} cannot be read as CSV: look for a quotation mark that is not closed."
        ) from error


def _columns(header: list[str], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    columns = [name.strip().casefold() for name in header]
    if not columns:
        raise UnreadableFile("The file is empty.")
    if len(columns) == 1 and ";" in columns[0]:
        raise UnreadableFile("The cells must be separated by commas, not by semicolons.")
    known = [*required, *optional]
    said = {
        "These columns are missing": [name for name in required if name not in columns],
        "These columns are not known": [name or "(no name)" for name in columns
                                        if name not in known],
        "These columns are there twice": sorted({c for c in columns if columns.count(c) > 1}),
    }  # fmt: skip
    if faults := [f"{text}: {', '.join(names)}." for text, names in said.items() if names]:
        raise UnreadableFile(" ".join(faults))
    return columns
