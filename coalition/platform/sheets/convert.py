"""Turn an uploaded file into the plain form, once; everything after reads only that."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from coalition.platform.sheets.detect import kind_of
from coalition.platform.sheets.errors import SheetError
from coalition.platform.sheets.header import LOOK_AT, Known, NumberedRow, clean_headings, find_header
from coalition.platform.sheets.layout import MAX_COLUMNS, MAX_ROWS, Layout
from coalition.platform.sheets.text import decode, delimiter_of, raw_rows
from coalition.platform.sheets.workbook import unpack

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")


def convert(source: Path, target: Path, *, known: Known, max_bytes: int) -> Layout:
    """Write the data rows of ``source`` to ``target`` in plain form; how it was read.

    ``known`` tells whether a heading is one the caller understands. Raises SheetError; ``target`` is then worthless.
    """
    size = source.stat().st_size
    if size > max_bytes:
        raise SheetError("too_large", limit=max_bytes // 1_048_576)
    kind = kind_of(source)
    if kind == "text":
        text, encoding = decode(source.read_bytes())
        delimiter = delimiter_of(text)
        head, rows = _peek(raw_rows(text, delimiter))
        header_row, headings, total = _write(head, rows, target, known)
        return Layout("csv", headings, header_row, total, encoding=encoding, delimiter=delimiter)
    return _convert_workbook(kind, source, target, known)


def _convert_workbook(kind: str, source: Path, target: Path, known: Known) -> Layout:
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        sheets = unpack(source, kind, Path(folder))
        chosen = _sheet_with_headings(sheets, known)
        others = tuple(name for name, _path in sheets if name != chosen[0])
        head, rows = _peek(_numbered(chosen[1]))
        header_row, headings, total = _write(head, rows, target, known)
    return Layout(kind, headings, header_row, total, sheet=chosen[0], other_sheets=others)


def _sheet_with_headings(sheets: list[tuple[str, Path]], known: Known) -> tuple[str, Path]:
    """The sheet with most headings that are understood, the first of equals."""
    if not sheets:
        raise SheetError("empty")

    def understood(sheet: tuple[str, Path]) -> int:
        rows = islice(_numbered(sheet[1]), LOOK_AT)
        return max((sum(map(known, cells)) for _number, cells in rows), default=0)

    return max(sheets, key=understood)


def _numbered(path: Path) -> Iterator[NumberedRow]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, *cells in csv.reader(file):
            yield int(number), cells


def _peek(rows: Iterator[NumberedRow]) -> tuple[list[NumberedRow], Iterator[NumberedRow]]:
    filled = (row for row in rows if any(cell.strip() for cell in row[1]))
    head = list(islice(filled, LOOK_AT))
    if not head:
        raise SheetError("empty")
    for _number, cells in head:
        if len(cells) > MAX_COLUMNS and any(cell.strip() for cell in cells[MAX_COLUMNS:]):
            raise SheetError("too_many_columns", count=len(cells), limit=MAX_COLUMNS)
    return head, filled


def _write(
    head: list[NumberedRow], rest: Iterable[NumberedRow], target: Path, known: Known
) -> tuple[int, list[str], int]:
    position = find_header(head, known)
    header_row, cells = head[position]
    headings = clean_headings(cells)
    total = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, row in chain(head[position + 1 :], rest):
            if number > MAX_ROWS:
                raise SheetError("too_many_rows", count=number, limit=MAX_ROWS)
            writer.writerow([number, *_tidy(row, len(headings))])
            total += 1
    if not total:
        raise SheetError("no_rows")
    return header_row, headings, total


def _tidy(row: list[str], width: int) -> list[str]:
    """Cells without controls and surrounding space, filled up to ``width``; empty ones beyond it are dropped."""
    cells = [_CONTROLS.sub("", cell).strip() for cell in row]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return cells + [""] * (width - len(cells))
