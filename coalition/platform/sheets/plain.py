"""The plain form every sheet is turned into: UTF-8 CSV whose first cell is the row number in the original."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

csv.field_size_limit(1_000_000)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The data rows of a plain file: ``(row number in the original, cells)``."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, *cells in csv.reader(file):
            yield int(number), cells


def is_dangerous(cell: str) -> bool:
    """Whether a spreadsheet program would run the cell as a formula."""
    return cell.startswith(_DANGEROUS)


def escape_cell(cell: str) -> str:
    """The cell with an apostrophe before anything that a spreadsheet program would run as a formula."""
    return "'" + cell if is_dangerous(cell) else cell


def write_csv(file: IO[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> None:
    """Write ``rows`` as CSV with every cell escaped."""
    writer = csv.writer(file, delimiter=delimiter)
    for row in rows:
        writer.writerow([escape_cell(cell) for cell in row])
