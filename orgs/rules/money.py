"""Amounts of money as people type them, and days of gifts: read exactly, or refused with a code. Never a float."""

import unicodedata
from datetime import date
from decimal import Decimal

from orgs.rules.currencies import CURRENCIES, SMALL_UNITS, decimals

EARLIEST = date(1900, 1, 1)
MOST = Decimal(1_000_000_000)
MOST_OF_SMALL_UNITS = Decimal(1_000_000_000_000)  # what the column holds is more
SEPARATORS = ".,"
SPACES = " \u00a0\u202f\u2009'\u2019_"
SIGNS = "$€£¥₹₩₺₪₴₱₦₫฿"


class MoneyRefused(ValueError):
    """``code``: currency, empty, unreadable, negative, zero, too_much, too_fine."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_currency(text: str) -> str:
    """The ISO 4217 code in capitals. Raises MoneyRefused("currency")."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise MoneyRefused("currency")
    return code


def parse_amount(text: str, currency: str) -> Decimal:
    """The amount that ``text`` names in ``currency``, with as many decimals as the currency has.

    "1,200.50", "1.200,50" and "1 200.5" are one amount: the last separator is the decimal one unless exactly three
    digits follow it in a currency with fewer decimals. Raises MoneyRefused.
    """
    written = _plain(text)
    negative = written.startswith("-") or (written.startswith("(") and written.endswith(")"))
    number = _number(written.strip("-+()"), currency)
    if number == 0:
        raise MoneyRefused("zero")
    if negative:
        raise MoneyRefused("negative")
    if number > most(currency):
        raise MoneyRefused("too_much")
    return number.quantize(Decimal(1).scaleb(-decimals(currency)))


def most(currency: str) -> Decimal:
    """The largest amount that is believed."""
    return MOST_OF_SMALL_UNITS if currency in SMALL_UNITS else MOST


def _plain(text: str) -> str:
    written = "".join(each for each in unicodedata.normalize("NFKC", text) if each not in SPACES + SIGNS)
    written = written.strip().replace("\u2212", "-").replace("\u066b", ".").replace("\u066c", ",")
    if not written:
        raise MoneyRefused("empty")
    return written


def _number(written: str, currency: str) -> Decimal:
    if len(written) > 30 or not all(each.isdecimal() or each in SEPARATORS for each in written):
        raise MoneyRefused("unreadable")
    whole, fraction = _apart(written, decimals(currency))
    digits = "".join(str(unicodedata.digit(each)) for each in whole)
    rest = "".join(str(unicodedata.digit(each)) for each in fraction).rstrip("0")
    if not digits and not rest:
        raise MoneyRefused("zero" if fraction else "unreadable")
    if len(rest) > decimals(currency):
        raise MoneyRefused("too_fine")
    return Decimal(f"{digits or 0}.{rest or 0}")


def _apart(written: str, places: int) -> tuple[str, str]:
    """The digits before and after the decimal separator."""
    last = max(written.rfind(each) for each in SEPARATORS)
    if last < 0:
        return written, ""
    separator, before, after = written[last], written[:last], written[last + 1 :]
    grouping = len(after) == 3 and before.strip("0.,") != "" and (places < 3 or separator in before)
    if grouping and not (set(before) & set(SEPARATORS) - {separator}):
        return _ungrouped(written, separator), ""
    other = SEPARATORS.replace(separator, "")
    if separator in before:
        raise MoneyRefused("unreadable")
    return _ungrouped(before, other), after


def _ungrouped(written: str, separator: str) -> str:
    first, *groups = written.split(separator)
    if groups and (not 1 <= len(first) <= 3 or any(len(each) not in (2, 3) for each in groups) or len(groups[-1]) != 3):
        raise MoneyRefused("unreadable")  # groups of two are those of lakhs
    return first + "".join(groups)


def day_problem(day: date, today: date) -> str:
    """Why a gift or an ask cannot be of that day: "before_1900", "future", or "" when it can."""
    if day < EARLIEST:
        return "before_1900"
    return "future" if day > today else ""


def year_before(day: date) -> date:
    """The same day a year earlier."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def names_an_amount(text: str) -> bool:
    """Whether a line that everybody on staff reads seems to name a sum: "$35", "5,000 EUR"."""
    words = unicodedata.normalize("NFKC", text)
    for sign in (*SIGNS, *CURRENCIES):
        at = words.upper().find(sign)
        while at >= 0:
            around = words[max(at - 2, 0) : at] + words[at + len(sign) : at + len(sign) + 2]
            alone = len(sign) == 1 or not _letter_beside(words, at, len(sign))
            if alone and any(each.isdecimal() for each in around):
                return True
            at = words.upper().find(sign, at + 1)
    return False


def _letter_beside(words: str, at: int, length: int) -> bool:
    beside = words[max(at - 1, 0) : at] + words[at + length : at + length + 1]
    return any(each.isalpha() for each in beside)
