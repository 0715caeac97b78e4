"""Names that people type for tags, fields and choices: tidied for keeping, folded for comparing."""

import re
import unicodedata

LONGEST = 100
LONGEST_FOLDED = 200
_JOINERS = "\u200c\u200d"  # they shape letters and emoji: kept to be shown, ignored to compare
_GAPS = re.compile(r"[\s_\-\u2010-\u2015]+")
# Letters of other scripts that look like Latin ones.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһӏαορτυνκι", "aeopcyxijsdhlaoptuvki")


def tidy(name: str) -> str:
    """The name as it is kept: composed, without controls and marks of direction, single spaces, at most 100 letters."""
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter)[0] != "C" else " " * letter.isspace()
        for letter in composed
    )
    return " ".join(shown.split())[:LONGEST].strip()


def folded(name: str) -> str:
    """The name as it is compared: case, accents, widths, spaces, hyphens and look-alike letters make no difference."""
    plain = unicodedata.normalize("NFKD", tidy(name).casefold())
    letters = "".join(letter for letter in plain if not _is_accent(letter) and letter not in _JOINERS)
    same = unicodedata.normalize("NFC", letters).translate(_LOOK_ALIKES)
    return _GAPS.sub(" ", same).strip()[:LONGEST_FOLDED] or tidy(name)


def _is_accent(letter: str) -> bool:
    # Marks above and below; vowels and ties inside of other scripts are letters of their own.
    return 200 <= unicodedata.combining(letter) <= 240 or "\ufe00" <= letter <= "\ufe0f"
