"""Zelmira, known everywhere to two organizations, and the search that finds her in every table and file."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from psycopg import sql

from audit.log.actions import record
from coalition.platform.keys import ContactKind, contact_keys
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.capture.rules.secrets import CaptureKeys
from consent.ledger.actions.gate import Claim, claim_contact
from consent.ledger.actions.journal import own_journal
from consent.ledger.models import Receipt
from consent.portal.actions.sessions import begin_session
from consent.portal.models import LinkRequest, PortalToken
from consent.portal.rules.secrets import PortalKeys
from consent.requests.actions.approvals import approve_erasure, propose_erasure
from consent.requests.actions.filing import file_request
from consent.requests.jobs import run_erasure
from consent.requests.models import DataRequest, Erasure
from orgs.actions.addresses import add_address
from orgs.actions.custom_fields import FieldPlan, change_values, remove_field, save_field
from orgs.actions.engagement import refresh_engagement
from orgs.actions.imports import upload_import
from orgs.actions.interactions import log_interaction
from orgs.actions.relationships import add_relationship
from orgs.actions.roles import add_role
from orgs.actions.skills import set_skill
from orgs.actions.social import add_social
from orgs.actions.tags import delete_tag, tag_people
from orgs.actions.tasks import TaskFacts, add_task
from orgs.actions.trigger_runs import run_triggers
from orgs.actions.triggers import save_trigger
from orgs.models import (
    Constituent,
    ConstituentSkill,
    Message,
    MessageRecipient,
    Organization,
    OutboxMessage,
    Reply,
    Skill,
    Tag,
)
from orgs.rules.interactions import Details
from orgs.rules.statements import Basis, Statement
from orgs.rules.ties import NewTie
from orgs.rules.triggers import Plan
from sharing.models import AudienceMember, ListVersion
from tests.consent.capture.world import YES, make_form, submit
from tests.database import superuser_connection
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, subject_of
from tests.orgs.imports.sheets import import_text
from tests.sharing.phonebank import PhoneBank

EMAIL, PHONE = "Zelmira.Quirquincho@Correo.example", "+1 (510) 555-0173"
GIVEN, FAMILY = "Zelmira", "Quirquincho"
SHEET = (
    "First name,Last name,E-mail,Phone,City\n"
    f"{GIVEN},{FAMILY},{EMAIL},{PHONE},Oakland\nOther,Person,other@correo.example,,Oakland\n"
)
# What stays on purpose: keys that bar a later import, and the journals that a restored backup needs.
KEPT = {"consent_suppression", own_journal("negatives").name, own_journal("erasures").name}


@contextmanager
def inside(actor: Actor) -> Iterator[None]:
    """Read and write as ``actor``: a scope holds inside a transaction only."""
    with acting(actor), transaction.atomic():
        yield


@dataclass
class Known:
    """Zelmira, known to Alder and Birch."""

    bank: PhoneBank
    birch: Organization
    email: int
    phone: int
    at_alder: int
    at_birch: int

    @property
    def person(self) -> Actor:
        return Actor(role="subject", subject_ids=(self.email, self.phone), membership_ref="portal-1")


def make_known(folder: Path) -> Known:
    """Known by spreadsheet, call, message, reply, note, waiting and rejected rows, form, portal, request and log."""
    with transaction.atomic():
        bank = PhoneBank(1)
        birch = make_organization("birch")
    statement = Statement(basis={channel: Basis("signed up") for channel in ("email", "phone")})
    import_text(bank.alder, folder, SHEET, statement)
    email = subject_of(ContactKind.EMAIL, EMAIL.lower())
    phone = subject_of(ContactKind.PHONE, "+15105550173")
    with transaction.atomic():
        other = make_person(birch, GIVEN, FAMILY, email=EMAIL.lower(), note=f"Knows {GIVEN} {FAMILY}")
        with acting(bank.own):
            person = Constituent.objects.get(given_name=GIVEN)
            _at_alder(bank, person, email, phone)
    with acting(bank.own):
        rejected = f"First name,Last name,E-mail\n{GIVEN},{FAMILY},{EMAIL},one,too,many\nOk,Row,ok@correo.example\n"
        import_text(bank.alder, folder, rejected)
        waiting = folder / "waiting.csv"
        waiting.write_text(SHEET, encoding="utf-8")
        upload_import(actor=bank.own, now=NOW, file_name="waiting.csv", source=waiting)
        waiting.unlink()
        # Without headings the first person is taken for them.
        import_text(
            bank.alder, folder, f"{GIVEN},{FAMILY},Oakland\nOk,Row,94601\n", Statement(), **{GIVEN: "given_name"}
        )
    (folder / "people.csv").unlink()
    form = make_form(make_member(bank.alder, "organizer", "Olga"))
    submit(Client(), form, {**YES, "email": EMAIL, "given_name": GIVEN, "family_name": FAMILY})
    with transaction.atomic():
        _in_the_portal(email)
    with inside(Actor(role="subject", subject_ids=(email,))):
        Receipt.objects.create(subject_id=email, reference="zelmira", event_ids=[], document={"to": FAMILY})
    return Known(bank, birch, email, phone, person.pk, other.pk)


def _in_the_portal(email: int) -> None:
    keys = PortalKeys(django_settings.ROOT_KEY)
    sealed, hashed = keys.seal_address(EMAIL.lower()), keys.digest("email", EMAIL.lower())
    LinkRequest.objects.create(
        key_hash=hashed, ip_hash=b"ip", browser_hash=b"browser", kind="email", sealed_address=sealed, language="es",
        accepted=True,
    )  # fmt: skip
    PortalToken.objects.create(
        token_hash=b"token", code_hash=b"code", browser_hash=b"browser", subject_id=email, kind="email",
        sealed_address=sealed, expires_at=timezone.now(),
    )  # fmt: skip
    begin_session(keys, email, "email", sealed)


def _at_alder(bank: PhoneBank, person: Constituent, email: int, phone: int) -> None:
    alder, now = bank.alder, timezone.now()
    points = {point.kind: point for point in person.contact_points.all()}
    said = f"Met {GIVEN}, who is best reached at (510) 555-0173"
    more = Details(body=f"{said}.\n{GIVEN} again", topic="Rents", outlet="Bay Ledger", link="https://ledger.example/1")
    log_interaction(actor=bank.own, now=now, person_id=person.pk, kind="note", summary=said, details=more)
    skill = Skill.objects.create(organization=alder, name="Cooking")
    ConstituentSkill.objects.create(organization=alder, constituent=person, skill=skill)
    _collected(bank.own, person, now)
    _recorded(bank.own, person, now)
    _tied(bank.own, person, now)
    shared = {"organization": alder, "coalition": bank.valley}
    AudienceMember.objects.create(**shared, audience=bank.audience, constituent=person, contact_point=points["phone"])
    bank.call_list.entries.create(**shared, constituent=person, contact_point=points["phone"], position=99)
    ListVersion.objects.create(
        **shared,
        campaign=bank.campaign,
        version=1,
        people=[person.pk, person.pk, 9_007],
        subjects=[email, phone, 9_008],
    )
    message = Message.objects.create(organization=alder, constituent=person, channel="email", body=f"Dear {GIVEN}")
    MessageRecipient.objects.create(
        organization=alder, message=message, constituent=person, contact_point=points["email"], state="sent"
    )
    Reply.objects.create(organization=alder, constituent=person, subject_id=phone, sealed=b"words", reference="r1")
    OutboxMessage.objects.create(channel="email", recipient=EMAIL, subject="Hello", body=f"Dear {GIVEN} {FAMILY}")
    OutboxMessage.objects.create(channel="sms", recipient="+15105550173", body="Hello")
    OutboxMessage.objects.create(channel="email", recipient="staff@alder.example", body=f"A reply of {EMAIL}")
    claimed = claim_contact(
        actor=bank.own, now=now, contacted=phone, subject_ids=[email, phone], channel="phone", purpose="contact"
    )
    assert isinstance(claimed, Claim)
    record("orgs.person.read", actor=bank.own, object_type="constituent", subjects=[email, phone])


def _recorded(own: Actor, person: Constituent, now: datetime) -> None:
    person.preferred_name, person.pronouns = f"{GIVEN} {FAMILY}", FAMILY
    person.save(update_fields=["preferred_name", "pronouns"])
    by: dict[str, Any] = {"actor": own, "now": now, "person_id": person.pk}
    add_address(**by, kind="home", lines={"street": f"{FAMILY} Road"})
    add_address(**by, kind="work", lines={"street": f"{FAMILY} Square"})
    add_social(**by, network="bluesky", handle=f"{GIVEN}.{FAMILY}.example".lower())
    add_role(**by, role="volunteer")
    set_skill(**by, name="Cooking", level="able")
    _triggered(own, person)
    work: dict[str, Any] = {"actor": own, "now": now, "today": now.date()}
    add_task(**work, facts=TaskFacts(f"Call {GIVEN}", note=FAMILY), person_id=person.pk)
    add_task(**work, facts=TaskFacts(f"Send {GIVEN} {FAMILY} the minutes"))
    add_task(**work, facts=TaskFacts("Send everybody the minutes"))


def _triggered(own: Actor, person: Constituent) -> None:
    """One thing that a trigger did, and one that waits for it."""
    moment = timezone.now()
    plan = Plan("Wrote", "interaction", "tag", detail="letter", new_tag="Writes letters")
    save_trigger(actor=own, now=moment, plan=plan)
    named = Plan(f"{GIVEN} {FAMILY} writes", "interaction", "task", title=f"Call {GIVEN} {FAMILY}", who="team")
    first = save_trigger(actor=own, now=moment, plan=named)
    save_trigger(actor=own, now=moment, plan=replace(named, name="Any letter"), trigger_id=first.pk)
    for letter in ("First", "Second"):
        log_interaction(actor=own, now=moment, person_id=person.pk, kind="letter", summary=letter)
        if letter == "First":
            run_triggers(actor=own, now=moment)


def _tied(own: Actor, person: Constituent, now: datetime) -> None:
    friend = Constituent.objects.create(organization_id=person.organization_id, given_name="Some", family_name="Friend")
    tie = NewTie("friend", note=f"{GIVEN}, called {FAMILY}")
    add_relationship(actor=own, now=now, person_id=friend.pk, other_id=person.pk, tie=tie)
    came = Details(topic="Rents")
    log_interaction(actor=own, now=now, person_id=person.pk, kind="event", summary="Came", details=came)
    refresh_engagement(actor=own, now=now)


def _collected(own: Actor, person: Constituent, now: datetime) -> None:
    for name in ("Cook", "Gone"):
        tag_people(actor=own, now=now, person_ids=[person.pk], name=name)
    delete_tag(actor=own, now=now, tag_id=Tag.objects.get(name="Gone").pk)
    for name in ("Nickname", "Gone nickname"):
        field = save_field(actor=own, now=now, plan=FieldPlan(name, "text"))
        change_values(actor=own, now=now, person_id=person.pk, values={field.pk: [f"{GIVEN} the cook"]})
    remove_field(actor=own, now=now, field_id=field.pk)


def spellings() -> dict[str, bytes]:
    """Everything that would give Zelmira away, in the forms in which databases and files write it."""
    texts = {
        GIVEN,
        FAMILY,
        EMAIL,
        EMAIL.lower(),
        EMAIL.upper(),
        PHONE,
        "(510) 555-0173",
        "510-555-0173",
        "510 555 0173",
        "510.555.0173",
        "+15105550173",
        "5105550173",
        "555-0173",
        "5550173",
    }
    found: dict[str, bytes] = {}
    for text in texts:
        found[text] = text.encode()
        found[f"hex of {text}"] = text.encode().hex().encode()
        found[f"base64 of {text}"] = base64.b64encode(text.encode()).rstrip(b"=")[:-1]
        found[f"escaped {text}"] = json.dumps(text).strip('"').encode()
    for kind, value in ((ContactKind.EMAIL, EMAIL.lower()), (ContactKind.PHONE, "+15105550173")):
        for version, key in contact_keys(kind, value).items():
            found[f"key {kind} {version}"] = key.hex().encode()
            found[f"raw key {kind} {version}"] = key
            found[f"base64 key {kind} {version}"] = base64.b64encode(key).rstrip(b"=")[:-1]
        for keys in (PortalKeys(django_settings.ROOT_KEY), CaptureKeys(django_settings.ROOT_KEY)):
            found[f"{type(keys).__name__} {kind}"] = keys.digest(kind, value).hex().encode()
    return found


def places(home: Path) -> set[str]:
    """Every table and file where Zelmira is found, in any spelling, whatever the case."""
    needles = [needle.lower() for needle in spellings().values()]
    found = set()
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        tables = database.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'm') AND n.nspname IN ('public', 'commonlist') ORDER BY 1"
        ).fetchall()
        assert len(tables) > 50
        for (table,) in tables:
            with database.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as rows:
                content = b"".join(bytes(row) for row in rows).lower()
            if any(needle in content for needle in needles):
                found.add(_without_month(table))
    for path in home.rglob("*"):
        if path.is_file() and any(needle in path.read_bytes().lower() for needle in needles):
            found.add(path.name)
    return found


def _without_month(table: str) -> str:
    return re.sub(r"_p?\d{4}_?\d{2}$", "", table)


def rows_about(known: Known) -> dict[str, int]:
    """Rows that point at Zelmira by number, by table."""
    ids = {"people": [known.at_alder, known.at_birch], "subjects": [known.email, known.phone]}
    found = {}
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        columns = database.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN pg_class ON relname = table_name"
            " WHERE table_schema = 'public' AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND column_name IN ('constituent_id', 'person_id', 'other_id', 'subject_id')"
        ).fetchall()
        for table, column in columns:
            whose = ids["subjects" if column == "subject_id" else "people"]
            query = sql.SQL("SELECT count(*) FROM {} WHERE {} = ANY (%s)")
            row = database.execute(query.format(sql.Identifier(table), sql.Identifier(column)), [whose]).fetchone()
            if row and row[0]:
                found[table] = row[0]
    return found


def ask_everyone(known: Known) -> None:
    for organization in (known.bank.alder.pk, known.birch.pk):
        file_request(
            actor=known.person, now=timezone.now(), organization_id=organization, subject_id=known.email,
            kind="erase", detail=f"Delete me, {GIVEN} {FAMILY}", everywhere=True, subject_ids=known.person.subject_ids,
        )  # fmt: skip


def approve_at(organization: Organization) -> int:
    """One admin proposes, another approves; the erasure to be run."""
    one, two = (actor_of(make_member(organization, "admin", f"Admin{number} {organization.slug}")) for number in (1, 2))
    with inside(one):
        request = DataRequest.objects.get(kind="erase", state="open")
        propose_erasure(actor=one, now=timezone.now(), request_id=request.pk)
    with inside(two):
        return approve_erasure(actor=two, now=timezone.now(), request_id=request.pk).pk


def erase_at(organization: Organization) -> Erasure:
    erasure_id = approve_at(organization)
    run_erasure(organization_id=organization.pk, erasure_id=erasure_id)
    with inside(system_actor(organization_id=organization.pk)):
        return Erasure.objects.get(pk=erasure_id)
