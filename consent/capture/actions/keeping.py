"""The person behind a confirmed sign-up comes onto the list of the organization whose form it is."""

from datetime import datetime

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor
from consent.capture.models import Form
from consent.capture.queries.public import PublicForm
from consent.capture.rules.answers import Written
from orgs.actions.sign_ups import SignedUp, take_sign_up


def keep_person(
    *, actor: Actor, now: datetime, form: PublicForm, written: Written, kinds: list[str], agreed: bool, language: str
) -> None:
    """Add the person, or fill the blanks of whom they turn out to be. A coalition has no list: nothing happens.

    Whoever has not ``agreed`` to anything comes onto no list; who is on it already still chooses by a preferences form.

    The source is the form's title in the ``language`` in which it was filled in. ``kinds``: the proven identifiers, by
    which they are recognized; no other one is kept. On a preferences form interests, skills and the preferred channel
    are what the person wants from now on.
    """
    choose = form.form.kind == Form.Kind.PREFERENCES
    if actor.organization_id is None or not (agreed or choose):
        return
    definition = form.definition
    take_sign_up(
        actor=actor,
        now=now,
        person=SignedUp(
            contacts=[(ContactKind(kind), written.identifier(kind)) for kind in kinds],
            facts={
                "given_name": written.given_name,
                "family_name": written.family_name,
                "language": written.language,
                "postal_code": written.postcode,
            },
            born=written.birth_date,
            interests=written.interests if definition.asks("interests") else None,
            skills=written.skills if definition.asks("skills") else None,
            preferred_channel=written.preferred,
            join=agreed,
            choose=choose,
            source=definition.title.get(language) or form.form.slug,
        ),
    )
