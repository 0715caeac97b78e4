"""What a file is, by its first bytes: names lie."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from coalition.platform.sheets.errors import SheetError

_OTHERS = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF"), _("a picture")),
    ((b"%PDF",), _("a PDF")),
    ((b"{\\rtf",), _("a text document")),
    ((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!"), _("a packed archive")),
    ((b"\x7fELF", b"MZ"), _("a program")),
    ((b"SQLite format 3",), _("a database")),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype html", b"<html", b"<?xml")
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def kind_of(path: Path) -> str:
    """``xlsx``, ``ods`` or ``text``. Raises SheetError for anything else."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SheetError("empty")
    if start.startswith(b"PK"):
        return _kind_of_zip(path)
    if start.startswith(_OLD_EXCEL):
        raise SheetError("old_excel")
    for signatures, what in _OTHERS:
        if start.startswith(signatures):
            raise SheetError("not_a_sheet", what=str(what))
    if start.lstrip().lower().startswith(_MARKUP):
        raise SheetError("not_a_sheet", what=str(_("a web page")))
    return "text"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            short = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            if short and archive.read("mimetype").strip() == ODS:
                return "ods"
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise SheetError("broken_workbook") from error
    raise SheetError("not_a_sheet", what=str(_("a packed archive")))
