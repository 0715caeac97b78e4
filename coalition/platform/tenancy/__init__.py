"""Tenancy: who acts (``Actor``), and the two walls."""

from coalition.platform.database.scope import Scope, current_scope, entered
from coalition.platform.tenancy.actor import NOBODY, Actor, Role, system_actor
from coalition.platform.tenancy.owners import (
    CoalitionOwned,
    OrganizationOwned,
    OwnerKind,
    PlatformOwned,
    SharedOwned,
    SubjectOwned,
    owner_kind,
)
from coalition.platform.tenancy.scope import acting
from coalition.platform.tenancy.wall import owned

__all__ = [
    "NOBODY", "Actor", "CoalitionOwned", "OrganizationOwned", "OwnerKind", "PlatformOwned", "Role", "Scope",
    "SharedOwned", "SubjectOwned", "acting", "current_scope", "entered", "owned", "owner_kind", "system_actor",
]  # fmt: skip
