"""A form as the public meets it: found by its address, in the scope of its owner."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, Prefetch
from django.db.models.functions import Now
from django.http import Http404

from coalition.platform.tenancy import Actor, owned, system_actor
from coalition.platform.texts import texts_available
from consent.capture.models import Form, FormVersion, Proof, SignUp
from consent.capture.rules.answers import Written, written_from
from consent.capture.rules.definition import Definition, definition_from
from consent.capture.rules.questions import Question, question_from
from consent.capture.rules.secrets import CaptureKeys


@dataclass(frozen=True, slots=True)
class PublicForm:
    """A published version of a form, ready to be asked."""

    form: Form
    version: FormVersion
    owner_name: str
    region: str

    @property
    def definition(self) -> Definition:
        """What it asks."""
        return definition_from(self.version.definition)

    def questions(self, language: str) -> list[Question]:
        """The questions as they were published in this language."""
        return [question_from(each) for each in self.version.questions[language]]

    def notice(self, language: str) -> dict[str, Any]:
        """Id, version, sha256, text and wording of the notice in this language."""
        notice: dict[str, Any] = self.version.notices[language]
        return notice

    @property
    def closed(self) -> bool:
        """Whether it takes no answers: closed, or asking for a number alone where none can be proven."""
        return self.form.state == Form.State.CLOSED or not (self.definition.asks("email") or texts_available())


def form_actor(slug: str) -> Actor:
    """The platform, acting for the owner of the form at this address. Raises Http404."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, coalition_id FROM commonlist.form_owner(%s)", [slug.replace("\0", "")])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    return system_actor(organization_id=row[0], coalition_id=row[1])


def form_actors() -> list[Actor]:
    """The platform acting for each owner of a form, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, coalition_id FROM commonlist.form_owners()")
        return [system_actor(organization_id=row[0], coalition_id=row[1]) for row in cursor.fetchall()]


def public_form(actor: Actor, slug: str, number: int | None = None) -> PublicForm:
    """The form at this address in its newest version, or in version ``number``. Raises Http404."""
    wanted = owned(FormVersion.objects.all(), actor).order_by("-number")
    if number is not None:
        wanted = wanted.filter(number=number)
    found = owned(Form.objects.all(), actor).filter(slug=slug).select_related("organization", "coalition")
    form = found.prefetch_related(Prefetch("versions", queryset=wanted)).first()
    versions = list(form.versions.all()) if form is not None else []
    if form is None or not versions:
        raise Http404
    owner = form.organization or form.coalition
    region = form.organization.region if form.organization else "US"
    return PublicForm(form, versions[0], owner.name if owner else "", region)


def waiting_proof(actor: Actor, form: Form, token_hash: bytes) -> Proof | None:
    """The proof behind a link of this form, used or not, while its sign-up has not expired."""
    found = owned(Proof.objects.all(), actor).filter(token_hash=token_hash, sign_up__form=form)
    return found.filter(sign_up__expires_at__gt=Now()).select_related("sign_up").first()


@dataclass(frozen=True, slots=True)
class OptIn:
    """A form to be offered to somebody on the phone."""

    slug: str
    title: dict[str, str]


def opt_in_forms(actor: Actor, campaign_id: int) -> list[OptIn]:
    """The published opt-in forms for a campaign of the actor's coalitions."""
    if not actor.coalition_ids or campaign_id > BigIntegerField.MAX_BIGINT:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug, title FROM commonlist.opt_in_forms(%s)", [campaign_id])
        return [OptIn(slug, json.loads(title)) for slug, title in cursor.fetchall()]


def read_sign_up(sign_up: SignUp) -> Written:
    """What somebody wrote, opened. Raises ``keys.envelope.Unreadable`` when it is gone."""
    return written_from(CaptureKeys(settings.ROOT_KEY).open(str(sign_up.pk), bytes(sign_up.sealed)))
