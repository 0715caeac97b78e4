from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class Import(OrganizationOwned):
    """One spreadsheet on its way in: uploaded, matched, checked, run by a job."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        CHECKING = "checking"
        CHECKED = "checked"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State.choices, default=State.UPLOADED)
    layout = models.JSONField(default=dict, help_text="encoding, delimiter, sheet, header row, headings")
    columns = models.JSONField(default=dict, help_text="field for each heading")
    consent = models.JSONField(default=dict, help_text="basis per channel, attestation")
    preview = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    progress = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True, help_text="a code: why it failed")
    created_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-id"], name="orgs_import_newest")]
        constraints = [models.UniqueConstraint(fields=["organization", "id"], name="orgs_import_owned")]

    def __str__(self) -> str:
        return self.file_name


class ImportIssue(OrganizationOwned):
    """A row that could not be used, or a cell that was kept as a note: row, column, reason."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="issues", db_constraint=False)
    row = models.IntegerField()
    column = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=40, help_text="a code of orgs.rules.reasons")
    rejected = models.BooleanField()
    sealed = models.BinaryField(null=True, help_text="the cells of a rejected row, sealed")

    class Meta:
        indexes = [models.Index(fields=["organization", "batch", "row"], name="orgs_importissue_by_row")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
