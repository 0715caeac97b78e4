from typing import ClassVar

from django.db import models

from coalition.platform.tenancy import SubjectOwned


class Suppression(SubjectOwned):
    """What stays of a person after erasure: keys, scope and date. A later import of the same key inherits it.

    ``loose`` marks the key of a mailbox instead of an identifier. ``recipient_organization`` empty means every one.
    """

    app_rights: ClassVar[tuple[str, ...]] = ()
    row_policy: ClassVar[str] = "false"

    key = models.BinaryField(max_length=32)
    pepper_version = models.SmallIntegerField()
    loose = models.BooleanField(default=False)
    kind = models.CharField(max_length=32)
    recipient_organization = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+")
    recipient_coalition = models.ForeignKey("orgs.Coalition", models.CASCADE, null=True, related_name="+")
    campaign = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    until = models.DateTimeField(null=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "consent_suppression"
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "key",
                    "pepper_version",
                    "loose",
                    "kind",
                    "recipient_organization",
                    "recipient_coalition",
                    "campaign",
                    "purpose",
                    "channel",
                    "until",
                ],
                nulls_distinct=False,
                name="consent_suppression_once",
            )  # fmt: skip
        ]

    def __str__(self) -> str:
        return f"suppression {self.pk}"
