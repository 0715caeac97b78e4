from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from consent.capture.models.owner import FormOwned, one_owner, owned_ids


class Form(FormOwned):
    """A consent form of an organization or a coalition. ``draft`` is what the next version will say."""

    definer_reads: ClassVar[bool] = True  # a public address names the owner, in whose scope the page is then made

    class Kind(models.TextChoices):
        SIGN_UP = "sign_up", "sign-up"
        PREFERENCES = "preferences"
        CAMPAIGN = "campaign", "campaign opt-in"
        COALITION = "coalition", "coalition opt-in"

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        CLOSED = "closed"

    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    campaign = models.BigIntegerField(null=True, help_text="the campaign that people agree to be contacted for")
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    draft = models.JSONField(default=dict)
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="capture_form_slug"),
            one_owner("capture_form_one_owner"),
            *owned_ids("capture_form"),
        ]

    def __str__(self) -> str:
        return self.slug


class FormVersion(FormOwned):
    """What a form said from one publishing to the next: frozen, with the notice in each language."""

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT")
    definer_reads: ClassVar[bool] = True  # the titles of opt-in forms, for the callers of a coalition's members

    form = models.ForeignKey(Form, models.CASCADE, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    questions = models.JSONField(help_text="by language, as they were asked")
    notices = models.JSONField(help_text="by language: id, version, sha256 and text of the notice")
    recipients = models.JSONField(help_text="ids and names of the organizations that the notice names")
    published_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="capture_version_once"),
            one_owner("capture_version_one_owner"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.form_id}"
