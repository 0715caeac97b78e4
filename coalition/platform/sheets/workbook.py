"""Workbooks, from the outside: sizes are checked first, and reading happens in a child with limits of its own.

The reading library can abort its whole process on a crafted file, and no limit inside Python catches that.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from coalition.platform.sheets.errors import SheetError

MAX_UNPACKED = 800_000_000
MAX_PARTS = 2_000
MAX_RATIO = 400
TIMEOUT_SECONDS = 180
_ROOT = Path(__file__).resolve().parents[3]


def unpack(source: Path, kind: str, folder: Path) -> list[tuple[str, Path]]:
    """Each visible sheet that is not empty, with the file of its rows in ``folder``. Raises SheetError."""
    _check_archive(source)
    command = [sys.executable, "-m", "coalition.platform.sheets.workbook_child", str(source), kind, str(folder)]
    try:
        child = subprocess.run(
            command, capture_output=True, timeout=TIMEOUT_SECONDS, cwd=_ROOT, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise SheetError("unsafe_workbook") from error
    try:
        answer = json.loads(child.stdout)
    except ValueError as error:
        raise SheetError("broken_workbook" if child.returncode == 1 else "unsafe_workbook") from error
    if "problem" in answer:
        raise SheetError(answer["problem"], **answer["values"])
    return [(name, folder / file) for name, file in answer["sheets"]]


def _check_archive(source: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            packed = max(1, sum(part.compress_size for part in parts))
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                raise SheetError("unsafe_workbook")
            if unpacked > 50_000_000 and unpacked / packed > MAX_RATIO:
                raise SheetError("unsafe_workbook")
            if len({part.filename for part in parts}) != len(parts):
                raise SheetError("unsafe_workbook")
            if any(part.flag_bits & 0x1 for part in parts):
                raise SheetError("old_excel")
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise SheetError("broken_workbook") from error
