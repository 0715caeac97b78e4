import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import PlatformOwned
from consent.capture.models.form import Form
from consent.capture.models.owner import FormOwned, one_owner, owned_ids


class SignUp(FormOwned):
    """A form that somebody filled in. What they wrote is sealed, and gone once it is proven or 48 hours are over."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for confirmation"
        GUARDIAN = "guardian", "waiting for the guardian"
        CONFIRMED = "confirmed"
        EXPIRED = "expired", "never confirmed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    form = models.ForeignKey(Form, models.CASCADE, related_name="+", db_constraint=False)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    refused = models.BooleanField(default=False, help_text="said no to something")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_owner("capture_signup_one_owner"), *owned_ids("capture_signup")]
        indexes = [models.Index(fields=["form", "created_at"], name="capture_signup_by_day")]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"


class Proof(FormOwned):
    """That an address or number answers: a link that works once, or six digits with five tries. Stored hashed."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"
        GUARDIAN = "guardian"

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="proofs", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    address_hash = models.BinaryField(max_length=32, db_default=b"", help_text="keyed, to be found at erasure")
    token_hash = models.BinaryField(max_length=32, null=True)
    code_hash = models.BinaryField(max_length=32, null=True)
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=32, blank=True, help_text="the receipt of what it confirmed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "kind"], name="capture_proof_once"),
            models.UniqueConstraint(fields=["token_hash"], name="capture_proof_token"),
            one_owner("capture_proof_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.sign_up_id}"


class Submission(PlatformOwned):
    """That something was sent, for the limits alone: keyed hashes of address and network address, for one day."""

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "DELETE")

    key_hash = models.BinaryField(max_length=32)
    ip_hash = models.BinaryField(max_length=32)
    accepted = models.BooleanField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["key_hash", "sent_at"], name="capture_submission_by_key"),
            models.Index(fields=["ip_hash", "sent_at"], name="capture_submission_by_ip"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"
