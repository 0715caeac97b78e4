"""Which tests publish which figures. ``coalition/docs/trust.md`` says where every figure of trust is shown."""

from tests.trust.report import Row

LEDGER = "tests/consent/ledger"

ROWS = (
    Row(
        ("receipts tampered in one byte: undetected", "receipts tampered in one field: undetected"),
        (
            f"{LEDGER}/test_receipt_check.py::test_every_byte_counts",
            f"{LEDGER}/test_receipt_check.py::test_every_field_counts",
        ),
    ),
    Row(
        ("isolation: valid cells", "isolation: leaks"),
        ("tests/access/test_routes.py", "tests/access/test_rows.py", "tests/access/test_walls_alone.py"),
    ),
)
