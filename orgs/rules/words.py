"""Reading what people type: folding, yes and no, lists in one cell."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^a-z0-9]+")
YES = frozenset({"yes", "y", "true", "t", "1", "x", "si", "s", "verdadero", "v", "ok", "sure", "on", "checked", "sim"})
NO = frozenset({"no", "n", "false", "f", "0", "falso", "off", "unchecked", "none", "nao"})
_SIGNS = {"✓": True, "✔": True, "☑": True, "✗": False, "✘": False, "☐": False, "-": False}


class NotYesOrNo(ValueError):
    """A cell that says neither yes nor no."""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, without accents, punctuation as single spaces: for comparing, never for storing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if letters.isascii():
        return _NOT_WORD.sub(" ", letters).strip()
    # Scripts without Latin letters keep their letters.
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def yes_or_no(cell: str) -> bool | None:
    """True or False for the words of both languages; None for an empty cell. Raises NotYesOrNo."""
    if not cell.strip():
        return None
    sign = _SIGNS.get(cell.strip())
    if sign is not None:
        return sign
    word = fold(cell).removesuffix(" 0") if cell.strip() in {"1.0", "0.0"} else fold(cell)
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotYesOrNo(cell)


def listed(cell: str, separators: str) -> list[str]:
    """The parts of a cell between any of ``separators``, without empty ones and repetitions, in their order."""
    parts = re.split(f"[{re.escape(separators)}\n]", cell)
    return list(dict.fromkeys(tidy for part in parts if (tidy := " ".join(part.split()))))
