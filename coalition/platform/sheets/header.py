"""Where the headings are: below titles, notes and blank rows."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from coalition.platform.sheets.errors import SheetError
from coalition.platform.sheets.layout import MAX_COLUMNS, column_letter

LOOK_AT = 30
_DATA = re.compile(r"@|\d{5}|^[\d\s.,()+/:-]+$")

Known = Callable[[str], bool]
NumberedRow = tuple[int, list[str]]


def find_header(rows: Sequence[NumberedRow], known: Known) -> int:
    """The position among ``rows`` (the first ones of a sheet) of the headings. Raises SheetError when there are none.

    A row with headings that ``known`` recognizes wins; else the first full row of words with data below it.
    """
    best, best_score = -1, 0
    for position, (_number, cells) in enumerate(rows):
        filled = [cell.strip() for cell in cells if cell.strip()]
        score = sum(known(cell) for cell in filled)
        if score > best_score and not any(_DATA.search(cell) for cell in filled):
            best, best_score = position, score
    return best if best >= 0 else _by_shape(rows)


def _by_shape(rows: Sequence[NumberedRow]) -> int:
    widths = Counter(sum(bool(cell.strip()) for cell in cells) for _number, cells in rows)
    usual = max(widths, key=lambda width: (widths[width] if width > 1 else 0, width), default=0)
    for position, (_number, cells) in enumerate(rows):
        filled = [cell.strip() for cell in cells if cell.strip()]
        words = len(filled) >= max(2, usual) and not any(_DATA.search(cell) for cell in filled)
        if words and len(set(filled)) == len(filled) and _data_below(rows[position + 1 :]):
            return position
    raise SheetError("no_header")


def _data_below(rows: Sequence[NumberedRow]) -> bool:
    return any(_DATA.search(cell.strip()) for _number, cells in rows for cell in cells)


def clean_headings(cells: Sequence[str]) -> list[str]:
    """The headings without surrounding space; empty ones at the end are dropped, inner ones named by their letter.

    Raises SheetError for too many columns and for two columns of one name.
    """
    headings = [" ".join(cell.split()) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        raise SheetError("too_many_columns", count=len(headings), limit=MAX_COLUMNS)
    seen: dict[str, int] = {}
    for index, heading in enumerate(headings):
        if heading and heading.casefold() in seen:
            first = column_letter(seen[heading.casefold()])
            raise SheetError("duplicate_headings", first=first, second=column_letter(index), heading=heading)
        seen[heading.casefold()] = index
    return [heading or f"({column_letter(index)})" for index, heading in enumerate(headings)]
