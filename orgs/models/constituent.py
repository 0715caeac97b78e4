from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class Constituent(OrganizationOwned):
    """A person (or allied organization) on one organization's list."""

    definer_reads: ClassVar[bool] = True  # the search: a trigram index is not used under row-level security

    class Type(models.TextChoices):
        PERSON = "person"
        ORGANIZATION = "organization"

    type = models.CharField(max_length=16, choices=Type.choices, default=Type.PERSON)
    external_id = models.CharField(max_length=100, blank=True)
    fingerprint = models.BinaryField(max_length=32, null=True, help_text="recognises a person without contact point")
    given_name = models.CharField(max_length=200, blank=True)
    preferred_name = models.CharField(max_length=200, blank=True, db_default="")
    family_name = models.CharField(
        max_length=200, blank=True, help_text="of a person the family name; of an organization its one name"
    )
    honorific = models.CharField(max_length=50, blank=True)
    pronouns = models.CharField(max_length=50, blank=True, db_default="")
    language = models.CharField(max_length=8, blank=True, help_text="the one we write in")
    languages = ArrayField(models.CharField(max_length=40), default=list, db_default=[], help_text="what they speak")
    time_zone = models.CharField(max_length=64, blank=True, db_default="", help_text="as in Europe/Madrid")
    address_kind = models.CharField(max_length=8, blank=True, db_default="", help_text="what the main address is")
    street = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=100, blank=True)
    preferred_channel = models.CharField(
        max_length=16, blank=True, db_default="", help_text="how they like to be reached"
    )
    birth_date = models.DateField(null=True)
    job_title = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    updated_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [
            models.Index(fields=["organization", "family_name", "given_name", "id"], name="orgs_constituent_by_name"),
            models.Index(
                fields=["organization", "city", "family_name", "given_name", "id"], name="orgs_constituent_by_town"
            ),
            models.Index(fields=["organization", "created_at", "id"], name="orgs_constituent_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_constituent_owned"),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~models.Q(external_id=""),
                name="orgs_constituent_external",
            ),
            models.UniqueConstraint(
                fields=["organization", "fingerprint"],
                condition=models.Q(fingerprint__isnull=False),
                name="orgs_constituent_fingerprint",
            ),
            models.CheckConstraint(
                condition=models.Q(type="person") | models.Q(given_name=""), name="orgs_constituent_one_name"
            ),
        ]

    @property
    def name(self) -> str:
        """Given and family name; an organization's one name; else the name they go by."""
        return f"{self.given_name} {self.family_name}".strip() or self.preferred_name

    @property
    def called(self) -> str:
        """How to speak to them: the name they go by, else the given one."""
        return self.preferred_name or self.given_name

    @property
    def short_name(self) -> str:
        """First name and initial: what a volunteer sees; of an organization its name."""
        if self.type == self.Type.ORGANIZATION:
            return self.family_name
        return f"{self.given_name} {self.family_name[:1]}.".strip() if self.family_name else self.given_name

    def __str__(self) -> str:
        return self.name or f"constituent {self.pk}"


class ContactPoint(OrganizationOwned):
    """An e-mail address or phone number of a constituent, sealed under the organization's data key."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="contact_points", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=8, blank=True, db_default="", help_text="home, work, mobile ...")
    sealed = models.BinaryField()
    contact_key = models.BinaryField(max_length=32)
    subject = models.ForeignKey("consent.Subject", models.PROTECT, related_name="+")
    preferred = models.BooleanField(default=False)
    unproven = models.BooleanField(
        default=False, db_default=False, help_text="came by a correction that another identifier asked for"
    )
    wrong = models.BooleanField(default=False, db_default=False, help_text="somebody else answers: nobody uses it")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [
            models.Index(fields=["organization", "contact_key"], name="orgs_contactpoint_by_key"),
            models.Index(fields=["organization", "subject"], name="orgs_contactpoint_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_contactpoint_owned"),
            models.UniqueConstraint(
                fields=["organization", "constituent", "contact_key"], name="orgs_contactpoint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.constituent_id}"


class Interest(OrganizationOwned):
    """A topic people care about."""

    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_interest_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_interest_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ConstituentInterest(OrganizationOwned):
    """A constituent cares about a topic."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="interests", db_constraint=False)
    interest = models.ForeignKey(Interest, models.CASCADE, related_name="constituents", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "constituent", "interest"], name="orgs_constituentinterest_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "interest"], name="orgs_ci_by_interest")]

    def __str__(self) -> str:
        return f"{self.constituent_id} cares about {self.interest_id}"


class Skill(OrganizationOwned):
    """Something people can do and offer."""

    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_skill_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_skill_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ConstituentSkill(OrganizationOwned):
    """A constituent offers a skill."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="skills", db_constraint=False)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="constituents", db_constraint=False)
    level = models.CharField(max_length=8, blank=True, db_default="", help_text="one of orgs.rules.skills.LEVELS")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent", "skill"], name="orgs_constituentskill_once"),
        ]
        indexes = [models.Index(fields=["organization", "skill"], name="orgs_cs_by_skill")]

    def __str__(self) -> str:
        return f"{self.constituent_id} offers {self.skill_id}"
