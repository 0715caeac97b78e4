from django.db import models
from django.db.models import Q

from coalition.platform.tenancy import OrganizationOwned


class CustomField(OrganizationOwned):
    """Something that only this organization writes down about people or organizations. ``folded`` compares names."""

    class Type(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        YES_NO = "yes_no"
        CHOICE = "choice"
        CHOICES = "choices"

    class AppliesTo(models.TextChoices):
        PERSON = "person"
        ORGANIZATION = "organization"
        BOTH = "both"

    class VisibleTo(models.TextChoices):
        STAFF = "staff"
        ORGANIZERS = "organizers"
        FUNDRAISERS = "fundraisers"
        ADMINS = "admins"

    name = models.CharField(max_length=100)
    folded = models.CharField(max_length=200)
    type = models.CharField(max_length=8, choices=Type.choices)
    applies_to = models.CharField(max_length=16, choices=AppliesTo.choices, default=AppliesTo.PERSON)
    visible_to = models.CharField(max_length=16, choices=VisibleTo.choices, default=VisibleTo.STAFF)
    help = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_customfield_owned"),
            models.UniqueConstraint(fields=["organization", "id", "type"], name="orgs_customfield_typed"),
            models.UniqueConstraint(fields=["organization", "folded"], name="orgs_customfield_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomChoice(OrganizationOwned):
    """One of the answers of a field with choices, in their order."""

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="choices", db_constraint=False, db_index=False)
    label = models.CharField(max_length=100)
    folded = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "field", "id"], name="orgs_customchoice_owned"),
            models.UniqueConstraint(fields=["organization", "field", "folded"], name="orgs_customchoice_once"),
        ]

    def __str__(self) -> str:
        return self.label


class CustomValue(OrganizationOwned):
    """What one constituent has in a field: in the column of its type. Several choices are several rows."""

    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="custom_values", db_constraint=False, db_index=False
    )
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="values", db_constraint=False, db_index=False)
    type = models.CharField(max_length=8, choices=CustomField.Type.choices, help_text="the field's, kept by a key")
    text = models.TextField(null=True)  # noqa: DJ001  # null where the value is of another type
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    date = models.DateField(null=True)
    yes = models.BooleanField(null=True)
    choice = models.ForeignKey(CustomChoice, models.CASCADE, null=True, related_name="values", db_constraint=False,
                               db_index=False)  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "constituent", "field", "choice"],
                nulls_distinct=False,
                name="orgs_customvalue_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "constituent", "field"],
                condition=~Q(type="choices"),
                name="orgs_customvalue_single",
            ),
            models.CheckConstraint(
                condition=Q(type="text", text__isnull=False, number=None, date=None, yes=None, choice=None)
                | Q(type="number", text=None, number__isnull=False, date=None, yes=None, choice=None)
                | Q(type="date", text=None, number=None, date__isnull=False, yes=None, choice=None)
                | Q(type="yes_no", text=None, number=None, date=None, yes__isnull=False, choice=None)
                | Q(type__in=("choice", "choices"), text=None, number=None, date=None, yes=None, choice__isnull=False),
                name="orgs_customvalue_typed",
            ),
        ]
        indexes = [models.Index(fields=["organization", "field", "choice"], name="orgs_customvalue_by_field")]

    def __str__(self) -> str:
        return f"field {self.field_id} of {self.constituent_id}"
