"""Reading any spreadsheet: what people really upload, and what nobody should."""

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from coalition.platform.sheets import Layout, SheetError, convert, escape_cell, read_rows, write_csv

KNOWN = {"name", "first name", "e-mail", "phone", "zip", "nombre", "correo"}
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def known(heading: str) -> bool:
    return heading.strip().casefold() in KNOWN


def read(
    folder: Path, raw: bytes, name: str = "people.csv", *, limit: int = 10_000_000
) -> tuple[Layout, list[tuple[int, list[str]]]]:
    source, target = folder / name, folder / "plain"
    source.write_bytes(raw)
    layout = convert(source, target, known=known, max_bytes=limit)
    return layout, list(read_rows(target))


def refused(folder: Path, raw: bytes, name: str = "people.csv", *, limit: int = 10_000_000) -> SheetError:
    with pytest.raises(SheetError) as refusal:
        read(folder, raw, name, limit=limit)
    assert refusal.value.message and refusal.value.remedy
    return refusal.value


def workbook(*rows: list[object], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


TEXT = "Name,E-mail\nAna Muñoz,ana@post.example\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("mac_roman"), "mac_roman"),
        (TEXT.replace("Ana", "Ana O’Brien – “Nena”").encode("cp1252"), "cp1252"),
    ],
)
def test_convert_finds_the_encoding(tmp_path: Path, raw: bytes, encoding: str) -> None:
    layout, rows = read(tmp_path, raw)
    assert layout.encoding == encoding
    assert [row[1][1:] for row in rows] == [["ana@post.example"]]
    assert rows[0][1][0] in {"Ana Muñoz", "Ana O’Brien – “Nena” Muñoz"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_convert_finds_the_delimiter_and_any_line_end(tmp_path: Path, delimiter: str, newline: str) -> None:
    lines = [delimiter.join(row) for row in (["Name", "E-mail"], ["Ana", "ana@post.example"], ["Luis", ""])]
    layout, rows = read(tmp_path, newline.join(lines).encode())
    assert layout.delimiter == delimiter
    assert rows == [(2, ["Ana", "ana@post.example"]), (3, ["Luis", ""])]


def test_convert_heeds_the_delimiter_line_of_spreadsheet_programs(tmp_path: Path) -> None:
    _layout, rows = read(tmp_path, b"sep=;\nName;E-mail\nLopez, Ana;ana@post.example\n")
    assert rows == [(3, ["Lopez, Ana", "ana@post.example"])]


def test_convert_finds_headings_below_titles_and_keeps_row_numbers(tmp_path: Path) -> None:
    text = 'Our members 2026,,\n,,\nName,E-mail,Notes\nAna,ana@post.example,"two\nlines"\n\nLuis,luis@post.example,\n'
    layout, rows = read(tmp_path, text.encode())
    assert (layout.header_row, layout.headings, layout.total) == (3, ["Name", "E-mail", "Notes"], 2)
    assert rows == [(4, ["Ana", "ana@post.example", "two\nlines"]), (7, ["Luis", "luis@post.example", ""])]


def test_convert_takes_headings_nobody_knows_when_data_follows(tmp_path: Path) -> None:
    layout, rows = read(tmp_path, "Imię,Adres\nAnna,anna@post.example\n".encode())
    assert layout.headings == ["Imię", "Adres"]
    assert len(rows) == 1


def test_convert_names_columns_without_heading_and_drops_empty_ones(tmp_path: Path) -> None:
    layout, rows = read(tmp_path, b"Name,,E-mail,,\nAna,x,ana@post.example,,\n")
    assert layout.headings == ["Name", "(B)", "E-mail"]
    assert rows == [(2, ["Ana", "x", "ana@post.example"])]


def test_convert_keeps_cells_beyond_the_headings(tmp_path: Path) -> None:
    _layout, rows = read(tmp_path, b"Name,E-mail\nAna,ana@post.example\nLuis,Lopez,luis@post.example\n")
    assert rows[1] == (3, ["Luis", "Lopez", "luis@post.example"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b"Name,E-mail\n", "no_rows"),
        (b"Ana,ana@post.example\nLuis,luis@post.example\n", "no_header"),
        (b"Name,E-mail,name\nAna,ana@post.example,x\n", "duplicate_headings"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "not_a_sheet"),
        (b"%PDF-1.7 ...", "not_a_sheet"),
        (b"<!DOCTYPE html><html></html>", "not_a_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "old_excel"),
        (b"PK\x03\x04 not really", "broken_workbook"),
        ("Name,E-mail\nAna Müñoz éé,a@b.example\n".encode() + b"Jos\xe9,b@c.example\n", "mixed_encoding"),
        ("名前,E-mail\n田中さん,a@b.example\n".encode("shift_jis"), "encoding"),
        (b"Name,E-mail\nAna\0,ana@post.example\n", "encoding"),
        (b'Name,E-mail\n"Ana,a@b.example\n' + b"x,y\n" * 1200, "quotes"),
        ((",".join(f"c{n}" for n in range(10_000)) + "\n1\n").encode(), "too_many_columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_convert_says_what_is_wrong_with_a_file(tmp_path: Path, raw: bytes, code: str) -> None:
    assert refused(tmp_path, raw, "people.xlsx").code == code


def test_convert_names_the_line_and_the_columns(tmp_path: Path) -> None:
    text = "Name,E-mail\nAna Müñoz éé,a@b.example\n".encode() + b"Jos\xe9,b@c.example\n"
    assert "Line 3 " in refused(tmp_path, text).message
    twice = refused(tmp_path, b"Name,E-mail,name\nAna,ana@post.example,x\n")
    assert twice.message == "Columns A and C are both called “name”."


def test_convert_refuses_a_file_over_the_limit_before_reading_it(tmp_path: Path) -> None:
    assert refused(tmp_path, b"Name\n" + b"x" * 100, limit=50).code == "too_large"


def test_convert_leaves_phones_and_postcodes_of_workbooks_alone(tmp_path: Path) -> None:
    raw = workbook(
        ["Name", "Phone", "Zip", "Zip2", "Joined", "Ok"],
        ["Ana", 12025550143, 2138, "02138", None, True],
        ["Luis", 12025550144.0, 94607, "x", None, False],
        formats={"C2": "00000", "C3": "00000"},
    )
    layout, rows = read(tmp_path, raw, "people.xlsx")
    assert (layout.kind, layout.sheet) == ("xlsx", "Sheet")
    assert rows[0] == (2, ["Ana", "12025550143", "02138", "02138", "", "TRUE"])
    assert rows[1] == (3, ["Luis", "12025550144", "94607", "x", "", "FALSE"])


def test_convert_shows_formulas_that_have_no_value(tmp_path: Path) -> None:
    raw = workbook(["Name", "E-mail", "Phone"], ["Ana", "=A2&B2", 12025550143], ["Luis", "luis@post.example", None])
    _layout, rows = read(tmp_path, raw, "people.xlsx")
    assert rows == [(2, ["Ana", "=A2&B2", "12025550143"]), (3, ["Luis", "luis@post.example", ""])]


def test_convert_takes_the_sheet_with_headings_and_names_the_others(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Read me"
    book.active.append(["This workbook is kept by Ana"])
    people = book.create_sheet("People")
    people.append([None, "Name", "E-mail"])
    people.append([None, "Ana", "ana@post.example"])
    file = io.BytesIO()
    book.save(file)
    layout, rows = read(tmp_path, file.getvalue(), "people.xlsx")
    assert (layout.sheet, layout.other_sheets) == ("People", ("Read me",))
    assert rows == [(2, ["", "Ana", "ana@post.example"])]


def test_convert_refuses_a_stray_cell_in_the_far_corner(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"], book.active["A2"] = "Name", "E-mail", "Ana"
    book.active["XFD1048576"] = "?"
    file = io.BytesIO()
    book.save(file)
    assert refused(tmp_path, file.getvalue(), "people.xlsx").code == "too_many_columns"
    book.active["XFD1048576"] = None
    book.active["CZ1048576"] = "?"
    file = io.BytesIO()
    book.save(file)
    assert refused(tmp_path, file.getvalue(), "people.xlsx").code in {"stray_cell", "too_many_columns"}


def rewritten(raw: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(*change) if name == part else data)
    return result.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_convert_refuses_entities(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '
    raw = rewritten(workbook(["Name"], ["Ana"]), SHEET, (b"<worksheet ", bomb))
    assert refused(tmp_path, raw, "people.xlsx").code == "unsafe_workbook"


def test_convert_refuses_what_unpacks_to_far_too_much(tmp_path: Path) -> None:
    raw = rewritten(workbook(["Name"], ["Ana"]), SHEET, (b"<sheetData>", b"<sheetData>" + b" " * 60_000_000))
    assert len(raw) < 200_000
    assert refused(tmp_path, raw, "people.xlsx").code == "unsafe_workbook"


def test_convert_survives_a_workbook_that_kills_its_reader(tmp_path: Path) -> None:
    far = b'<row r = "1048576"><c r = "ZZ1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    raw = rewritten(workbook(["Name"], ["Ana"]), SHEET, (b"</sheetData>", far))
    assert refused(tmp_path, raw, "people.xlsx").code in {"unsafe_workbook", "broken_workbook"}


def test_convert_refuses_a_workbook_cut_short(tmp_path: Path) -> None:
    raw = workbook(["Name"], ["Ana"])
    assert refused(tmp_path, raw[: len(raw) // 2], "people.xlsx").code == "broken_workbook"
    middle = raw.index(b"PK", 2000) - 40
    assert refused(tmp_path, raw[:middle] + b"XXXX" + raw[middle + 4 :], "people.xlsx").code == "broken_workbook"


def test_convert_reads_open_documents(tmp_path: Path) -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in (["Nombre", "Correo"], ["Ana", "ana@post.example"])
    )
    names = "office", "table", "text"
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Gente">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    layout, rows = read(tmp_path, file.getvalue(), "gente.ods")
    assert (layout.kind, layout.sheet) == ("ods", "Gente")
    assert rows == [(2, ["Ana", "ana@post.example"])]


def test_convert_leaves_no_file_but_its_target(tmp_path: Path) -> None:
    read(tmp_path, workbook(["Name"], ["Ana"]), "people.xlsx")
    assert sorted(os.listdir(tmp_path)) == ["people.xlsx", "plain"]


@pytest.mark.parametrize("cell", ["=1+1", "+1 202", "-1", "@SUM", "\tx", "\rx"])
def test_write_csv_defuses_cells_that_would_run(cell: str) -> None:
    assert escape_cell(cell) == "'" + cell
    file = io.StringIO()
    write_csv(file, [[cell, "plain"]])
    assert file.getvalue().lstrip('"').startswith("'")
