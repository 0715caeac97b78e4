from typing import ClassVar

from django.db import models

from coalition.platform.tenancy import OwnerKind


class FormOwned(models.Model):
    """A row of a form: of one organization, or of one coalition; never of both."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SHARED
    organization = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+", db_index=False)
    coalition = models.ForeignKey("orgs.Coalition", models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


def one_owner(name: str) -> models.CheckConstraint:
    """Exactly one of the two owners is there."""
    return models.CheckConstraint(
        condition=models.Q(organization__isnull=True, coalition__isnull=False)
        | models.Q(organization__isnull=False, coalition__isnull=True),
        name=name,
    )


def owned_ids(table: str) -> list[models.UniqueConstraint]:
    """What the rows below point at, together with the owner."""
    return [
        models.UniqueConstraint(fields=["organization", "id"], name=f"{table}_of_organization"),
        models.UniqueConstraint(fields=["coalition", "id"], name=f"{table}_of_coalition"),
    ]
