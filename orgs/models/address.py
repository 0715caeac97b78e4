from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent


class AddressKind(models.TextChoices):
    """What a postal address is to the person."""

    HOME = "home", pgettext_lazy("place", "Home")
    WORK = "work", _("Work")
    MAILING = "mailing", _("For letters")
    OTHER = "other", _("Other")


class PostalAddress(OrganizationOwned):
    """A further postal address of a constituent; the main one stands on the constituent's own row."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="addresses", db_constraint=False)
    kind = models.CharField(max_length=8, choices=AddressKind.choices)
    street = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["organization", "constituent"], name="orgs_postaladdress_of")]
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_postaladdress_owned")]

    def __str__(self) -> str:
        return f"{self.kind} address of {self.constituent_id}"
