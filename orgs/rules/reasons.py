"""Why a row was not used, or a cell was not used as what it should have been. Codes are stored, words are shown."""

from django.utils.translation import gettext_lazy as _

# Rows that are not imported.
REJECTIONS = {
    "nobody": _("There is no name, e-mail, phone or ID in this row. Add one of them."),
    "too_many_cells": _("The row has more cells than there are headings. A comma inside a cell may lack its quotes."),
    "formula": _("The cell holds a formula. Save the file with values instead of formulas."),
    "id_of_somebody_else": _(
        "This ID already belongs to somebody with another first name. Mend the ID, or change that name on their page."
    ),
}
# Cells that were kept as a note, on a person who was imported.
KEPT = {
    "email_unreadable": _("This is not an e-mail address. It was kept as a note."),
    "phone_unreadable": _("This is not a phone number of any country. It was kept as a note."),
    "phone_shortened": _(
        "A spreadsheet program shortened this number. It was kept as a note; format the column as text."
    ),
    # A child must not come onto the list as an adult because a date could not be read.
    "birthday_unreadable": _(
        "This birthday is no date that we can read. It was kept as a note, and no yes was taken from the row: it may be"
        " a child's. Write it as 2001-12-31 and import the row again."
    ),
    "birthday_impossible": _(
        "This birthday has not come yet, or is more than 120 years ago. It was kept as a note, and no yes was taken"
        " from the row: it may be a child's. Mend the year and import the row again."
    ),
    "too_long": _("The cell is longer than this field can be. It was kept as a note."),
    "not_yes_or_no": _("This is neither yes nor no. Nothing was taken from it; write yes or no."),
    "language_unknown": _("This language is not known. Write its two-letter code, such as en or es."),
    "record_closed": _(
        "This row is about a restricted record that you do not see. What is written there stays as it is; only a no was"
        " taken from the row. Ask whoever keeps the record."
    ),
    "type_unknown": _("This is neither a person nor an organization. It was taken for a person."),
}
REASONS = {**REJECTIONS, **KEPT}
