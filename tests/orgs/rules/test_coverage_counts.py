"""Mentions by month, outlet and tone."""

from datetime import date

from orgs.rules.coverage_counts import OUTLETS, Counted, coverage_counts

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def test_months_and_outlets_are_counted_by_tone() -> None:
    counts = coverage_counts(
        [
            Counted(MAY, "Bay Ledger", "good", 2),
            Counted(JUNE, "Bay Ledger", "bad", 1),
            Counted(JUNE, "", "unsaid", 4),
            Counted(date(2020, 1, 1), "Old", "good", 9),
        ],
        date(2026, 6, 30),
    )
    assert [(month.of, month.total) for month in counts.months[-3:]] == [(date(2026, 4, 1), 0), (MAY, 2), (JUNE, 5)]
    assert len(counts.months) == 12 and counts.total == 7 and counts.more == 0
    assert counts.months[-1].by_tone == (("bad", 1), ("neutral", 0), ("good", 0), ("unsaid", 4))
    assert [(each.of, each.total) for each in counts.outlets] == [("Bay Ledger", 3)]


def test_of_many_outlets_the_largest_are_drawn() -> None:
    rows = [Counted(MAY, f"Paper {number}", "good", number) for number in range(1, 12)]
    counts = coverage_counts(rows, MAY)
    assert [each.total for each in counts.outlets] == [11, 10, 9, 8, 7, 6, 5, 4]
    assert (len(counts.outlets), counts.more) == (OUTLETS, 3)
