"""What a sheet turned out to be."""

from dataclasses import asdict, dataclass
from typing import Any

MAX_COLUMNS = 500
MAX_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file was read: ``kind`` csv, xlsx or ods; ``header_row`` counted from 1; ``total`` data rows."""

    kind: str
    headings: list[str]
    header_row: int
    total: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return {**asdict(self), "other_sheets": list(self.other_sheets)}


def column_letter(index: int) -> str:
    """The spreadsheet letter of the column with ``index`` from 0: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
