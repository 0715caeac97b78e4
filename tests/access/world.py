"""The world of the access matrix: two coalitions of two organizations each, and a row of everyone's in every table.

Alder and Birch campaign in Valley, Cedar and Dogwood in Coast. Whatever belongs to one of them carries its canary, a
word that must never be read by those it does not belong to.
"""

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone

from coalition.platform.keys import ContactKind, seal
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Claim, claim_contact
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.models import Receipt
from consent.ledger.rules.new_event import NewEvent
from consent.portal.models import PortalSession, PortalToken
from consent.portal.rules.secrets import PortalKeys
from consent.propagation.actions.endpoints import add_endpoint
from consent.propagation.actions.feed import publish_withdrawals
from consent.propagation.models import Delivery, Escalation
from consent.requests.actions.filing import Filing, enter_request
from consent.requests.models import DataRequest, Erasure
from orgs.actions.imports import upload_import
from orgs.actions.invitations import invitation_token, invite_member
from orgs.models import (
    Coalition,
    ConstituentSkill,
    ContactPoint,
    Import,
    ImportIssue,
    Interaction,
    Membership,
    Mention,
    Organization,
    Skill,
    User,
)
from orgs.queries.actors import group_name
from orgs.queries.contacts import data_key
from orgs.queries.imports import sealed_place
from sharing.actions.overlap import snapshot_overlap
from sharing.models import (
    AgreementAcceptance,
    Audience,
    AudienceMember,
    AudienceTally,
    CallList,
    CallListEntry,
    CallListGroupPermission,
    Campaign,
    CountCharge,
    Grant,
    GrantRequest,
    ReleasedCount,
    SharingAgreement,
)
from tests.access.collected import make_collected
from tests.access.exports import make_exports
from tests.access.forms import make_forms
from tests.access.messages import make_messages
from tests.access.money import make_money
from tests.access.network import make_network
from tests.access.record import make_record
from tests.access.tasks import make_tasks
from tests.access.triggers import make_triggers
from tests.access.turf import make_turf
from tests.access.workspace import make_workspace
from tests.factories import (
    NOW,
    actor_of,
    make_coalition,
    make_member,
    make_organization,
    make_person,
    make_segment,
    make_user,
    subject_of,
)

MEMBERS = {"valley": ("alder", "birch"), "coast": ("cedar", "dogwood")}
NOTHING = {"key": "nonsense", "uidb36": "zz", "asked": "access"}  # mailed secrets, which nobody has here
ENDS_ON = date(2099, 12, 31)


@dataclass
class Possession:
    """What one organization or coalition has: ids by the name that URL and form parameters use."""

    slug: str
    owner: Organization | Coalition
    ids: dict[str, Any] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    @property
    def canary(self) -> str:
        """The word that gives this owner's rows away."""
        return canary_of(self.slug)


@dataclass
class World:
    """Everyone's possessions by slug."""

    of: dict[str, Possession]

    def objects(self, organization: str) -> dict[str, Any]:
        """All ids that members of ``organization`` meet: its own and its coalition's."""
        coalition = next(slug for slug, members in MEMBERS.items() if organization in members)
        return {**NOTHING, **self.of[coalition].ids, **self.of[organization].ids}

    def subjects(self, organization: str) -> tuple[int, ...]:
        """The identifiers of the organization's person, who visits the portal."""
        return (self.of[organization].ids["email_subject"], self.of[organization].ids["subject"])


def canary_of(slug: str) -> str:
    """``Kanarialder`` for ``alder``: no other page says that."""
    return f"Kanari{slug}"


CANARIES = {slug: canary_of(slug) for coalition, members in MEMBERS.items() for slug in (coalition, *members)}


def build_world() -> World:
    """Fill the database; every owned table has rows of every owner."""
    world = World({})
    with transaction.atomic():
        for coalition_slug, members in MEMBERS.items():
            for slug in members:
                world.of[slug] = _organization(slug)
            world.of[coalition_slug] = _coalition(coalition_slug, [world.of[slug] for slug in members])
            for slug in members:
                _contribution(world.of[slug], world.of[coalition_slug])
            _overlap(world.of[coalition_slug])
        for mine in world.of.values():
            user = mine.users.get("admin") or mine.users["coordinator"]
            mine.ids |= make_forms(mine.owner, user, mine.canary)
            if isinstance(mine.owner, Organization):
                mine.ids |= make_messages(mine.owner, user, mine.ids, mine.canary)
                mine.ids |= make_record(mine.owner, mine.ids, mine.canary)
                mine.ids |= make_network(mine.owner, mine.ids, mine.canary)
                mine.ids |= make_turf(mine.owner, mine.users, mine.canary)
                mine.ids |= make_collected(mine.owner, user, mine.ids, mine.canary)
                mine.ids |= make_workspace(mine.owner, user, mine.ids, mine.canary)
                mine.ids |= make_exports(mine.owner, user, mine.ids, mine.canary)
                mine.ids |= make_tasks(mine.owner, mine.users, mine.ids, mine.canary)
                mine.ids |= make_triggers(mine.owner, mine.users, mine.ids, mine.canary)
                mine.ids |= make_money(mine.owner, user, mine.ids, mine.canary)
    return world


def _organization(slug: str) -> Possession:
    owner = make_organization(slug)
    Organization.objects.filter(pk=owner.pk).update(address=CANARIES[slug])
    mine = Possession(slug, owner)
    mine.users = {role: make_member(owner, role) for role in Membership.Role.values if role != "analyst"}
    mine.users["analyst"] = make_member(owner, "analyst", f"{mine.canary} Analyst")
    number = f"+1202555{150 + list(CANARIES).index(slug):04d}"
    person = make_person(
        owner, f"{mine.canary} Given", f"{mine.canary} Family", email=f"{mine.canary}@example.org", phone=number,
        interests=[f"{mine.canary} interest"], city=f"{mine.canary} City", note=f"{mine.canary} note",
    )  # fmt: skip
    segment = make_segment(owner, f"{mine.canary} segment")
    own = system_actor(organization_id=owner.pk)
    with acting(own):
        points = {point.kind: point for point in ContactPoint.objects.filter(constituent=person)}
        skill = Skill.objects.create(organization=owner, name=f"{mine.canary} skill")
        ConstituentSkill.objects.create(organization=owner, constituent=person, skill=skill)
        batch, finished = _imports(mine, own)
        interaction = Interaction.objects.create(
            organization=owner, constituent=person, kind="press", occurred_at=timezone.now(), source="by_hand",
            summary=f"{mine.canary} interaction", actor=mine.users["admin"],
        )  # fmt: skip
        mention = Mention.objects.create(
            organization=owner, interaction=interaction, occurred_at=interaction.occurred_at, constituent=person,
            member=mine.users["admin"],
        )  # fmt: skip
        invitation = invite_member(
            actor=actor_of(mine.users["admin"]), now=NOW, email=f"new.{slug}@example.org", role="analyst"
        )
        phone = subject_of(ContactKind.PHONE, number)
        notice = ensure_notice(
            actor=own, now=NOW, name=f"{mine.canary} notice", language="en", text=f"{mine.canary} words",
            recipients=[slug],
        )  # fmt: skip
        record_events(actor=own, now=NOW, events=[_consent(phone, owner.pk, notice)])
        request, erasure = _data_request(mine, person.pk)
    with acting(Actor(role="subject", subject_ids=(points["email"].subject_id, phone))):
        for subject in (phone, points["email"].subject_id):
            receipt = Receipt.objects.create(subject_id=subject, reference=f"receipt{subject}", event_ids=[])
    membership = Membership.objects.get(organization=owner, user=mine.users["analyst"])
    _portal(mine, points["email"].subject_id)
    mine.ids = _duty(mine, own, points["email"].subject_id) | {
        "reference": receipt.reference, "link": _secret("link", slug),
        "request": request.pk, "certificate": erasure.reference,
        "person": person.pk, "interaction": interaction.pk, "mention": mention.pk, "segment": segment.pk,
        "import": batch.pk, "finished_import": finished.pk,
        "invitation": invitation.pk, "notice": notice,
        "token": invitation_token(invitation), "membership": membership.pk, "organization": owner.pk,
        "point": points["phone"].pk,
        "email_point": points["email"].pk, "subject": phone, "email_subject": points["email"].subject_id,
        "phone": number, "email": f"{mine.canary}@example.org",
    }  # fmt: skip
    return mine


def _imports(mine: Possession, own: Actor) -> tuple[Import, Import]:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        Path(file.name).write_text(f"First name,E-mail\n{mine.canary} Row,row@example.org\n")
        admin = actor_of(mine.users["admin"])
        waiting = upload_import(actor=admin, now=NOW, file_name=f"{mine.canary}.csv", source=Path(file.name))
    finished = Import.objects.create(
        organization_id=mine.owner.pk, file_name=f"{mine.canary} old.csv", stored_as="gone", file_sha256="0" * 64,
        state=Import.State.DONE, layout={"headings": ["First name"], "delimiter": ","},
    )  # fmt: skip
    cells = json.dumps([f"{mine.canary} cell"]).encode()
    ImportIssue.objects.create(
        organization_id=mine.owner.pk, batch=finished, row=3, column="First name", reason="empty", rejected=True,
        sealed=seal(data_key(own), cells, place=sealed_place(mine.owner.pk, finished.pk, 3)),
    )  # fmt: skip
    return waiting, finished


def _data_request(mine: Possession, person: int) -> tuple[DataRequest, Erasure]:
    admin = actor_of(mine.users["admin"])
    filing = Filing("access", f"{mine.canary} asks")
    request = enter_request(
        actor=admin, now=NOW, person_id=person, filing=filing, via="letter", identity="document",
        received_on=date(2026, 11, 1), language="en",
    )  # fmt: skip
    erasure = Erasure.objects.create(
        organization_id=mine.owner.pk, request=request, reference=_secret("erasure", mine.slug)[:32], approved_at=NOW,
        done_at=NOW, counts={"orgs_constituent": 1},
    )  # fmt: skip
    return request, erasure


def _secret(kind: str, slug: str) -> str:
    return hashlib.sha256(f"{kind} of {slug}".encode()).hexdigest()


def portal_session(slug: str) -> str:
    """The portal's cookie of the organization's person."""
    return _secret("session", slug)


def _portal(mine: Possession, subject: int) -> None:
    keys = PortalKeys(settings.ROOT_KEY)
    proven = {
        "subject_id": subject, "kind": "email", "sealed_address": keys.seal_address(f"{mine.canary}@example.org"),
        "expires_at": timezone.now() + timedelta(days=1),
    }  # fmt: skip
    PortalSession.objects.create(secret_hash=keys.digest("session", portal_session(mine.slug)), **proven)
    PortalToken.objects.create(
        token_hash=keys.digest("token", _secret("link", mine.slug)), code_hash=b"", browser_hash=b"", **proven
    )


def _duty(mine: Possession, own: Actor, subject: int) -> dict[str, Any]:
    """A connected system, and a no that it was told of."""
    with transaction.atomic(), acting(own):
        endpoint = add_endpoint(actor=own, now=NOW, url=f"https://hooks.example.org/{mine.canary}").endpoint_id
        no = NewEvent(subject, "refused", "staff", 1, mine.owner.pk, purpose="contact", channel="post", source="test")
        record_events(actor=own, now=NOW, events=[no])
        publish_withdrawals(actor=own, now=NOW)
        delivery = Delivery.objects.select_related("entry").get(endpoint=endpoint)
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.suppress(%s::bigint[], %s)", [[subject], mine.owner.pk])
    return {"endpoint": endpoint, "delivery": delivery.pk, "obligation": delivery.entry.about}


def _consent(subject: int, organization: int, notice: int) -> NewEvent:
    return NewEvent(
        subject_id=subject, kind="granted", actor_kind="staff", evidence=1, recipient_organization=organization,
        purpose="contact", channel="phone", legal_basis="consent", source="test", notice_id=notice,
    )  # fmt: skip


def _coalition(slug: str, members: list[Possession]) -> Possession:
    coordinator = make_user(f"{slug} coordinator".title())
    owner = make_coalition(slug, [member.owner for member in members], [coordinator])  # type: ignore[misc]
    mine = Possession(slug, owner, users={"coordinator": coordinator})
    with acting(system_actor(coalition_id=owner.pk)):
        agreement = SharingAgreement.objects.create(
            coalition=owner, version=1, title=f"{mine.canary} agreement", text=f"{mine.canary} text",
            modes=["count", "messenger"], purposes=["contact"], channels=["phone"],
            recipients=[member.owner.pk for member in members],
        )  # fmt: skip
        for member in members:
            AgreementAcceptance.objects.create(coalition=owner, agreement=agreement, organization_id=member.owner.pk)
        campaign = Campaign.objects.create(
            coalition=owner, agreement=agreement, name=f"{mine.canary} campaign", script=f"{mine.canary} script",
            starts_on=date(2026, 1, 1), ends_on=ENDS_ON, calls_from=0, calls_until=24, goal=100,
            state=Campaign.State.RUNNING,
        )  # fmt: skip
        audience = Audience.objects.create(
            coalition=owner, campaign=campaign, version=1, state=Audience.State.READY, progress=100,
            built_at=timezone.now(), handed_out_at=timezone.now(),
        )  # fmt: skip
        digest = hashlib.sha256(slug.encode()).digest()
        organizations = [member.owner.pk for member in members]
        ReleasedCount.objects.create(
            coalition=owner, campaign=campaign, topic="size", organizations=organizations, value=20, epsilon=1.0,
            question=digest,
        )  # fmt: skip
        CountCharge.objects.create(
            coalition=owner, campaign=campaign, release=digest, organizations=organizations, epsilon=1.0
        )
        fresh = Audience.objects.create(
            coalition=owner, campaign=campaign, version=2, state=Audience.State.READY, progress=100,
            built_at=timezone.now(),
        )  # fmt: skip
    mine.ids = {"agreement": agreement.pk, "campaign": campaign.pk, "audience": audience.pk, "fresh_audience": fresh.pk,
                "coalition": owner.pk}  # fmt: skip
    return mine


def _contribution(mine: Possession, coalition: Possession) -> None:
    ids, shared = {**coalition.ids, **mine.ids}, {"coalition_id": coalition.owner.pk, "organization_id": mine.owner.pk}
    own = system_actor(organization_id=mine.owner.pk)
    with acting(own):
        grant = Grant.objects.create(
            **shared, campaign_id=ids["campaign"], segment_id=ids["segment"], mode="messenger", expires_on=ENDS_ON
        )
        Escalation.objects.create(**shared, obligations=1, since=NOW)
        GrantRequest.objects.create(**shared, campaign_id=ids["campaign"], sent_at=timezone.now())
        point = {"constituent_id": ids["person"], "contact_point_id": ids["point"]}
        AudienceMember.objects.create(**shared, audience_id=ids["audience"], **point)
        AudienceTally.objects.create(**shared, audience_id=ids["audience"], reason="included", people=1)
        calls = CallList.objects.create(
            **shared, campaign_id=ids["campaign"], audience_id=ids["audience"], name=f"{mine.canary} list", total=1
        )
        volunteers = Group.objects.get(name=group_name(mine.owner.pk, "volunteer"))
        callers = [volunteers, *Group.objects.filter(name__in=_staff_groups(mine.owner.pk))]
        for group in callers:
            CallListGroupPermission.objects.assign_perm("call_calllist", group, calls)
        claim = claim_contact(
            actor=own, now=NOW, contacted=ids["subject"], subject_ids=[ids["subject"]], channel="phone",
            coalition=coalition.owner.pk, campaign=ids["campaign"], reference="test",
        )  # fmt: skip
        assert isinstance(claim, Claim), claim
        entry = CallListEntry.objects.create(
            **shared, call_list=calls, **point, position=1, state=CallListEntry.State.LEASED,
            leased_by=mine.users["volunteer"], lease_expires_at=timezone.now() + timedelta(days=1),
            attempt=claim.attempt_id,
        )  # fmt: skip
    mine.ids |= {"grant": grant.pk, "call_list": calls.pk, "entry": entry.pk, "attempt": claim.attempt_id}


def _overlap(coalition: Possession) -> None:
    coordinator = actor_of(coalition.users["coordinator"])
    with acting(coordinator):
        snapshot_overlap(actor=coordinator, now=NOW, campaign_id=coalition.ids["campaign"])


def _staff_groups(organization_id: int) -> list[str]:
    return [group_name(organization_id, role) for role in ("admin", "organizer", "fundraiser")]
