from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coalition.platform.tenancy import OrganizationOwned, PlatformOwned


class Organization(PlatformOwned):
    """A member organization: it owns its constituents."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=2, default="US", help_text="ISO 3166 country: how its phone numbers are read")
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="America/Los_Angeles")
    legal_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    address = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="postal address, on one line"
    )
    contact_email = models.EmailField(
        blank=True, default="", db_default="", help_text="where people write about their data"
    )
    privacy_url = models.URLField(blank=True, default="", db_default="", help_text="its privacy notice")
    not_collected = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], help_text="facts that no form asks for any more"
    )
    created_at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return self.name


class DataKey(OrganizationOwned):
    """The wrapped key of an organization's contact data. Destroying it makes that data unreadable."""

    version = models.SmallIntegerField(default=1)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "version"], name="orgs_datakey_once")]

    def __str__(self) -> str:
        return f"data key {self.version} of {self.organization_id}"


class Membership(PlatformOwned):
    """A user's role in an organization. Inactive means gone, for every session, at the next request."""

    class Role(models.TextChoices):
        ADMIN = "admin"
        ORGANIZER = "organizer"
        FUNDRAISER = "fundraiser"
        ANALYST = "analyst"
        VOLUNTEER = "volunteer"

    user = models.ForeignKey("orgs.User", models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    active = models.BooleanField(default=True)
    may_export = models.BooleanField(default=False, db_default=False, help_text="take people out as files")
    may_merge = models.BooleanField(default=False, db_default=False, help_text="make one record of two")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="orgs_membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.organization_id}"


class Invitation(OrganizationOwned):
    """An invitation by e-mail into one organization; the token is stored hashed, works once, expires."""

    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Membership.Role.choices)
    token_hash = models.BinaryField(max_length=32)
    invited_by = models.ForeignKey("orgs.User", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="orgs_invitation_once"),
        ]

    app_rights: ClassVar[tuple[str, ...]] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    def __str__(self) -> str:
        return f"invitation {self.pk}"
