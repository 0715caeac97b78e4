"""Message catalogues, compiled without gettext."""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folders: Iterable[Path]) -> int:
    """Compile each ``.po`` under ``folders`` that is newer than its ``.mo``; how many there were."""
    compiled = 0
    for folder in folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                _compile(source, target)
                compiled += 1
    return compiled


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parents[1].name)
    # Moved into place whole: a running server must not read half a catalogue.
    partial = target.with_suffix(".partial")
    with partial.open("wb") as binary:
        write_mo(binary, catalogue)
    partial.replace(target)
