"""Postal codes as they are compared: letters and digits; the five digits in the United States, lost zeros restored."""

import re

_NOT_CODE = re.compile(r"[^0-9A-Z]")


def compared_postcode(code: str, region: str) -> str:
    """The code as it is compared in ``region`` (a country's code), the same as ``commonlist.postcode`` says."""
    plain = _NOT_CODE.sub("", code.upper())
    if region == "US" and plain.isdigit():
        if 3 <= len(plain) <= 5:
            return plain.zfill(5)
        if 7 <= len(plain) <= 9:
            return plain.zfill(9)[:5]
    return plain
