"""Names of people: splitting a full name, and whether two given names may be one person's."""

from orgs.rules.nicknames import NICKNAMES
from orgs.rules.words import fold

HONORIFICS = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "rev",
        "prof",
        "sr",
        "sra",
        "srta",
        "dra",
        "hon",
        "honorable",
        "don",
        "dona",
    }
)
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"})
PARTICLES = frozenset({"de", "la", "las", "los", "del", "da", "do", "dos", "das", "di", "van", "von", "der", "den",
                       "bin", "ibn", "al", "el", "le", "du", "san", "santa", "st", "mac", "y"})  # fmt: skip
SIMILAR = 0.9


def split_name(full_name: str, *, language: str = "en") -> tuple[str, str, str]:
    """``(honorific, given name, family name)`` of "Dr. Ana María López", "López, Ana" or "Ana de la Cruz".

    In Spanish lists the last two of four or more words are the family name.
    """
    name = " ".join(full_name.split())
    if "," in name:
        family, _comma, given = (part.strip() for part in name.partition(","))
        if given and fold(given) not in SUFFIXES:
            honorific, given = _honorific(given)
            return honorific, given, family
    honorific, name = _honorific(name)
    words = name.split(" ")
    if len(words) == 1:
        return honorific, name, ""
    families = 2 if language.startswith("es") and len(words) >= 4 else 1
    if fold(words[-1]) in SUFFIXES and len(words) > 2:
        families += 1
    start = max(1, len(words) - families)
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    return honorific, " ".join(words[:start]), " ".join(words[start:])


def _honorific(name: str) -> tuple[str, str]:
    first, space, rest = name.partition(" ")
    return (first, rest) if space and fold(first) in HONORIFICS else ("", name)


def compatible(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, initial, nickname, typing slip; an unknown one may be."""
    a, b = fold(one), fold(other)
    if not a or not b or a == b:
        return True
    first, second = a.split(" ")[0], b.split(" ")[0]
    if first == second:
        return _middle_fits(a, b)
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    if NICKNAMES.get(first, frozenset({first})) & NICKNAMES.get(second, frozenset({second})):
        return True
    # Maria and Mario, Daniel and Daniela share a phone: a slip leaves the end of the name alone.
    slip = first[-1] == second[-1] and min(len(first), len(second)) >= 4
    return slip and jaro_winkler(first, second) >= SIMILAR


def _middle_fits(a: str, b: str) -> bool:
    """Second given names clash only when both are spelled out: Ana Maria is not Ana Lucia, but may be Ana M."""
    second_a, second_b = a.split(" ")[1:2], b.split(" ")[1:2]
    if not second_a or not second_b:
        return True
    x, y = second_a[0], second_b[0]
    return x == y or ((len(x) == 1 or len(y) == 1) and x[0] == y[0])


def clashing_suffix(one: str, other: str) -> bool:
    """Whether one family name says Jr and the other Sr."""
    a = {word for word in fold(one).split() if word in SUFFIXES}
    b = {word for word in fold(other).split() if word in SUFFIXES}
    return bool(a and b and a != b)


def jaro_winkler(a: str, b: str) -> float:
    """Similarity of two words, 0 to 1."""
    window = max(len(a), len(b)) // 2 - 1
    taken = [False] * len(b)
    common_a = []
    for i, letter in enumerate(a):
        for j in range(max(0, i - window), min(len(b), i + window + 1)):
            if not taken[j] and b[j] == letter:
                taken[j] = True
                common_a.append(letter)
                break
    if not common_a:
        return 0.0
    common_b = [letter for letter, used in zip(b, taken, strict=True) if used]
    swaps = sum(x != y for x, y in zip(common_a, common_b, strict=True)) / 2
    count = len(common_a)
    jaro = (count / len(a) + count / len(b) + (count - swaps) / count) / 3
    prefix = 0
    for x, y in zip(a[:4], b[:4], strict=False):
        if x != y:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)
