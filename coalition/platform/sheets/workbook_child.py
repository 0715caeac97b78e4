"""Workbooks, from the inside: a short-lived process with limits, writing each sheet's rows as CSV.

Usage: ``python -m coalition.platform.sheets.workbook_child SOURCE KIND FOLDER``; one JSON object on standard output.
"""

import csv
import datetime
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from coalition.platform.sheets.workbook_parts import Corner, Overrides, UnsafePart, scan_parts

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 150
MAX_SHEETS = 20
MAX_COLUMNS = 500
MAX_ROWS = 2_000_000
Cell = str | float | int | bool | datetime.date | datetime.time | datetime.datetime | datetime.timedelta


def main(source: str, kind: str, folder: str) -> int:
    """Write the sheets; the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        overrides, corner = scan_parts(source, kind)
        answer = _too_far(corner) or {"sheets": _write_sheets(source, folder, overrides)}
    except UnsafePart:
        answer = {"problem": "unsafe_workbook", "values": {}}
    except MemoryError:
        answer = {"problem": "unsafe_workbook", "values": {}}
    except (CalamineError, zipfile.BadZipFile, ValueError, KeyError, OSError):
        answer = {"problem": "broken_workbook", "values": {}}
    sys.stdout.write(json.dumps(answer))
    return 0


def _too_far(corner: Corner) -> dict[str, object] | None:
    if corner.column > MAX_COLUMNS:
        return {"problem": "too_many_columns", "values": {"count": corner.column, "limit": MAX_COLUMNS}}
    if corner.row > MAX_ROWS or not corner.fits:
        return {"problem": "stray_cell", "values": {"row": corner.row}}
    return None


def _write_sheets(source: str, folder: str, overrides: Mapping[str, Overrides]) -> list[tuple[str, str]]:
    workbook = CalamineWorkbook.from_path(source)
    written: list[tuple[str, str]] = []
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        if sheet.start is None:
            continue
        file = f"{len(written)}.csv"
        _write_sheet(sheet.iter_rows(), sheet.start[1], overrides.get(meta.name, {}), Path(folder, file))
        written.append((meta.name, file))
        if len(written) == MAX_SHEETS:
            break
    return written


def _write_sheet(rows: Iterable[Sequence[Cell]], indent: int, overrides: Overrides, path: Path) -> None:
    """Write ``rows``, which start in the sheet's first row and its column ``indent``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, row in enumerate(rows, start=1):
            cells = [""] * indent + [_text(cell) for cell in row]
            for column, (action, value) in overrides.get(number, {}).items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] and cells[column].zfill(int(value)) if action == "zeros" else value
            writer.writerow([number, *cells])


def _text(cell: Cell) -> str:
    """The cell as its owner wrote it: whole numbers without ``.0``, dates in ISO form, truth as TRUE or FALSE."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
