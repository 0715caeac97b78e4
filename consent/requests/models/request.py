from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coalition.platform.tenancy import OrganizationOwned


@dataclass(frozen=True, slots=True)
class Words:
    """What speaks of the person: their own words, the values they ``wanted`` by field, and the letter to them."""

    detail: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    letter: str = ""


class DataRequest(OrganizationOwned):
    """Something a person asks of one organization about their data, with the day by which it must be answered.

    The organization reads its rows; the person reads theirs through ``commonlist.requests_of``. An erasure empties
    what speaks of the person (``subject``, ``people``, ``sealed``); the rest is kept as proof.
    A draft whose ``letter_state`` is ``paper`` has everything in it that is held, and is never mailed.
    """

    words: Words  # once ``queries.words.opened`` has read it

    definer_reads: ClassVar[bool] = True
    definer_deletes: ClassVar[bool] = True  # its steps and erasure go with it

    class Kind(models.TextChoices):
        ACCESS = "access", _("See what is held")
        PORTABILITY = "portability", _("Take the data along")
        CORRECT = "correct", _("Correct something")
        OBJECT = "object", _("Object to the use")
        RESTRICT = "restrict", _("Restrict the use")
        ERASE = "erase", _("Delete the information")
        COMPLAIN = "complain", _("Complaint")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "Open")
        PROPOSED = "proposed", _("Waiting for approval")
        ERASING = "erasing", _("Being deleted")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")

    class Via(models.TextChoices):
        PORTAL = "portal", _("the portal")
        LETTER = "letter", _("a letter")
        MAIL = "mail", _("an e-mail")
        PHONE = "phone", _("a phone call")
        VISIT = "visit", _("a visit in person")

    class Identity(models.TextChoices):
        PORTAL = "portal", _("They proved an address or number in the portal")
        DOCUMENT = "document", _("They showed an identity document")
        CALL_BACK = "call_back", _("We called back on a number we already had")
        KNOWN = "known", _("A member knows them in person")
        UNCHECKED = "unchecked", _("Not checked yet")

    reference = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    via = models.CharField(max_length=16, choices=Via.choices)
    identity = models.CharField(max_length=16, choices=Identity.choices, default=Identity.UNCHECKED)
    everywhere = models.BooleanField(default=False, help_text="asked of every organization at once")
    subject = models.BigIntegerField(null=True, help_text="the proven identifier")
    people = ArrayField(models.BigIntegerField(), default=list, help_text="which of our people it is")
    sealed = models.BinaryField(default=b"", db_default=b"", help_text="its ``Words``")
    language = models.CharField(max_length=8, default="en")
    country = models.CharField(max_length=2, help_text="whose law sets the day")
    received_on = models.DateField()
    due_on = models.DateField()
    extended_because = models.CharField(max_length=32, blank=True)
    refused_because = models.CharField(max_length=32, blank=True)
    letter_state = models.CharField(max_length=8, blank=True, help_text="draft, queued, mailed or posted")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "requests_datarequest"
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="requests_datarequest_owned"),
            models.UniqueConstraint(fields=["organization", "reference"], name="requests_datarequest_reference"),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "due_on"], name="requests_queue"),
            models.Index(fields=["subject"], name="requests_by_subject"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the person still waits."""
        return self.state in OPEN_STATES

    @property
    def asks_for_data(self) -> bool:
        """Whether the answer is what is held."""
        return self.kind in {self.Kind.ACCESS, self.Kind.PORTABILITY}

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


OPEN_STATES = (DataRequest.State.OPEN, DataRequest.State.PROPOSED, DataRequest.State.ERASING)


class RequestStep(OrganizationOwned):
    """What was done about a request, when and by whom: codes only, nothing of the person."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="steps", db_constraint=False)
    step = models.CharField(max_length=32)
    by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "requests_requeststep"
        indexes = [models.Index(fields=["organization", "request", "id"], name="requests_steps")]

    def __str__(self) -> str:
        return f"{self.step} of {self.request_id}"
