"""A restricted person in the world of the matrix: a word of its own in every column that speaks of them.

``WORDS`` and ``WORDLESS`` name every table that hangs on a constituent, so that a new one must be placed here.
"""

import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test import Client

from coalition.platform.keys import seal
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.bounces import record_bounce
from consent.requests.actions.filing import Filing, enter_request
from orgs.actions.custom_fields import FieldPlan, change_values, save_field
from orgs.models import (
    AccessRequest,
    Ask,
    Capacity,
    Constituent,
    ContactPoint,
    Gift,
    Interaction,
    Message,
    PostalAddress,
    Relationship,
    Reply,
    RestrictedGroup,
    RestrictedGroupPermission,
    RestrictedMember,
    SocialHandle,
    Task,
)
from orgs.queries.actors import group_name
from orgs.queries.contacts import data_key, seal_contact
from orgs.queries.replies import sealed_place
from orgs.queries.visible import SEE
from tests.access.data import DATA
from tests.access.machine import positions
from tests.access.matrix_database import application_role, rolled_back
from tests.access.requests import ask
from tests.access.table import Row, parameters, rows
from tests.access.world import World
from tests.factories import NOW, actor_of

WORD = re.compile(r"Verborg\w+")
STAFF = ("fundraiser", "organizer", "admin")
INSIDERS = ("volunteer", "analyst", *STAFF)
# Columns of free text, and how to find the person's rows.
WORDS: dict[type[Model], tuple[str, ...]] = {
    Constituent: (
        "external_id",
        "given_name",
        "preferred_name",
        "family_name",
        "honorific",
        "pronouns",
        "street",
        "city",
        "region",
        "country",
        "job_title",
        "note",
        "source",
    ),  # fmt: skip
    PostalAddress: ("street", "city", "region", "country"),
    Ask: ("title",),
    Gift: ("external_id", "note"),
    Capacity: ("source",),
    Interaction: ("summary", "body", "outlet", "link"),
    Message: ("subject", "body"),
    Relationship: ("note",),
    AccessRequest: ("reason",),
    SocialHandle: ("handle",),
    Task: ("title", "note"),
}
# What is written anew by other ways; and tables without words of their own.
SEALED = {"orgs.ContactPoint", "orgs.CustomValue", "orgs.Reply"}
WORDLESS = {
    "orgs.BulkChangedPerson", "orgs.ConstituentDistrict", "orgs.ConstituentInterest", "orgs.ConstituentRole",
    "orgs.ConstituentSkill", "orgs.ConstituentTag", "orgs.Engagement", "orgs.InferredInterest", "orgs.Mention",
    "orgs.MessageRecipient", "orgs.PeopleListMember", "orgs.Presence", "orgs.RecurringPlan", "orgs.RemovedValue",
    "orgs.RestrictedMember", "orgs.Stewardship", "orgs.ExportedPerson", "orgs.TriggerEvent", "orgs.TriggerRun",
    "sharing.AudienceMember", "sharing.CallListEntry",
}  # fmt: skip
# Lists that are looked through for the person by everything that narrows them, without a row in the table.
LOOKED_FOR: tuple[tuple[str, dict[str, str]], ...] = (
    *(("orgs:person-list", query) for query in (
        {"q": "verborgconstituentfamily_name"}, {"q": "verborgcontactpoint@example.org"}, {"sort": "-name"},
        {"city": "verborgconstituentcity"}, {"sort": "-engagement"}, {"role": "volunteer"}, {"reach": "email"},
    )),
    *(("orgs:search", {"q": query}) for query in ("verborgconstituentgiven_name", "verborgcontactpoint@example.org")),
    *(("orgs:coverage-list", query) for query in (
        {"q": "verborginteractionsummary"}, {"journalist": "verborgconstituentfamily_name"}, {"kind": "press"},
    )),
    ("explorer:event-list", {"name": "verborgconstituentfamily_name"}),
    ("orgs:gift-list", {"since": "2020-01-01"}),
)  # fmt: skip


def placed() -> list[str]:
    """The tables that hang on a constituent."""
    return sorted(
        {
            model._meta.label
            for model in apps.get_models()
            for field in model._meta.fields
            if field.related_model is Constituent
        }
    )


@contextmanager
def restricted(world: World, *roles: str) -> Iterator[dict[str, Any]]:
    """Alder's person with words everywhere, in a group that ``roles`` see; Alder's ids. Undone at the end."""
    mine = world.of["alder"]
    with rolled_back():
        ids = world.objects("alder") | {"request": _request(world)}
        _answer(world)
        _speak(ids["person"])
        ids["message"] = Message.objects.get(constituent_id=ids["person"]).pk
        own = system_actor(organization_id=mine.owner.pk)
        with acting(own):
            record_bounce(actor=own, now=NOW, subject_id=ids["email_subject"], channel="email")
            _seal(mine.owner.pk, ids)
            group = RestrictedGroup.objects.create(organization_id=mine.owner.pk, name="Closed", kind="other")
            RestrictedMember.objects.create(organization_id=mine.owner.pk, group=group, constituent_id=ids["person"])
        for role in roles:
            of_role = Group.objects.get(name=group_name(mine.owner.pk, role))
            RestrictedGroupPermission.objects.assign_perm(SEE, of_role, group)
        yield ids


def _request(world: World) -> int:
    """What the person asks of their data, in words of their own."""
    admin, person = actor_of(world.of["alder"].users["admin"]), world.of["alder"].ids["person"]
    with acting(admin):
        return enter_request(
            actor=admin, now=NOW, person_id=person, filing=Filing("complain", "VerborgDataRequest"), via="letter",
            identity="document", received_on=date(2026, 11, 2), language="en",
        ).pk  # fmt: skip


def _answer(world: World) -> None:
    admin, person = actor_of(world.of["alder"].users["admin"]), world.of["alder"].ids["person"]
    with acting(admin):
        field = save_field(actor=admin, now=NOW, plan=FieldPlan("Their own words", "text"))
        change_values(actor=admin, now=NOW, person_id=person, values={field.pk: ["VerborgCustomValue"]})


def _speak(person: int) -> None:
    for model, fields in WORDS.items():
        said = {name: word(model, name) for name in fields}
        ties = [field.name for field in model._meta.fields if field.related_model is Constituent]
        for path in ["pk"] if model is Constituent else ties:
            model._default_manager.filter(**{path: person}).update(**said)


def word(model: type[Model], name: str) -> str:
    """What stands in the column: a link where one must."""
    found = f"Verborg{model.__name__}{name}"
    return f"http://{found}.example/" if name == "link" else found


def _seal(organization: int, ids: dict[str, Any]) -> None:
    own = system_actor(organization_id=organization)
    key = data_key(own)
    for point in ContactPoint.objects.filter(constituent_id=ids["person"], kind="email"):
        point.sealed = seal_contact(
            key, "VerborgContactPoint@example.org", organization_id=organization, contact_key=bytes(point.contact_key)
        )
        point.save(update_fields=["sealed"])
    for reply in Reply.objects.filter(constituent_id=ids["person"]):
        reply.sealed = seal(key, b"VerborgReply", place=sealed_place(organization, reply.reference))
        reply.save(update_fields=["sealed"])


def answers(
    clients: dict[str, Client], who: str, ids: dict[str, Any], method: str = "GET", only: Container[str] | None = None
) -> dict[str, set[str]]:
    """The person's words in every answer that ``who`` gets, by route; routes without any are left out.

    ``only``: these routes, for a closer look.
    """
    told: dict[str, set[str]] = {}
    for row in rows():
        if row.method == method and (only is None or row.route in only):
            names = ("person", "relative") if "person" in positions(row, ids) else ("person",)
            for about in names:
                told.setdefault(row.route, set()).update(_words(clients[who], row, {**ids, "person": ids[about]}))
    if method == "GET":
        for route, query in LOOKED_FOR:
            asked = " ".join([route, *(f"{name}={value}" for name, value in query.items())])
            if only is None or asked in only:
                told[asked] = _read(clients[who], route, {}, method, query)
    return {route: words for route, words in told.items() if words}


def changing(clients: dict[str, Client], who: str, ids: dict[str, Any]) -> set[str]:
    """The routes by whose forms ``who`` changes a row of the person."""
    found = set()
    for row in rows():
        if row.method == "POST":
            route = row.route.partition("?")[0]
            data = DATA.get((row.method, row.route))
            with rolled_back():
                before = _rows_of(ids["person"])
                with application_role():
                    ask(clients[who], route, parameters(route, ids), "POST", data(ids) if data else {})
                if _rows_of(ids["person"]) != before:
                    found.add(row.route)
    return found


def _rows_of(person: int) -> str:
    """A digest of every row that hangs on the person, and of their own."""
    parts = [f"SELECT 'c' || t::text AS line FROM {Constituent._meta.db_table} t WHERE id = %(person)s"]
    for model in apps.get_models():
        ties = [field.column for field in model._meta.concrete_fields if field.related_model is Constituent]
        if ties and model is not AccessRequest:  # to ask is everybody's right
            which = " OR ".join(f"{column} = %(person)s" for column in ties)
            table = model._meta.db_table
            parts.append(f"SELECT '{table}' || t::text AS line FROM {table} t WHERE {which}")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(string_agg(line, '|' ORDER BY line)) FROM ({' UNION ALL '.join(parts)}) l", {"person": person}
        )
        return str(cursor.fetchone()[0])


def _words(client: Client, row: Row, ids: dict[str, Any]) -> set[str]:
    route = row.route.partition("?")[0]
    data = DATA.get((row.method, row.route))
    return _read(client, route, parameters(route, ids), row.method, data(ids) if data else {})


def _read(client: Client, route: str, place: dict[str, Any], method: str, data: Any) -> set[str]:
    with rolled_back(), application_role():
        return set(WORD.findall(ask(client, route, place, method, data).text))
