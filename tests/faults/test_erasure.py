"""Somebody is known everywhere and erased: nothing of them is found again, in no table and no file.

The search is tried first: before the erasure it finds the person in every place where they are known.
"""

import base64
import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.utils import timezone
from psycopg import sql

from audit.log.actions import record
from coalition.platform.keys import ContactKind, contact_keys
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.erasure import erasures_path
from consent.ledger.actions.gate import Claim, claim_contact
from consent.ledger.actions.journal import own_journal, replay_negatives
from consent.portal.actions.sessions import begin_session
from consent.portal.models import LinkRequest, PortalToken
from consent.portal.rules.secrets import PortalKeys
from consent.requests.actions import erasing
from consent.requests.actions.approvals import approve_erasure, propose_erasure
from consent.requests.actions.erasing import replay_erasures
from consent.requests.actions.filing import file_request
from consent.requests.jobs import run_erasure
from consent.requests.models import DataRequest, Erasure
from orgs.actions.imports import upload_import
from orgs.actions.people import log_interaction
from orgs.models import (
    Constituent,
    ConstituentSkill,
    Message,
    MessageRecipient,
    Organization,
    OutboxMessage,
    Reply,
    Skill,
)
from orgs.rules.statements import Basis, Statement
from sharing.models import AudienceMember, ListVersion
from tests.database import superuser_connection
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, subject_of
from tests.orgs.imports.sheets import import_text
from tests.sharing.phonebank import PhoneBank
from tests.trust.figures import publish

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL, PHONE = "Zelmira.Quirquincho@Correo.example", "+1 (510) 555-0173"
GIVEN, FAMILY = "Zelmira", "Quirquincho"
SHEET = (
    "First name,Last name,E-mail,Phone,City\n"
    f"{GIVEN},{FAMILY},{EMAIL},{PHONE},Oakland\nOther,Person,other@correo.example,,Oakland\n"
)
# What stays on purpose: keys that bar a later import, and the journals that a restored backup needs.
NOT_OF_PEOPLE = {"propagation_endpoint"}  # an organization's own secret, sealed
KEPT = {"consent_suppression", own_journal("negatives").name, own_journal("erasures").name}


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    yield tmp_path


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
    """Known by spreadsheet, call, message, reply, note, waiting and rejected rows, portal, request and log."""
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
    (folder / "people.csv").unlink()
    with transaction.atomic():
        _in_the_portal(email)
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
    log_interaction(actor=bank.own, now=now, person_id=person.pk, kind="note", summary=f"Met {GIVEN}")
    skill = Skill.objects.create(organization=alder, name="Cooking")
    ConstituentSkill.objects.create(organization=alder, constituent=person, skill=skill)
    shared = {"organization": alder, "coalition": bank.valley}
    AudienceMember.objects.create(**shared, audience=bank.audience, constituent=person, contact_point=points["phone"])
    bank.call_list.entries.create(**shared, constituent=person, contact_point=points["phone"], position=99)
    ListVersion.objects.create(
        **shared, campaign=bank.campaign, version=1, people=[person.pk, person.pk, 7], subjects=[email, phone, 8]
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


def spellings() -> dict[str, bytes]:
    """Everything that would give Zelmira away, in the forms in which databases and files write it."""
    texts = {
        GIVEN,
        FAMILY,
        EMAIL,
        EMAIL.lower(),
        EMAIL.upper(),
        PHONE,
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
            " AND column_name IN ('constituent_id', 'subject_id')"
        ).fetchall()
        for table, column in columns:
            whose = ids["people" if column == "constituent_id" else "subjects"]
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


def test_run_erasure_leaves_nothing_anywhere(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    before = places(home)
    assert {
        "orgs_constituent", "orgs_contactpoint", "orgs_interaction", "orgs_message", "orgs_outboxmessage",
        "consent_subject_key", "requests_datarequest", own_journal("negatives").name,
    } <= before  # fmt: skip
    assert [path for path in (home / "files" / "imports").iterdir() if GIVEN.encode() in path.read_bytes()]
    assert len(rows_about(known)) >= 14

    at_alder = erase_at(known.bank.alder)

    assert at_alder.everywhere  # the phone was Alder's alone
    half = places(home)
    assert "orgs_constituent" in half and "consent_subject_key" in half  # Birch still holds the address
    with inside(known.bank.own):
        assert not Constituent.objects.filter(given_name=GIVEN).exists()
        assert known.bank.call_list.entries.count() == 1
        version = ListVersion.objects.get()
        assert (version.people, version.subjects) == ([7], [8])

    at_birch = erase_at(known.birch)

    assert at_birch.everywhere
    left = places(home) - KEPT
    publish("erasure: places that still know the person", value=len(left), target="= 0", rounds=len(spellings()))
    assert left == set()
    assert rows_about(known) == {}
    assert "consent_suppression" in places(home)  # the control of the search itself
    assert at_alder.counts["orgs_constituent"] == at_birch.counts["orgs_constituent"] == 1
    assert at_alder.counts["orgs_outboxmessage"] >= 1


def test_an_erased_person_who_is_imported_again_is_not_enabled(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    known = make_known(folder)
    ask_everyone(known)
    erase_at(known.bank.alder)
    erase_at(known.birch)

    statement = Statement(basis={channel: Basis("signed up") for channel in ("email", "phone")})
    import_text(known.bank.alder, folder, SHEET, statement)

    own = known.bank.own
    for kind, value, channel in (
        (ContactKind.EMAIL, EMAIL.lower(), "email"),
        (ContactKind.PHONE, "+15105550173", "phone"),
    ):
        subject = subject_of(kind, value)
        with inside(own):
            verdict = claim_contact(
                actor=own, now=NOW, contacted=subject, subject_ids=[subject], channel=channel, hold=False
            )
        assert not verdict.allowed


def test_a_killed_erasure_leaves_everything_and_runs_to_its_end_afterwards(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    erase_at(known.birch)
    erasure_id = approve_at(known.bank.alder)
    before = rows_about(known)
    ready, said = os.pipe()
    for each in connections.all(initialized_only=True):
        each.close()
    child = os.fork()
    if child == 0:  # the worker, stopped just before the last forgetter
        _hang_in_the_last(said)
        with suppress(BaseException):
            run_erasure(organization_id=known.bank.alder.pk, erasure_id=erasure_id)
        os._exit(1)
    os.close(said)
    assert os.read(ready, 5) == b"there"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    after = rows_about(known)
    assert after.pop("audit_event_subject") > before.pop("audit_event_subject")  # the letter went before
    assert after == before
    run_erasure(organization_id=known.bank.alder.pk, erasure_id=erasure_id)
    run_erasure(organization_id=known.bank.alder.pk, erasure_id=erasure_id)  # delivered twice

    assert places(home) <= KEPT
    assert rows_about(known) == {}
    with inside(known.bank.own):
        assert DataRequest.objects.get(kind="erase").state == "answered"


def _hang_in_the_last(said: int) -> None:
    real = erasing._forgetters

    def forgetters(paths: tuple[str, ...]) -> list[object]:
        found = list(real(paths))

        def hang(**arguments: object) -> dict[str, int]:
            os.write(said, b"there")
            signal.pause()
            return {}

        return [*found[:-1], hang] if "consent.portal" in " ".join(paths) else found

    erasing._forgetters = forgetters  # type: ignore[assignment]


def test_a_restored_backup_erases_again(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    for organization in (known.bank.alder, known.birch):
        erasure_id = approve_at(organization)
        own = system_actor(organization_id=organization.pk)
        with suppress(ConnectionError), inside(own):
            erasing.run_erasure(actor=own, now=timezone.now(), erasure_id=erasure_id)
            raise ConnectionError("the backup is from before this")
    assert "orgs_constituent" in places(home)
    assert len(erasures_path().read_text().splitlines()) == 2

    with transaction.atomic():
        replay_negatives(actor=system_actor())
        assert replay_erasures(actor=system_actor(), now=timezone.now()) == 2

    assert places(home) <= KEPT
    assert rows_about(known) == {}
    with transaction.atomic():
        assert replay_erasures(actor=system_actor(), now=timezone.now()) == 0
        assert replay_negatives(actor=system_actor()) == 0
    assert places(home) <= KEPT


def test_a_replay_spares_whoever_came_back_later(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    ask_everyone(known)
    erase_at(known.bank.alder)
    erase_at(known.birch)
    with transaction.atomic():
        back = make_person(known.birch, GIVEN, FAMILY, email=EMAIL.lower())

    with transaction.atomic():
        assert replay_erasures(actor=system_actor(), now=timezone.now()) == 0

    with inside(system_actor(organization_id=known.birch.pk)):
        assert Constituent.objects.filter(pk=back.pk).exists()


def test_a_table_that_speaks_of_people_is_erased_or_says_why_not() -> None:
    """A new table with a person in it must be named by a forgetter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns JOIN pg_class ON relname = table_name"
            " WHERE table_schema = 'public' AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND (column_name IN ('constituent_id', 'subject_id', 'contact_point_id', 'contact_key', 'key_hash')"
            " OR column_name LIKE 'sealed%')"
        )
        tables = {table for (table,) in cursor.fetchall()}
    assert tables - erased_tables() - NOT_OF_PEOPLE == set()


def erased_tables() -> set[str]:
    from consent.requests.rules.forgetters import AT_ORGANIZATION, EVERYWHERE  # noqa: PLC0415

    modules = {path.rpartition(".")[0] for path in (*AT_ORGANIZATION, *EVERYWHERE)}
    return {table for module in modules for table in __import__(module, fromlist=["TABLES"]).TABLES}


def test_run_erasure_alone_at_one_of_two_organizations_leaves_the_other_its_own(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    known = make_known(tmp_path_factory.mktemp("sheets"))
    file_request(
        actor=known.person, now=timezone.now(), organization_id=known.birch.pk, subject_id=known.email, kind="erase"
    )

    done = erase_at(known.birch)

    assert not done.everywhere
    with inside(known.bank.own):
        person = Constituent.objects.get(given_name=GIVEN)
        assert person.contact_points.count() == 2
    with inside(system_actor(organization_id=known.birch.pk)):
        assert not Constituent.objects.exists()
    own = replace(known.bank.own)
    with inside(own):
        later = timezone.now() + timedelta(days=2)
        verdict = claim_contact(
            actor=own, now=later, contacted=known.phone, subject_ids=[known.phone], channel="phone", hold=False
        )
    assert verdict.allowed
