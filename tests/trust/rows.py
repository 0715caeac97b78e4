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
        (
            "tests/access/test_routes.py",
            "tests/access/test_foreign.py",
            "tests/access/test_rows.py",
            "tests/access/test_walls_alone.py",
        ),
    ),
    Row(
        (
            "withdrawal races: hand-offs after the answer",
            "withdrawal races: p99",
            "withdrawal races: the naive gate leaks",
        ),
        (
            f"{LEDGER}/test_gate_race.py::test_nobody_is_contacted_after_an_acknowledged_withdrawal",
            f"{LEDGER}/test_gate_race.py::test_the_naive_gate_leaks_on_the_same_schedule",
        ),
        rounds=10_000,
    ),
    Row(
        (
            "withdrawals during a send: messages after the answer",
            "withdrawals during a send: p50",
            "withdrawals during a send: p95",
            "withdrawals during a send: p99",
        ),
        ("tests/faults/test_sending.py::test_nothing_arrives_after_a_withdrawal_during_a_send_to_a_crowd",),
        rounds=2_000,
    ),
    Row(
        (
            "enumeration by time: |AUC - 0.5|",
            "enumeration by answer: different answers",
            "enumeration by time: AUC of the leaky control",
        ),
        ("tests/consent/portal/test_enumeration.py",),
    ),
    Row(
        ("changes over GET and HEAD",),
        ("tests/consent/portal/test_crawler.py",),
    ),
    Row(
        (
            "random ledgers: the rule differs from its second reading",
            "random ledgers: order matters, or somebody comes back",
            "random scopes: the statement differs from the second reading",
        ),
        (
            "tests/properties/test_rule.py::test_the_rule_on_random_ledgers",
            "tests/properties/test_rule.py::test_the_twin_on_random_scopes",
        ),
    ),
    Row(
        ("people who left, imported again: enabled",),
        ("tests/orgs/imports/test_resurrection.py::test_run_import_of_a_long_list_enables_nobody_who_left",),
    ),
    Row(
        ("contacts that replay to another decision",),
        (f"{LEDGER}/test_replay.py",),
    ),
    Row(
        ("duties neither attested nor told by their hour",),
        (f"{LEDGER}/test_obligations.py::test_every_duty_is_attested_or_told_by_its_hour",),
    ),
    Row(
        ("withdrawal to webhook, without waiting for a worker: p95",),
        ("tests/consent/propagation/test_deliveries.py::test_a_withdrawal_arrives_within_a_minute",),
    ),
    Row(
        ("erasure: places that still know the person",),
        ("tests/faults/test_erasure.py::test_run_erasure_leaves_nothing_anywhere",),
    ),
    Row(
        ("triggers under kill -9: events lost or met twice",),
        ("tests/faults/test_triggers.py::test_killed_workers_lose_no_event_and_meet_none_twice",),
        rounds=10_000,
    ),
)
