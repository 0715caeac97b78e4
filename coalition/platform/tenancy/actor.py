"""Who acts: the one argument that every action and query takes."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["admin", "organizer", "fundraiser", "analyst", "volunteer", "coordinator", "system", "subject", "none"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A user acting for one organization or one coalition, with permissions loaded once.

    ``coalition_ids`` are the coalitions whose shared objects the actor may see: the acting coalition alone for a
    coordinator, the coalitions the acting organization belongs to for everyone else.
    ``objects`` holds guardian's object permissions as ``(codename, object id)``, and what the membership allows by
    itself, with the organization's id.
    ``subject_ids`` are the identifiers a constituent has proven, in the portal only.
    """

    user_id: int | None = None
    role: Role = "none"
    organization_id: int | None = None
    coalition_id: int | None = None
    coalition_ids: tuple[int, ...] = ()
    membership_ref: str = ""
    objects: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    subject_ids: tuple[int, ...] = ()

    def may(self, codename: str, object_id: int) -> bool:
        """Whether ``codename`` was granted on the object: to one of the actor's groups, or to the member."""
        return (codename, object_id) in self.objects


NOBODY = Actor()


def system_actor(*, organization_id: int | None = None, coalition_id: int | None = None) -> Actor:
    """The platform itself, acting within one organization or coalition (commands and jobs)."""
    return Actor(
        role="system",
        organization_id=organization_id,
        coalition_id=coalition_id,
        coalition_ids=(coalition_id,) if coalition_id is not None else (),
        membership_ref="system",
    )
