"""The download: one JSON document, the same as tables, the schema, and how to read it, in a zip."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coalition.platform.sheets.plain import write_csv

FORMAT, VERSION = "commonlist-personal-data", 1
SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "personal-data-1.schema.json"
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same data makes the same bytes

README = """Your data, as the organizations that use this service hold it.

data.json              everything, described by data.schema.json (JSON Schema 2020-12)
organizations.csv      who has your details, since when, from where
contact_points.csv     your addresses and numbers on each list
facts.csv              everything else on each list
interactions.csv       what each organization wrote down about you
money.csv              your gifts, what you were asked for, and what you were thought to be able to give
contacts.csv           when you were contacted through this service, and for which campaign
choices.csv            who may contact you, and by what
received.csv           who was given your details
passing_on.csv         to whom your details may be passed on
consent.csv            what was said about contacting you and passing on your details
duties.csv             what organizations had to do after you said no
receipts.csv           your receipts; the signed documents are in data.json
requests.csv           what you asked for

Times are in UTC. Cells that a spreadsheet program could take for a formula begin with an apostrophe.
Records of other people who share your address are not in it.
"""
LEEME = """Sus datos, tal como los tienen las organizaciones que usan este servicio.

data.json              todo, descrito por data.schema.json (JSON Schema 2020-12)
organizations.csv      quién tiene sus datos, desde cuándo y de dónde
contact_points.csv     sus direcciones y números en cada lista
facts.csv              lo demás que figura en cada lista
interactions.csv       lo que cada organización anotó sobre usted
money.csv              sus donaciones, lo que se le pidió y lo que se estimó que podría dar
contacts.csv           cuándo se comunicaron con usted mediante este servicio y para qué campaña
choices.csv            quién puede comunicarse con usted y por qué medio
received.csv           a quién se dieron sus datos
passing_on.csv         con quién se pueden compartir sus datos
consent.csv            lo que se dijo sobre comunicarse con usted y compartir sus datos
duties.csv             lo que las organizaciones debían hacer después de que usted dijo que no
receipts.csv           sus comprobantes; los documentos firmados están en data.json
requests.csv           lo que usted pidió

Las horas están en UTC. Las celdas que una hoja de cálculo podría tomar por una fórmula empiezan con un apóstrofo.
No incluye los registros de otras personas que comparten su dirección.
"""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organizations": ("name", "country", "since", "source", "paused_until"),
    "contact_points": ("organization", "kind", "value"),
    "facts": ("organization", "label", "value"),
    "interactions": ("organization", "kind", "occurred_at", "summary", "text", "outcome", "tone", "topic",
                     "published_in", "link", "source"),
    "money": (
        "organization", "what", "on", "amount", "most", "currency", "words", "how", "note", "taken_back",
    ),
    "contacts": ("organization", "when", "channel", "purpose", "campaign", "made"),
    "choices": ("organization", "channel", "allowed"),
    "received": ("organization", "when", "source", "channel", "campaign"),
    "passing_on": ("recipient", "members", "purpose", "allowed"),
    "consent": ("id", "kind", "purpose", "channel", "recipient", "effective_at", "recorded_at", "until", "said_by",
                "evidence", "how", "notice"),
    "duties": ("organization", "about", "state", "answer", "since"),
    "receipts": ("reference", "issued_at"),
    "requests": ("reference", "organization", "kind", "state", "received_on", "due_on"),
}  # fmt: skip


def bundle(data: Mapping[str, Any]) -> bytes:
    """The zip of ``data``, which follows the schema."""
    tables = _tables(data)
    texts = {
        "data.json": json.dumps(data, ensure_ascii=False, indent=2),
        "data.schema.json": SCHEMA.read_text(),
        "README.txt": README,
        "LEEME.txt": LEEME,
    }
    # Spreadsheet programs take a table for UTF-8 only if it says so.
    files = {name: text.encode() for name, text in texts.items()} | {
        f"{name}.csv": _table(names, tables[name]).encode("utf-8-sig") for name, names in COLUMNS.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _tables(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    holders = data["organizations"]
    records = [(holder["name"], record) for holder in holders for record in holder["records"]]
    return {
        "organizations": list(holders),
        "contact_points": [{"organization": name, **each} for name, one in records for each in one["contact_points"]],
        "facts": [{"organization": name, **each} for name, one in records for each in (*_facts(one), *one["facts"])],
        "interactions": [{"organization": name, **each} for name, one in records for each in one["interactions"]],
        "money": [{"organization": name, **each} for name, one in records for each in one["money"]],
        "contacts": [{"organization": one["name"], **each} for one in holders for each in one["contacts"]],
        "choices": [{"organization": one["name"], **each} for one in holders for each in one["choices"]],
        "consent": list(data["consent_events"]),
        **{name: list(data[name]) for name in ("received", "passing_on", "duties", "receipts", "requests")},
    }


def _facts(record: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    # The other labels are in the person's language as well.
    yield {"label": _("Name"), "value": record["name"]}
    yield {"label": _("Source"), "value": record["source"]}
    yield {"label": _("Best way to reach you"), "value": record["preferred_channel"]}
    yield from ({"label": _("Interests"), "value": each} for each in record["interests"])
    yield from ({"label": _("Skills"), "value": each} for each in record["skills"])


def _table(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    write_csv(text, [names, *([_cell(row[name]) for name in names] for row in rows)])
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)
