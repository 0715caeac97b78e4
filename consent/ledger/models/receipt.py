from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from coalition.platform.tenancy import SubjectOwned
from consent.ledger.models.subject import Subject


class Receipt(SubjectOwned):
    """What a person changed in one go, for them to keep. Found by its reference, by that person alone."""

    definer_deletes: ClassVar[bool] = True

    row_addition: ClassVar[str] = (
        "subject_id = ANY ((SELECT NULLIF(current_setting('app.subject_ids', true), '')::bigint[])::bigint[])"
    )

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    reference = models.CharField(max_length=32, unique=True)
    event_ids = ArrayField(models.UUIDField())
    issued_at = models.DateTimeField(db_default=Now())
    document = models.JSONField(null=True, help_text="the signed receipt, as the person keeps it")

    class Meta:
        db_table = "consent_receipt"

    def __str__(self) -> str:
        return f"receipt {self.reference}"
