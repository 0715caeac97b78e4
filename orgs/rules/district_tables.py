"""Tables of postal codes: in which district each lies, or where its middle is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from orgs.rules.boundaries import BadMap
from orgs.rules.postcodes import compared_postcode
from orgs.rules.words import fold

HEADINGS = {
    "postcode": ("postcode", "post code", "postal code", "zip", "zip code", "zipcode", "zcta", "zcta5", "geoid",
                 "codigo postal", "cp"),
    "code": ("district", "district code", "code", "ward", "distrito", "codigo de distrito"),
    "name": ("name", "district name", "ward name", "nombre", "nombre del distrito"),
    "latitude": ("latitude", "lat", "intptlat", "latitud", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "intptlong", "longitud", "x"),
}  # fmt: skip
_BY_HEADING = {heading: column for column, headings in HEADINGS.items() for heading in headings}
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class PostcodeTable:
    """``codes``: a district's name by its code; ``districts``: a district's code by postal code."""

    codes: dict[str, str]
    districts: dict[str, str]


def known_heading(heading: str) -> bool:
    """Whether a cell is a heading of such a table."""
    return fold(heading) in _BY_HEADING


def read_postcodes(headings: Sequence[str], rows: Iterable[Row], region: str) -> PostcodeTable:
    """Which postal code lies in which district. Raises BadMap, about the first fault."""
    at = _columns(headings, ("postcode", "code"), _("“Postal code” and “District”"))
    table, seen = PostcodeTable({}, {}), dict[str, int]()
    for number, cells in rows:
        code = " ".join(cells[at["code"]].split())[:50]
        postcode = _postcode(number, cells[at["postcode"]], region)
        if not code:
            raise BadMap(_("Row %(row)s: the district is missing. Fill it in, or take the row out.") % {"row": number})
        before = table.districts.get(postcode)
        if before is not None and before != code:
            raise BadMap(
                _("Rows %(first)s and %(row)s: the postal code %(postcode)s stands in two districts (%(a)s and %(b)s)."
                  " Keep the one in which most people of the code live, or upload boundaries.")
                % {"first": seen[postcode], "row": number, "postcode": postcode, "a": before, "b": code}
            )  # fmt: skip
        seen.setdefault(postcode, number)
        table.districts[postcode] = code
        name = " ".join(cells[at["name"]].split())[:200] if "name" in at else ""
        table.codes[code] = table.codes.get(code) or name
    return table


def read_places(headings: Sequence[str], rows: Iterable[Row], region: str) -> dict[str, tuple[float, float]]:
    """Latitude and longitude by postal code. Raises BadMap, about the first fault."""
    wanted = ("postcode", "latitude", "longitude")
    at = _columns(headings, wanted, _("“Postal code”, “Latitude” and “Longitude”"))
    places = dict[str, tuple[float, float]]()
    for number, cells in rows:
        postcode = _postcode(number, cells[at["postcode"]], region)
        told: dict[str, Any] = {"row": number, "postcode": postcode}
        try:
            latitude, longitude = (float(cells[at[name]].replace(",", ".")) for name in wanted[1:])
        except ValueError as error:
            raise BadMap(
                _("Row %(row)s: latitude and longitude must be numbers in degrees, like 37.8 and -122.27.") % told
            ) from error
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise BadMap(
                _("Row %(row)s: this place lies outside of the world. Check whether latitude and longitude are swapped,"
                  " and whether they are degrees.") % told
            )  # fmt: skip
        places[postcode] = (latitude, longitude)
    return places


def _columns(headings: Sequence[str], needed: Sequence[str], named: str) -> dict[str, int]:
    at: dict[str, int] = {}
    for index, heading in enumerate(headings):
        at.setdefault(_BY_HEADING.get(fold(heading), ""), index)
    if any(column not in at for column in needed):
        raise BadMap(_("The columns %(names)s are needed. Name them so in the first row.") % {"names": named})
    return at


def _postcode(number: int, cell: str, region: str) -> str:
    postcode = compared_postcode(cell.removesuffix(".0"), region)
    if not 2 <= len(postcode) <= 16:
        raise BadMap(_("Row %(row)s: “%(cell)s” is no postal code.") % {"row": number, "cell": cell[:40]})
    return postcode
