"""Forms of the demo: where people sign up at each organization, and where they agree to hear from all of them."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from coalition.demo.accounts import coordinator, team_member
from coalition.demo.organizations import ORGANIZATIONS, DemoOrganization
from coalition.platform.tenancy import Actor, acting, owned
from consent.capture.actions.forms import change_form, create_form, publish_form
from consent.capture.models import Form
from consent.capture.rules.definition import OPTIONAL, REQUIRED, Definition, definition_from
from sharing.models import Campaign


def make_forms(campaign: Campaign) -> None:
    """A sign-up form of each organization and one opt-in for the campaign; what is there already stays."""
    for own in ORGANIZATIONS:
        _make(team_member(own, "organizer"), "sign_up", _title(own), None, own)
    title = {"en": f"Hear about {campaign.name}", "es": f"Infórmese sobre {campaign.name}"}
    _make(coordinator(), "campaign", title, campaign.pk, None)


def _title(own: DemoOrganization) -> dict[str, str]:
    return {"en": f"Join {own.name}", "es": f"Súmese a {own.name}"}


def _make(actor: Actor, kind: str, title: dict[str, str], campaign: int | None, own: DemoOrganization | None) -> None:
    with acting(actor), transaction.atomic():
        if owned(Form.objects.all(), actor).exists():
            return
        now = timezone.now()
        form = create_form(actor=actor, now=now, kind=kind, title=title, campaign_id=campaign)
        draft = definition_from(form.draft)
        change_form(actor=actor, now=now, form_id=form.pk, definition=_sign_up(draft, own) if own else _opt_in(draft))
        publish_form(actor=actor, now=now, form_id=form.pk)


def _sign_up(draft: Definition, own: DemoOrganization) -> Definition:
    return replace(
        draft,
        introduction={
            "en": "Two minutes, and you hear from us when it matters.",
            "es": "Dos minutos, y le avisamos cuando haga falta.",
        },
        fields={"name": REQUIRED, "email": REQUIRED, "phone": OPTIONAL, "language": OPTIONAL, "interests": OPTIONAL},
        channels=("email", "phone"),
        topics=own.topics,
    )


def _opt_in(draft: Definition) -> Definition:
    fields = {"email": OPTIONAL, "phone": OPTIONAL}
    return replace(draft, fields=fields, channels=("email", "phone"), ask_each=False)
