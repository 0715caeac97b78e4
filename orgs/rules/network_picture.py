"""The geometry of somebody's ties: a star with the person in its middle, and for narrow screens a fan below them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from orgs.rules.ties import Words

# The form of the line says of what sort a tie is; its words stand beside it.
FORMS: Mapping[str, Words] = {
    "family": _("Family"),
    "friends": _("Friends and acquaintances"),
    "work": _("Work and membership"),
    "public": _("Money, press and politics"),
}
FORM_OF: Mapping[str, str] = {
    "spouse": "family", "parent": "family", "sibling": "family", "relative": "family",
    "friend": "friends", "neighbor": "friends", "knows": "friends", "introduced_by": "friends",
    "colleague": "work", "employee": "work", "reports_to": "work", "board": "work", "member": "work",
    "volunteer": "work", "part": "work",
    "donor_advisor": "public", "funder": "public", "covers": "public", "represents": "public", "ally": "public",
}  # fmt: skip
STAR_WIDTH, FAN_WIDTH = 640, 320
STAR_ROW, FAN_ROW = 48, 46
REACH = 112  # from the middle to the dots of a star
NAME_MOST, WORDS_MOST = 25, 34  # letters beside a dot


@dataclass(frozen=True, slots=True)
class Spot:
    """The end of one line: its dot, the line's path from the person, and where the words stand."""

    x: float
    y: float
    path: str
    text_x: float
    anchor: str  # start or end


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everybody stands: the person at ``x``, ``y`` with the radius ``r``, and a spot for each tie."""

    width: int
    height: int
    x: float
    y: float
    r: int
    spots: tuple[Spot, ...]


def form_of(kind: str) -> str:
    """The form of a kind's line; a kind that is no more looks like an acquaintance."""
    return FORM_OF.get(kind, "friends")


def star(count: int) -> Picture:
    """The person in the middle, the first half of the ties to the right, the others to the left, top down."""
    right = (count + 1) // 2
    height = max(130, STAR_ROW * right + 16)
    middle_x, middle_y = STAR_WIDTH / 2, height / 2
    spots = [_beside(middle_x, middle_y, 1, middle_y + STAR_ROW * (place - (right - 1) / 2)) for place in range(right)]
    left = count - right
    spots += [_beside(middle_x, middle_y, -1, middle_y + STAR_ROW * (place - (left - 1) / 2)) for place in range(left)]
    return Picture(STAR_WIDTH, height, middle_x, middle_y, 30, tuple(spots))


def _beside(x: float, y: float, side: int, at: float) -> Spot:
    end = x + side * REACH
    bend = x + side * (REACH - 40)
    path = f"M{x:g} {y:g}C{bend:g} {y:g} {bend - side * 20:g} {at:g} {end:g} {at:g}"
    return Spot(end, at, path, end + side * 12, "start" if side > 0 else "end")


def fan(count: int) -> Picture:
    """The person at the top, everybody below them, one below the other."""
    x, y = 24.0, 26.0
    spots = []
    for place in range(count):
        at = y + 52 + FAN_ROW * place
        spots.append(Spot(64, at, f"M{x:g} {y:g}C{x:g} {at - 8:g} {x + 6:g} {at:g} 64 {at:g}", 76, "start"))
    return Picture(FAN_WIDTH, round(y + 52 + FAN_ROW * max(count - 1, 0) + 26), x, y, 20, tuple(spots))


def shortened(words: str, most: int) -> str:
    """The words as they fit beside a dot; whole ones stand in the list."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
