from django.db import models

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent


class PeopleExport(OrganizationOwned):
    """People who were asked for as a file: for what, by which channels, with which columns, and what came of it.

    The rows wait sealed in ``ExportBlock`` until ``expires_at``. ``channels`` is empty for a file without contact
    details.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        WRITING = "writing"
        READY = "ready"
        FAILED = "failed"
        DISCARDED = "discarded"  # by its maker, or because somebody in it was erased: ``problem`` says
        EXPIRED = "expired"

    source = models.CharField(max_length=8, help_text="what was exported: all, filter, segment, list or ticked")
    target = models.BigIntegerField(null=True, help_text="the id of the segment or list")
    words = models.CharField(max_length=300, blank=True, help_text="the name of the segment or list, as it was shown")
    purpose = models.CharField(max_length=16, help_text="one of orgs.rules.exports.PURPOSES")
    note = models.CharField(max_length=200, blank=True, help_text="what the maker wrote about the purpose")
    channels = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    language = models.CharField(max_length=8, default="en", help_text="of the headings")
    people = models.PositiveIntegerField(default=0, help_text="how many were asked for")
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    problem = models.CharField(max_length=40, blank=True, help_text="a code: why there is no file")
    made_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True, help_text="the last time")
    given = models.PositiveIntegerField(default=0, help_text="how many are in the file")
    left_out = models.JSONField(default=dict, help_text="how many are not, by reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_peopleexport_owned")]
        indexes = [models.Index(fields=["organization", "-id"], name="orgs_peopleexport_newest")]

    def __str__(self) -> str:
        return f"export {self.pk}"


class ExportedPerson(OrganizationOwned):
    """Somebody whom an export is about, in the order of the file; kept as long as the file."""

    class State(models.TextChoices):
        WAITING = "waiting"
        GIVEN = "given"
        LEFT_OUT = "left_out"

    export = models.ForeignKey(
        PeopleExport, models.CASCADE, related_name="chosen", db_constraint=False, db_index=False
    )  # fmt: skip
    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "export", "constituent"], name="orgs_exportedperson_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "export", "place"], name="orgs_exportedperson_in_order"),
            models.Index(fields=["organization", "constituent"], name="orgs_exportedperson_of"),
        ]

    def __str__(self) -> str:
        return f"{self.constituent_id} in {self.export_id}"


class ExportBlock(OrganizationOwned):
    """Up to a thousand rows of a file, sealed under the organization's data key."""

    export = models.ForeignKey(PeopleExport, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "export", "number"], name="orgs_exportblock_once"),
        ]

    def __str__(self) -> str:
        return f"block {self.number} of {self.export_id}"
