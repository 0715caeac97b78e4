"""ISO 4217: the currencies in use, how many decimals each has, and which one a country pays in (CLDR, by Babel)."""

from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

CURRENCIES: tuple[str, ...] = tuple(
    sorted({
        code
        for used in get_global("territory_currencies").values()
        for code, _since, until, tender in used
        if tender and until is None
    })
)  # fmt: skip
# Where even a large house costs billions.
SMALL_UNITS = frozenset({
    "COP", "GNF", "IDR", "IRR", "KHR", "LAK", "LBP", "MGA", "MMK", "PYG", "STN", "SYP", "TZS", "UGX", "UZS", "VND",
})  # fmt: skip


def decimals(currency: str) -> int:
    """How many digits after the point amounts of a currency have: 2, or 0, or 3."""
    return get_currency_precision(currency)


def currency_of(region: str) -> str:
    """The currency of a country (ISO 3166 alpha-2); "" when there is no telling."""
    return next(iter(get_territory_currencies(region)), "")
