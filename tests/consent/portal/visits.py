"""Ana, known to Alder (e-mail and phone) and to Birch (e-mail); and what a visit to the portal is made of."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import jsonschema
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.gate import Claim, finish_attempt
from consent.ledger.actions.subjects import record_holdings
from consent.portal.actions.sessions import begin_session
from consent.portal.jobs import send_code, send_link
from consent.portal.models import LinkRequest, PortalSession, StepUp
from consent.portal.rules.secrets import PortalKeys
from consent.portal.views.session import SESSION_COOKIE
from orgs.models import Coalition, Constituent, Organization, OutboxMessage
from sharing.models import Campaign, SharingAgreement
from tests.consent.ledger.world import agree, claim
from tests.factories import NOW, make_coalition, make_organization, make_person

EMAIL, PHONE = "ana@mail.example", "+1 510 555 0101"


@dataclass(frozen=True)
class Town:
    alder: Organization
    birch: Organization
    cedar: Organization
    valley: Coalition
    email: int
    phone: int

    @property
    def at_alder(self) -> Actor:
        return system_actor(organization_id=self.alder.pk)

    @property
    def at_birch(self) -> Actor:
        return system_actor(organization_id=self.birch.pk)


def make_town() -> Town:
    alder, birch, cedar = (make_organization(slug) for slug in ("alder", "birch", "cedar"))
    valley = make_coalition("valley", [alder, birch])
    ana = make_person(
        alder, "Ana", "Alvarez", email=EMAIL, phone=PHONE, interests=["Rent"], city="Oakland", source="Petition"
    )
    make_person(birch, "Ana", "Alvarez", email=EMAIL)
    make_person(cedar, "Zoe", "Secret", email="zoe@mail.example", city="Secretville")
    with acting(system_actor(organization_id=alder.pk)):
        email, phone = ana.contact_points.order_by("kind").values_list("subject_id", flat=True)
    for organization, subjects in ((alder, [email, phone]), (birch, [email])):
        own = system_actor(organization_id=organization.pk)
        with acting(own):
            record_holdings(actor=own, subject_ids=subjects, source="import")
    agree(system_actor(organization_id=alder.pk), [phone])
    return Town(alder, birch, cedar, valley, email, phone)


def ask(client: Client, contact: str = EMAIL, **extra: str) -> None:
    """Ask for a link; the job answers."""
    response = client.post("/p/", {"contact": contact}, **extra)  # type: ignore[arg-type]
    assert (response.status_code, response.url) == (302, "/p/sent/")  # type: ignore[attr-defined]
    for request in LinkRequest.objects.filter(sent_at=None, accepted=True):
        send_link(request_id=request.pk)


def last_message() -> EmailMessage:
    """The newest mail."""
    message: EmailMessage = mail.outbox[-1]
    return message


def link_and_code() -> tuple[str, str]:
    """The path of the link and the code in the newest message."""
    body = str(last_message().body)
    link, code = re.search(r"(/p/open/[^/]+/)", body), re.search(r"\b(\d{6})\b", body)
    assert link and code
    return link[1], code[1]


def enter(client: Client, contact: str = EMAIL) -> None:
    """Ask, open the link, press the button."""
    ask(client, contact)
    link, _ = link_and_code()
    assert client.get(link).status_code == 200
    response = client.post(link)
    assert (response.status_code, response.url) == (302, "/p/me/")  # type: ignore[attr-defined]


def proven(
    subject_id: int, address: str, kind: str = "email", *, full: bool = False, second: int | None = None
) -> Client:
    """A client whose visitor has proven the identifier; with ``full`` enough to read everything, by the ``second``."""
    keys = PortalKeys(settings.ROOT_KEY)
    client = Client()
    with transaction.atomic():
        secret = begin_session(keys, subject_id, kind, keys.seal_address(address), full)
        PortalSession.objects.filter(secret_hash=keys.digest("session", secret)).update(second_subject=second)
    client.cookies[SESSION_COOKIE] = secret
    return client


def prove(client: Client, subject: int) -> str:
    """Ask for a code by text and type it; the code."""
    assert client.post("/p/me/proof/", {"way": str(subject)}).url == "/p/me/proof/code/"  # type: ignore[attr-defined]
    code = newest_code()
    response = client.post("/p/me/proof/code/", {"code": code})
    assert (response.status_code, response.url) == (302, "/p/me/proof/")  # type: ignore[attr-defined]
    return code


def newest_code() -> str:
    """The code in the newest text."""
    for step in StepUp.objects.filter(sent_at=None, send_after=None):
        send_code(step_id=step.pk)
    found = re.search(r"\b(\d{6})\b", OutboxMessage.objects.latest("pk").body)
    assert found
    return found[1]


def hold(organization: Organization, person: Constituent) -> None:
    """The organization holds the person's identifiers."""
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        subjects = list(person.contact_points.values_list("subject_id", flat=True))
        record_holdings(actor=own, subject_ids=subjects, source="import")


def call(town: Town, campaign: Campaign | None = None) -> None:
    """Alder calls Ana, and it is noted."""
    told = {"campaign": campaign.pk, "coalition": campaign.coalition_id} if campaign else {}
    claimed = claim(town.at_alder, town.phone, [town.email], **told)
    assert isinstance(claimed, Claim)
    with acting(town.at_alder):
        finish_attempt(actor=town.at_alder, now=NOW, attempt_id=claimed.attempt_id, state="sent", outcome="talked")


def make_campaign(coalition: Coalition) -> Campaign:
    """A campaign of the coalition."""
    with acting(system_actor(coalition_id=coalition.pk)):
        agreement = SharingAgreement.objects.create(
            coalition=coalition, version=1, title="Terms", text="", modes=[], purposes=[], channels=[], recipients=[]
        )
        return Campaign.objects.create(
            coalition=coalition, agreement=agreement, name="Rent Freeze", starts_on=NOW.date(), ends_on=NOW.date()
        )


def download(client: Client) -> dict[str, Any]:
    """The zip, unpacked, after looking that it follows its schema."""
    response = client.post("/p/data/file/")
    assert response["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    files: dict[str, Any] = {name: archive.read(name).decode() for name in archive.namelist()}
    files["data.json"] = json.loads(files["data.json"])
    jsonschema.Draft202012Validator(
        json.loads(files["data.schema.json"]), format_checker=jsonschema.FormatChecker()
    ).validate(files["data.json"])
    return files
