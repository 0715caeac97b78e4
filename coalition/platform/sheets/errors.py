"""Why a file cannot be read, in words a person can act on."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "empty": (
        _("The file is empty."),
        _("Check that you chose the right file, and that it was saved before you uploaded it."),
    ),
    "too_large": (
        _("The file is larger than %(limit)s MB."),
        _("Split it into several files, each with the headings in its first row."),
    ),
    "too_many_columns": (
        _("The sheet has %(count)s columns; at most %(limit)s can be read."),
        _("Delete the columns you do not need, also empty ones far to the right, and save the file again."),
    ),
    "too_many_rows": (
        _("The sheet reaches down to row %(count)s; at most %(limit)s rows can be read."),
        _("Split it into several files, or delete stray cells far below your list, and save the file again."),
    ),
    "stray_cell": (
        _("The sheet reaches down to row %(row)s, far from the list."),
        _("Delete the stray cells below and beside your list, and save the file again."),
    ),
    "no_header": (
        _("No row with column headings was found."),
        _("Put one row above the people that names each column, such as “First name”, “Last name”, “E-mail”."),
    ),
    "no_rows": (
        _("There are column headings, but no people below them."),
        _("Check that the list is on the first sheet and not filtered away, and save the file again."),
    ),
    "duplicate_headings": (
        _("Columns %(first)s and %(second)s are both called “%(heading)s”."),
        _("Give one of them another name, such as “%(heading)s 2”, and save the file again."),
    ),
    "encoding": (
        _("The letters in this file cannot be read (line %(line)s)."),
        _("Open it in your spreadsheet program and save it as “CSV UTF-8”, or as .xlsx."),
    ),
    "mixed_encoding": (
        _("Line %(line)s is written in another encoding than the lines before it."),
        _("Open the file in your spreadsheet program, mend that line and save it as “CSV UTF-8”, or as .xlsx."),
    ),
    "not_a_sheet": (
        _("This is %(what)s, not a spreadsheet."),
        _("Upload the list itself, saved as .csv, .xlsx or .ods."),
    ),
    "old_excel": (
        _("This is an old Excel file (.xls), or a workbook with a password."),
        _("Open it in your spreadsheet program, take the password off, and save it as .xlsx or “CSV UTF-8”."),
    ),
    "broken_workbook": (
        _("The workbook is damaged and cannot be opened."),
        _("Open it in your spreadsheet program and save it again as .xlsx, or as “CSV UTF-8”."),
    ),
    "unsafe_workbook": (
        _("The workbook unpacks to far more than a list of people would, or holds parts that no list needs."),
        _("Copy the list alone into a new workbook and save that, or save it as “CSV UTF-8”."),
    ),
    "quotes": (
        _("A quotation mark that opens near line %(line)s is never closed."),
        _("Mend that line, or open the file in your spreadsheet program and save it again."),
    ),
}


class SheetError(ValueError):
    """A file that cannot be read. ``code`` is a key of ``PROBLEMS``; the text says what is wrong and what to do."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    @property
    def message(self) -> str:
        """What is wrong, in the active language."""
        return str(PROBLEMS[self.code][0]) % self.values

    @property
    def remedy(self) -> str:
        """What to do about it, in the active language."""
        return str(PROBLEMS[self.code][1]) % self.values

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"
