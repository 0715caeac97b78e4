"""A consent form of everybody in the world of the matrix: published, with somebody's answers waiting."""

import hashlib
from dataclasses import replace
from typing import Any

from django.conf import settings

from coalition.platform.tenancy import acting, system_actor
from consent.capture.actions.forms import change_form, create_form, publish_form
from consent.capture.actions.sign_ups import submit_form
from consent.capture.models import Proof
from consent.capture.queries.public import public_form
from consent.capture.rules.answers import Written
from consent.capture.rules.definition import definition_from
from consent.capture.rules.secrets import CaptureKeys
from orgs.models import Coalition, Organization, User
from tests.factories import NOW, actor_of

TITLE = {"en": "Join us", "es": "Súmese"}


def make_forms(owner: Organization | Coalition, user: User, canary: str) -> dict[str, Any]:
    """The ids of the form, its public address and one sign-up. The draft is the maker's own: it has the canary."""
    actor = actor_of(user, owner)
    with acting(actor):
        kind = "sign_up" if isinstance(owner, Organization) else "coalition"
        form = create_form(actor=actor, now=NOW, kind=kind, title=TITLE)
        publish_form(actor=actor, now=NOW, form_id=form.pk)
        draft = replace(definition_from(form.draft), title={"en": f"{canary} form", "es": f"{canary} form"})
        change_form(actor=actor, now=NOW, form_id=form.pk, definition=draft)
    own = system_actor(organization_id=form.organization_id, coalition_id=form.coalition_id)
    token = hashlib.sha256(f"confirmation at {canary}".encode()).hexdigest()
    with acting(own):
        public = public_form(own, form.slug)
        question = public.questions("en")[0].name
        # Whoever has the link reads the name that they wrote; the address is shown to nobody.
        written = Written(email=f"{canary}.new@example.org", given_name="Visitor", answers={question: "yes"})
        received = submit_form(
            actor=own, now=NOW, form=public, written=written, language="en", ip=f"192.0.2.{len(canary)}"
        )
        proof = Proof.objects.get(sign_up_id=received.id)
        proof.token_hash = CaptureKeys(settings.ROOT_KEY).digest("token", token)
        proof.save(update_fields=["token_hash"])
    return {"form": form.pk, "form_slug": form.slug, "sign_up": str(received.id), "confirm_token": token}
