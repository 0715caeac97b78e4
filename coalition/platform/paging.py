"""Pages of long lists: counted up to a limit, so that the first page of a million costs what that of 10,000 does."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

COUNTED = 10_000


class LongPaginator(Paginator):  # type: ignore[type-arg]
    """Pages over a queryset, of at most COUNTED rows; ``more`` says that there are further ones.

    ``counted`` is the same rows without order and without what is only shown: what is counted.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, *, counted: QuerySet[Any] | None = None) -> None:
        super().__init__(rows, per_page)
        self.counted = (rows if counted is None else counted).order_by()

    @cached_property
    def _upto(self) -> int:
        return self.counted.values("pk")[: COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows the pages show."""
        return min(self._upto, COUNTED)

    @property
    def more(self) -> bool:
        """Whether there are rows that no page shows: whoever wants them must narrow the list."""
        return self._upto > COUNTED


def long_page(
    rows: QuerySet[Any], number: str | None, per_page: int, counted: QuerySet[Any] | None = None
) -> "Page[Any]":
    """One page of a long list; the first or last for a number that there is not."""
    return LongPaginator(rows, per_page, counted=counted).get_page(number)
