"""What the reading library loses, found in the workbook's own XML: padded numbers and formulas without a value.

Also where a crafted or careless workbook would make it allocate a sheet of billions of cells.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from defusedxml.ElementTree import ParseError, fromstring

# row number -> column index -> ("zeros", width) or ("formula", text)
Overrides = dict[int, dict[int, tuple[str, str]]]
MAX_CELLS = 60_000_000

_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_FAR_CELL = re.compile(rb"""<c\b[^>]*?\br=["']([A-Z]*)(\d{7,})["']""")
_WIDE_CELL = re.compile(rb"""<c\b[^>]*?\br=["']([A-Z]{2,})\d+["']""")
_ENTITIES = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_ZEROS = re.compile(r"(?:\[<=9+\])?(0{2,})(?:\\?-0+)?(?:;|\Z)")
_FORMULA = re.compile(rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v></v>|</c>)")
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')


class UnsafePart(ValueError):
    """A part declares entities, or is written in an encoding no spreadsheet program uses."""


@dataclass(frozen=True, slots=True)
class Corner:
    """The lowest row and rightmost column (both from 1) that any sheet reaches, and whether the cells between fit."""

    row: int = 0
    column: int = 0
    fits: bool = True


def scan_parts(source: str, kind: str) -> tuple[Mapping[str, Overrides], Corner]:
    """Overrides for each sheet by name, and the farthest corner. Raises UnsafePart, KeyError, ValueError."""
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                _refuse_entities(archive, name)
        if kind != "xlsx":
            return {}, Corner()
        padded = _padded_styles(archive)
        overrides: dict[str, Overrides] = {}
        row, column, fits = 0, 0, True
        for name, part in _sheet_parts(archive):
            xml = archive.read(part)
            bottom, right = _corner(xml)
            row, column = max(row, bottom), max(column, right)
            fits = fits and bottom * right <= MAX_CELLS
            overrides[name] = _overrides(xml, padded)
        return overrides, Corner(row, column, fits)


def _refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name) as file:
        before = b""
        while chunk := file.read(1_048_576):
            if (not before and b"\0" in chunk[:200]) or _ENTITIES.search(before + chunk):
                raise UnsafePart(name)
            before = chunk[-16:]


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    try:
        workbook = fromstring(archive.read("xl/workbook.xml"))
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except ParseError as error:
        raise ValueError("not XML") from error
    targets = {relation.get("Id"): relation.get("Target") or "" for relation in relations}
    names = set(archive.namelist())
    for sheet in workbook.iter(f"{_SPREADSHEET}sheet"):
        target = targets.get(sheet.get(_REFERENCE)) or ""
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names and "worksheets/" in part:
            yield sheet.get("name") or "", part


def _corner(xml: bytes) -> tuple[int, int]:
    rows = [int(row) for row in _ROW.findall(xml)] + [int(row) for _letters, row in _FAR_CELL.findall(xml)]
    letters = {letters for letters, _row in _FAR_CELL.findall(xml)} | set(_WIDE_CELL.findall(xml))
    return max(rows, default=0), max((_index(each) + 1 for each in letters), default=26)


def _padded_styles(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """Style number -> digits, for number formats such as ``00000``."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    try:
        styles = fromstring(archive.read("xl/styles.xml"))
    except ParseError as error:
        raise ValueError("not XML") from error
    widths = {}
    for each in styles.iter(f"{_SPREADSHEET}numFmt"):
        zeros = _ZEROS.match(each.get("formatCode") or "")
        if zeros:
            widths[each.get("numFmtId")] = len(zeros.group(1))
    cells = styles.find(f"{_SPREADSHEET}cellXfs")
    formats = [] if cells is None else [each.get("numFmtId") for each in cells]
    return {str(number).encode(): widths[code] for number, code in enumerate(formats) if code in widths}


def _overrides(xml: bytes, padded: Mapping[bytes, int]) -> Overrides:
    found: Overrides = {}
    if padded:
        numbers = b"|".join(padded)
        for cell in re.finditer(rb'<c\b([^>]*?\bs="(' + numbers + rb')"[^>]*)>', xml):
            if b't="s"' not in cell.group(1) and b't="str"' not in cell.group(1):
                _put(found, cell.group(1), ("zeros", str(padded[cell.group(2)])))
    if b"<f" in xml:
        for cell in _FORMULA.finditer(xml):
            _put(found, cell.group(1), ("formula", "=" + unescape((cell.group(2) or b"").decode())))
    return found


def _put(found: Overrides, attributes: bytes, override: tuple[str, str]) -> None:
    place = _PLACE.search(attributes)
    if place:
        found.setdefault(int(place.group(2)), {})[_index(place.group(1))] = override


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
