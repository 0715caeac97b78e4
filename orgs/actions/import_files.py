"""The file of an import: under a random name, readable to the server alone, gone after the run."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from coalition.platform.sheets import Layout, convert
from orgs.models import Import
from orgs.queries.imports import imports_folder, sheet_path
from orgs.rules.columns import known


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """A converted upload: how it was read, the name of its file, and the hash of what was uploaded."""

    layout: Layout
    stored_as: str
    sha256: str


def store_sheet(source: Path) -> StoredSheet:
    """Convert the upload at ``source`` into a file of its own. Raises SheetError, leaving nothing behind."""
    folder = imports_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(16)
    target = folder / name
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        layout = convert(source, target, known=known, max_bytes=settings.IMPORT_MAX_BYTES)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return StoredSheet(layout, name, _sha256(source))


def drop_sheet(batch: Import) -> None:
    """Delete the file, if it is still there."""
    if batch.stored_as:
        sheet_path(batch).unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
