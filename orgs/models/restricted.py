"""Who may not be seen by everybody: restricted groups, stewards, and asking for access."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from coalition.platform.tenancy import OrganizationOwned, OwnerKind
from orgs.models.constituent import Constituent
from orgs.models.organization import Membership


class RestrictedGroup(OrganizationOwned):
    """People whom only some roles of the organization see. Everybody else sees that a record exists, and whom to ask.

    ``includes_minors``: everybody under 18 by their birthday is in it without being added.
    """

    class Kind(models.TextChoices):
        MAJOR_DONORS = "major_donors", _("Major donors")
        MINORS = "minors", _("Minors")
        STAFF = "staff", _("Our own staff")
        OTHER = "other", _("Something else")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    keeper = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    keeper_role = models.CharField(max_length=16, choices=Membership.Role.choices, blank=True)
    includes_minors = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        permissions = [("see_restricted", "Can see the people of the group")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_restrictedgroup_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_restrictedgroup_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RestrictedMember(OrganizationOwned):
    """A constituent is in a restricted group."""

    group = models.ForeignKey(RestrictedGroup, models.CASCADE, related_name="people", db_constraint=False)
    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="restrictions", db_constraint=False)
    added_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent", "group"], name="orgs_restricted_once"),
        ]
        indexes = [models.Index(fields=["organization", "group"], name="orgs_restricted_by_group")]

    def __str__(self) -> str:
        return f"{self.constituent_id} is in {self.group_id}"


class RestrictedGroupPermission(GroupObjectPermissionBase):
    """A per-organization group (of one role) may see the people of a restricted group."""

    owner_kind = OwnerKind.PLATFORM
    content_object = models.ForeignKey(RestrictedGroup, models.CASCADE, db_constraint=False)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class Stewardship(OrganizationOwned):
    """Who looks after a constituent, and whether others may write and call without asking."""

    class Rule(models.TextChoices):
        OPEN = "open", _("Open: everybody may")
        ASK_FIRST = "ask_first", _("Ask first")
        HANDS_OFF = "hands_off", _("Hands off: the steward only")

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="stewardships", db_constraint=False)
    steward = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(max_length=16, choices=Rule.choices, default=Rule.OPEN)
    since = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent"], name="orgs_stewardship_once"),
        ]
        indexes = [models.Index(fields=["organization", "steward"], name="orgs_stewardship_by_steward")]

    def __str__(self) -> str:
        return f"{self.steward_id} looks after {self.constituent_id}"


class AccessRequest(OrganizationOwned):
    """A member asks to see a restricted record, to reach out to a stewarded person, or breaks the glass.

    ``asked`` answers; nobody in particular when it is null: whoever may. ``until``: how long a yes holds.
    """

    class Kind(models.TextChoices):
        SEE = "see"
        REACH_OUT = "reach_out"
        BREAK_GLASS = "break_glass"

    class Answer(models.TextChoices):
        GRANTED = "granted"
        REFUSED = "refused"

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    asked_by = models.ForeignKey("orgs.User", models.CASCADE, related_name="+")
    asked = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    reason_code = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_accessrequest_owned"),
            models.UniqueConstraint(
                fields=["organization", "constituent", "asked_by", "kind"],
                condition=models.Q(answer=""),
                name="orgs_accessrequest_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "constituent", "kind"], name="orgs_access_by_constituent"),
            models.Index(fields=["organization", "asked_by", "until"], name="orgs_access_by_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.asked_by_id}"
