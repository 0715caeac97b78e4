"""Making a form, publishing what it says, closing it."""

import hashlib
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import translation
from django.utils.text import slugify

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from coalition.platform.texts import texts_available
from consent.capture import policies
from consent.capture.models import Form, FormVersion
from consent.capture.queries.forms import campaign_name, get_form, owner_of, possible_recipients
from consent.capture.rules.definition import LANGUAGES, OPTIONAL, REQUIRED, Definition, definition_from, missing
from consent.capture.rules.questions import Asker, questions
from consent.capture.rules.secrets import new_suffix
from consent.capture.rules.wording import proposed_notice, whole_notice
from consent.ledger.actions.notices import ensure_notice
from orgs.models import Organization


class FormIncomplete(ValueError):
    """``lacking`` says, as codes, what must be there before the form is published."""

    def __init__(self, lacking: list[str]) -> None:
        super().__init__(", ".join(lacking))
        self.lacking = lacking


def create_form(
    *, actor: Actor, now: datetime, kind: str, title: dict[str, str], campaign_id: int | None = None
) -> Form:
    """Begin a form with a proposed wording; nobody can open it yet. Raises PermissionDenied, Http404."""
    if not policies.can_edit_forms(actor) or kind not in policies.kinds_for(actor):
        raise PermissionDenied
    if kind == Form.Kind.CAMPAIGN and not campaign_name(actor, campaign_id):
        raise Http404
    with transaction.atomic():
        form = Form.objects.create(
            organization_id=actor.organization_id,
            coalition_id=None if actor.organization_id else actor.coalition_id,
            slug=f"{slugify(title.get('en') or title.get('es') or '')[:60].strip('-') or 'form'}-{new_suffix()}",
            kind=kind,
            campaign=campaign_id if kind == Form.Kind.CAMPAIGN else None,
            created_by_id=actor.user_id,
        )
        form.draft = _proposed(actor, form, title).as_json()
        form.save(update_fields=["draft"])
        record("capture.form.created", actor=actor, object_type="form", object_ref=form.pk, detail={"kind": kind})
    return form


def change_form(*, actor: Actor, now: datetime, form_id: int, definition: Definition) -> Form:
    """Change the draft; what is published stays as it is. Raises PermissionDenied, Http404."""
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    with transaction.atomic():
        form = get_form(actor, form_id)
        form.draft = definition.as_json()
        form.save(update_fields=["draft"])
        record("capture.form.changed", actor=actor, object_type="form", object_ref=form.pk)
    return form


def publish_form(*, actor: Actor, now: datetime, form_id: int) -> FormVersion:
    """Freeze the draft as the next version, with its notice in each language, and open the form to the public.

    Recipients are named as they are called now; whoever is in no coalition with the owner any more drops out.
    Raises PermissionDenied, Http404, FormIncomplete.
    """
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    with transaction.atomic():
        form = owned(Form.objects.select_for_update(of=("self",)), actor).filter(pk=form_id).first()
        if form is None:
            raise Http404
        definition = definition_from(form.draft)
        names = {each: name for each, name in possible_recipients(actor).items() if each in definition.recipients}
        lacking = missing(definition, kind=form.kind, texts=texts_available())
        if definition.recipients and not names:
            lacking.append("recipients")
        if lacking:
            raise FormIncomplete(lacking)
        version = _freeze(actor, now, form, definition, names)
        form.state = Form.State.PUBLISHED
        form.save(update_fields=["state"])
        record(
            "capture.form.published",
            actor=actor,
            object_type="form",
            object_ref=form.pk,
            organizations=names,
            detail={"version": version.number},
        )
    return version


def close_form(*, actor: Actor, now: datetime, form_id: int) -> None:
    """Take no more answers; what people confirmed stays. Raises PermissionDenied, Http404."""
    if not policies.can_edit_forms(actor):
        raise PermissionDenied
    with transaction.atomic():
        form = get_form(actor, form_id)
        if form.state != Form.State.PUBLISHED:
            return
        form.state = Form.State.CLOSED
        form.save(update_fields=["state"])
        record("capture.form.closed", actor=actor, object_type="form", object_ref=form.pk)


def asker_of(actor: Actor, form: Form) -> Asker:
    """Who asks, as the questions name it."""
    return Asker(owner_of(form).name, form.organization_id, campaign_name(actor, form.campaign))


def _proposed(actor: Actor, form: Form, title: dict[str, str]) -> Definition:
    owner = owner_of(form)
    names = {} if isinstance(owner, Organization) else possible_recipients(actor)
    notice = {}
    for language in LANGUAGES:
        with translation.override(language):
            notice[language] = proposed_notice(asker_of(actor, form), names)
    if not isinstance(owner, Organization):
        fields = {"email": REQUIRED}
        return Definition(title=title, notice=notice, fields=fields, channels=("email",), recipients=tuple(names))
    fields = {"email": REQUIRED, "name": OPTIONAL}
    if form.kind == Form.Kind.PREFERENCES:
        fields |= dict.fromkeys(("interests", "preferred"), OPTIONAL)
    return Definition(title=title, notice=notice, fields=fields, channels=("email",))


def _freeze(actor: Actor, now: datetime, form: Form, definition: Definition, names: dict[int, str]) -> FormVersion:
    asker, asked, notices = asker_of(actor, form), {}, {}
    for language in LANGUAGES:
        with translation.override(language):
            found = questions(definition, asker, names)
            text = whole_notice(definition, language, found, list(names.values()))
        notice = ensure_notice(
            actor=actor,
            now=now,
            name=f"{definition.title[language]} ({form.slug.rpartition('-')[2]})",
            language=language,
            text=text,
            recipients=list(names.values()),
        )
        asked[language] = [each.as_json() for each in found]
        notices[language] = {"id": notice, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    newest = owned(FormVersion.objects.all(), actor).filter(form=form).aggregate(newest=Max("number"))["newest"]
    return FormVersion.objects.create(
        organization_id=form.organization_id,
        coalition_id=form.coalition_id,
        form=form,
        number=(newest or 0) + 1,
        definition=definition.as_json(),
        questions=asked,
        notices=notices,
        recipients=[{"id": each, "name": name} for each, name in names.items()],
        published_by_id=actor.user_id,
    )
