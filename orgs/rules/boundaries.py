"""Boundaries of districts: a GeoJSON FeatureCollection (RFC 7946), each fault told with its feature and remedy."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST_FEATURES = 10_000
MOST_POINTS = 1_000_000
MOST_COMPARISONS = 20_000_000
Point = tuple[float, float]


class BadMap(ValueError):
    """A file of districts that cannot be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed line; a hole takes out of the area of its part."""

    part: int
    hole: bool
    points: tuple[Point, ...]

    def stored(self) -> dict[str, Any]:
        """As the district keeps it, with PostgreSQL's words for a polygon."""
        corners = ",".join(f"({x!r},{y!r})" for x, y in self.points[:-1])
        return {"part": self.part, "hole": self.hole, "ring": f"({corners})"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A district: its code, its name (perhaps ""), its boundaries."""

    code: str
    name: str
    rings: tuple[Ring, ...]


def read_boundaries(content: bytes) -> list[Shape]:
    """The districts of a file. Raises BadMap, about the first fault."""
    document = _document(content)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadMap(
            _("This is no GeoJSON FeatureCollection. Export the districts from your mapping program as GeoJSON.")
        )
    _check_system(document)
    if not features:
        raise BadMap(_("There is no district in this file. Export all districts, not a selection."))
    if len(features) > MOST_FEATURES:
        raise BadMap(_("There are more than %(most)s districts in this file. Split it.") % {"most": MOST_FEATURES})
    shapes, codes, points = list[Shape](), dict[str, int](), 0
    for number, feature in enumerate(features, start=1):
        shape = _shape(number, feature)
        if shape.code in codes:
            raise BadMap(
                _(
                    "Features %(first)s and %(second)s both have the code “%(code)s”."
                    " Give each district a code of its own."
                )
                % {"first": codes[shape.code], "second": number, "code": shape.code}
            )
        codes[shape.code] = number
        points += sum(len(ring.points) for ring in shape.rings)
        if points > MOST_POINTS:
            raise BadMap(
                _("The boundaries are too fine to be read. Simplify them in your mapping program, to 10 meters.")
            )
        shapes.append(shape)
    return shapes


def _document(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadMap(
            _("The letters in this file cannot be read (line %(line)s). Export it anew with the encoding UTF-8.")
            % {"line": line}
        ) from error
    try:
        document = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise BadMap(
            _("This is no GeoJSON: it breaks off or goes wrong in line %(line)s, column %(column)s. Export it anew.")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    except RecursionError as error:
        raise BadMap(
            _("This is no GeoJSON FeatureCollection. Export the districts from your mapping program as GeoJSON.")
        ) from error
    if not isinstance(document, dict):
        raise BadMap(
            _("This is no GeoJSON FeatureCollection. Export the districts from your mapping program as GeoJSON.")
        )
    return document


def _no_number(name: str) -> float:
    raise BadMap(_("The file has “%(name)s” where a number must stand. Export it anew.") % {"name": name})


def _check_system(document: dict[str, Any]) -> None:
    named = str(document.get("crs") or "")
    if named and not any(known in named for known in ("CRS84", "4326")):
        raise BadMap(
            _(
                "The file counts in another system than degrees."
                " Export it as WGS 84 (EPSG:4326), longitude and latitude."
            )
        )


def _shape(number: int, feature: Any) -> Shape:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not _text(properties, "code"):
        raise BadMap(
            _("Feature %(number)s has no “code”. Give each district the properties “code” and “name”.")
            % {"number": number}
        )
    code, name = _text(properties, "code")[:50], _text(properties, "name")[:200]
    where = _("Feature %(number)s (“%(name)s”)") % {"number": number, "name": name or code}
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadMap(
            _("%(where)s is no area but “%(kind)s”. Export districts as polygons.")
            % {"where": where, "kind": kind or "–"}
        )
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    rings = tuple(_rings(where, parts))
    if not rings:
        raise BadMap(_("%(where)s has no boundary. Draw it, or take the feature out.") % {"where": where})
    return Shape(code, name, rings)


def _text(properties: dict[str, Any], key: str) -> str:
    value = next((value for name, value in properties.items() if str(name).casefold() == key), None)
    known = isinstance(value, str | int) and not isinstance(value, bool)
    return " ".join(str(value).replace("\0", "").split()) if known else ""


def _rings(where: str, parts: Any) -> Iterator[Ring]:
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        raise BadMap(_("%(where)s: its coordinates are not nested as in GeoJSON. Export it anew.") % {"where": where})
    for part, lines in enumerate(parts):
        for index, line in enumerate(lines):
            told = {"where": where, "ring": index + 1}
            points = _points(told, line)
            if len(points) < 4:
                raise BadMap(_("%(where)s, ring %(ring)s: has fewer than four positions. Draw it anew.") % told)
            if points[0] != points[-1]:
                raise BadMap(
                    _(
                        "%(where)s, ring %(ring)s: is not closed."
                        " Its last position must be its first; close it and export anew."
                    )
                    % told
                )
            _check_line(told, points)
            yield Ring(part, index > 0, points)


def _points(told: dict[str, Any], line: Any) -> tuple[Point, ...]:
    if not isinstance(line, list):
        raise BadMap(_("%(where)s: its coordinates are not nested as in GeoJSON. Export it anew.") % told)
    found = []
    for position in line:
        numbers = position[:2] if isinstance(position, list) else []
        if len(numbers) < 2 or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
            raise BadMap(_("%(where)s, ring %(ring)s: a position is not two numbers. Export it anew.") % told)
        x, y = float(numbers[0]), float(numbers[1])
        if not (abs(x) <= 180 and abs(y) <= 90):
            raise BadMap(_outside(told, x, y))
        found.append((x, y))
    return tuple(found)


def _outside(told: dict[str, Any], x: float, y: float) -> str:
    told = {**told, "x": f"{x:g}", "y": f"{y:g}"}
    if abs(x) <= 90 and abs(y) <= 180:
        return _("%(where)s, ring %(ring)s: the position %(x)s, %(y)s lies outside of the world."
                 " Latitude and longitude seem to be swapped: GeoJSON has longitude first.") % told  # fmt: skip
    return _("%(where)s, ring %(ring)s: the position %(x)s, %(y)s lies outside of the world."
             " Export it as WGS 84 (EPSG:4326), in degrees.") % told  # fmt: skip


def _check_line(told: dict[str, Any], points: tuple[Point, ...]) -> None:
    x0, y0 = points[0]
    area = math.fsum(
        (ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in zip(points, points[1:], strict=False)
    )
    crossing = _crossing(points)
    if crossing is not None:
        told = {**told, "x": f"{crossing[0]:g}", "y": f"{crossing[1]:g}"}
        raise BadMap(
            _("%(where)s, ring %(ring)s: crosses itself near %(x)s, %(y)s. Mend it in your mapping program.") % told
        )
    if area == 0:
        raise BadMap(_("%(where)s, ring %(ring)s: encloses nothing. Draw it anew.") % told)


def _crossing(points: tuple[Point, ...]) -> Point | None:
    """Where two sides cross in their middles; touching in a corner is no fault. Gives up on very long lines."""
    sides = [(a, b) if a <= b else (b, a) for a, b in zip(points, points[1:], strict=False) if a != b]
    active, compared = list[tuple[Point, Point]](), 0
    for a, b in sorted(sides):
        active = [side for side in active if side[1][0] >= a[0]]
        compared += len(active)
        if compared > MOST_COMPARISONS:
            return None
        low, high = min(a[1], b[1]), max(a[1], b[1])
        for c, d in active:
            apart = max(c[1], d[1]) < low or min(c[1], d[1]) > high
            if not apart and _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
                return a
        active.append((a, b))
    return None


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
