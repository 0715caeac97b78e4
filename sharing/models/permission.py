"""guardian's object permissions, on direct foreign keys: its generic tables are slow and ignore owners."""

from django.db import models
from guardian.models import GroupObjectPermissionBase

from coalition.platform.tenancy import OwnerKind
from sharing.models.audience import CallList


class CallListGroupPermission(GroupObjectPermissionBase):
    """A per-organization group may call a list."""

    owner_kind = OwnerKind.PLATFORM
    content_object = models.ForeignKey(CallList, models.CASCADE, db_constraint=False)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
