"""The campaign "Rent Freeze 2026": agreed, contributed to, built, handed out, and its first calls made."""

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coalition.demo.accounts import coordinator, team_member
from coalition.demo.organizations import ORGANIZATIONS, DemoOrganization
from coalition.demo.people import SEED
from coalition.platform.tenancy import acting, owned
from orgs.actions.segments import save_segment
from orgs.models import Coalition, Organization, Segment
from sharing.actions.agreements import accept_agreement, create_agreement
from sharing.actions.audiences import build_audience, complete_audience, start_audience
from sharing.actions.call_results import Number, record_call, reveal_contact
from sharing.actions.calls import lease_call
from sharing.actions.campaigns import CampaignPlan, create_campaign
from sharing.actions.grants import create_grant
from sharing.actions.handing_out import hand_out_audience
from sharing.actions.overlap import snapshot_overlap
from sharing.actions.progress import snapshot_progress
from sharing.models import Audience, CallList, CallListEntry, Campaign, SharingAgreement
from sharing.queries.grants import live_grant

NAME = "Rent Freeze 2026"
AGREEMENT = (
    "We campaign together for a rent freeze. Each organization talks to its own people and to nobody else's.\n\n"
    "Nobody passes a name, a number or an address on. What we learn of each other are rounded counts.\n\n"
    "Who says stop to one of us is left alone by that organization at once; who says stop to all, by all of us."
)
OBJECTIVE = "Rents rise by 8 percent on January 1 unless the county freezes them. We need 1,200 conversations before."
SCRIPT = (
    "Hello {name}, this is {caller}, a volunteer with {organization}.\n\n"
    "The county votes on the rent freeze on December 3. Can you come to City Hall at 5 pm?\n\n"
    "If not: may we send you the supervisors' numbers, so that you can call them?"
)
SCRIPT_ES = (
    "Hola {name}, soy {caller}, voluntaria de {organization}.\n\n"
    "El condado vota sobre el congelamiento de rentas el 3 de diciembre. ¿Puede venir al ayuntamiento a las 5?\n\n"
    "Si no: ¿le mandamos los números de los supervisores, para que les llame?"
)
CALLS, CONVERSATIONS = 40, 14  # enough conversations to be told, however many calls that takes
RESULTS = (
    ("talked", 42),
    ("no_answer", 34),
    ("left_message", 12),
    ("call_back", 6),
    ("wrong_number", 4),
    ("do_not_call", 2),
)


def agreed() -> bool:
    """Whether the coalition has its agreement."""
    actor = coordinator()
    with acting(actor), transaction.atomic():
        return owned(SharingAgreement.objects.all(), actor).exists()


def agree(coalition: Coalition, members: dict[str, Organization]) -> None:
    """An agreement, accepted by every member."""
    actor = coordinator()
    with acting(actor), transaction.atomic():
        agreement = owned(SharingAgreement.objects.all(), actor).first() or create_agreement(
            actor=actor,
            now=timezone.now(),
            title="How we campaign together",
            text=AGREEMENT,
            modes=["count", "messenger"],
            purposes=["contact", "share"],
            channels=["phone", "email"],
            recipients=[organization.pk for organization in members.values()],
        )
    for own in ORGANIZATIONS:
        admin = team_member(own, "admin")
        with acting(admin):
            accept_agreement(actor=admin, now=timezone.now(), agreement_id=agreement.pk)


def start_campaign() -> Campaign:
    """The campaign. Its calling hours are the whole day, so that the demo can be tried at any hour."""
    actor = coordinator()
    with acting(actor), transaction.atomic():
        found = owned(Campaign.objects.all(), actor).filter(name=NAME).first()
        if found is not None:
            return found
        today = timezone.now().date()
        plan = CampaignPlan(
            name=NAME,
            objective=OBJECTIVE,
            goal=1200,
            starts_on=today - timedelta(days=10),
            ends_on=today + timedelta(days=50),
            script=SCRIPT,
            script_es=SCRIPT_ES,
            calls_from=0,
            calls_until=24,
        )
        return create_campaign(actor=actor, now=timezone.now(), plan=plan)


def contribute(own: DemoOrganization, campaign: Campaign) -> None:
    """An organization's segments, one of them contributed to the campaign."""
    actor = team_member(own, "organizer")
    with acting(actor), transaction.atomic():
        segments = {segment.name: segment for segment in owned(Segment.objects.all(), actor)}
        for name, conditions in _segments(own):
            if name not in segments:
                rules = {"match": "all", "conditions": conditions}
                segments[name] = save_segment(actor=actor, now=timezone.now(), name=name, rules=rules)
        if live_grant(actor, campaign) is not None:
            return
        reachable = _segments(own)[0][0]
        create_grant(
            actor=actor,
            now=timezone.now(),
            campaign_id=campaign.pk,
            segment_id=segments[reachable].pk,
            mode="messenger",
            expires_on=campaign.ends_on,
            capacity=450,
        )


def _segments(own: DemoOrganization) -> list[tuple[str, list[dict[str, str]]]]:
    spanish = own.language == "es"
    phone = {"field": "phone", "test": "has", "value": ""}
    topic = {"field": "interest", "test": "is", "value": own.focus}
    city = {"field": "city", "test": "is", "value": "Oakland"}
    return [
        ("Con teléfono" if spanish else "Has a phone", [phone]),
        (own.focus, [topic]),
        ("Oakland, con teléfono" if spanish else "Oakland, with a phone", [city, phone]),
    ]


def hand_out(campaign: Campaign) -> None:
    """Build the audience, hand it out, and count the overlap, once."""
    actor = coordinator()
    with acting(actor):
        with transaction.atomic():
            if owned(Audience.objects.all(), actor).filter(handed_out_at__isnull=False).exists():
                return
        now = timezone.now()
        audience = build_audience(actor=actor, now=now, campaign_id=campaign.pk)
        start_audience(actor=actor, now=now, audience_id=audience.pk)
        complete_audience(actor=actor, now=now, audience_id=audience.pk)
        hand_out_audience(actor=actor, now=now, audience_id=audience.pk)
        snapshot_overlap(actor=actor, now=now, campaign_id=campaign.pk)


def make_calls(own: DemoOrganization) -> int:
    """A volunteer's first shift, unless it began already; how many calls."""
    actor = team_member(own, "volunteer")
    chance = random.Random(f"{SEED} calls {own.slug}")  # noqa: S311  # repeatable on purpose, no secret
    results, weights = [result for result, _ in RESULTS], [weight for _, weight in RESULTS]
    made = talked = 0
    with acting(actor), transaction.atomic():
        call_list = owned(CallList.objects.all(), actor).first()
        begun = owned(CallListEntry.objects.all(), actor).exclude(outcome="").exists()
    if call_list is None or begun:
        return 0
    with acting(actor):
        for _ in range(CALLS):
            if talked == CONVERSATIONS:
                break
            entry = lease_call(actor=actor, now=timezone.now(), call_list_id=call_list.pk).entry_id
            if entry is None:
                break
            if isinstance(reveal_contact(actor=actor, now=timezone.now(), entry_id=entry), Number):
                result = chance.choices(results, weights)[0]
                record_call(actor=actor, now=timezone.now(), entry_id=entry, outcome=result)
                made, talked = made + 1, talked + (result == "talked")
    return made


def report(campaign: Campaign) -> None:
    """Release what the calls came to, for the coalition's page."""
    actor = coordinator()
    with acting(actor):
        snapshot_progress(actor=actor, now=timezone.now(), campaign_id=campaign.pk)
