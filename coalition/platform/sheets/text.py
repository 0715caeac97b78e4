"""Text files: encoding, delimiter and raw rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from coalition.platform.sheets.errors import SheetError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 65_536
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Letters of the languages our lists are written in, and typographic quotes; a wrong code page turns them into signs,
# or puts a dash inside a word.
_GOOD = re.compile(r"[áéíóúüñçãõâêôàèìòùäöëïÁÉÍÓÚÜÑÇÃÕÂÊÔÀÈÌÒÙÄÖåøæßÅØÆ¿¡ºª’‘“”]|(?<![^\W\d])[–—](?![^\W\d])")
_MIXED_CASE = re.compile(r"(?<=[a-zß-ÿ])[À-Þ]")
_NEUTRAL = re.compile(r"[€£§©®°´«»…·ŠšŽžŸÿŒœîûÎÛÂÊÔ\xa0]")
_WELL_FORMED = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def decode(raw: bytes) -> tuple[str, str]:
    """``(text, encoding)``. Raises SheetError, naming the line, when the letters cannot be read."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _strictly(raw, name), name.removesuffix("-sig")
    wide = _wide(raw)
    if wide:
        return _strictly(raw, wide), wide
    try:
        return _printable(raw.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        return _one_byte(raw, error.start)


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return _printable(raw.decode(encoding))
    except UnicodeDecodeError as error:
        raise SheetError("encoding", line=raw.count(b"\n", 0, error.start) + 1) from error


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = raw[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) * 0.3:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > len(sample) * 0.3 else ""


def _one_byte(raw: bytes, first_bad: int) -> tuple[str, str]:
    line = raw.count(b"\n", 0, first_bad) + 1
    high = sum(byte >= 0x80 for byte in raw)
    if sum(map(len, _WELL_FORMED.findall(raw))) > high / 2:
        raise SheetError("mixed_encoding", line=line)
    candidates = []
    for encoding in ("cp1252", "mac_roman"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            mixed = len(_MIXED_CASE.findall(text))
            good = len(_GOOD.findall(text)) - mixed
            bad = high - good - len(_NEUTRAL.findall(text))
            candidates.append((good - bad, -bad, text, encoding))
    best = max(candidates, key=lambda candidate: candidate[0], default=None)
    if best is None or -best[1] > high * 0.15:
        raise SheetError("encoding", line=line)
    return best[2], best[3]


def _printable(text: str) -> str:
    found = _CONTROLS.search(text)
    if found and (found.group() == "\0" or len(_CONTROLS.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) / 100):
        raise SheetError("encoding", line=text.count("\n", 0, found.start()) + 1)
    return text


def delimiter_of(text: str) -> str:
    """The delimiter under which most of the first rows have the same number of cells, and more than one."""
    if text[:4].lower() == "sep=":
        return text[4]
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample.rpartition("\n")[0] or sample.rpartition("\r")[0]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row
            )
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: item[1] * (item[0] > 1), default=(1, 0))
        score = (count / max(1, widths.total())) * min(width, 30) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def raw_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """``(row number, cells)``; a row number is the line the row starts on, as editors show it.

    Raises SheetError for a quotation mark that is never closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    line = 1
    try:
        for cells in reader:
            if reader.line_num - line > 1000:
                raise SheetError("quotes", line=line)
            if not (line == 1 and len(cells) <= 2 and cells and cells[0].lower().startswith("sep=")):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetError("quotes", line=line) from error
