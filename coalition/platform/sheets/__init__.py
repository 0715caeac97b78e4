"""Spreadsheets: any file people call one, turned into plain rows that remember their row numbers. Knows no domain."""

from coalition.platform.sheets.convert import convert
from coalition.platform.sheets.errors import SheetError
from coalition.platform.sheets.layout import Layout
from coalition.platform.sheets.plain import escape_cell, read_rows, write_csv

__all__ = ["Layout", "SheetError", "convert", "escape_cell", "read_rows", "write_csv"]
