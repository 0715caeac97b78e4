from orgs.models.coalition import Coalition, CoalitionMember, Coordinator
from orgs.models.constituent import (
    Constituent,
    ConstituentInterest,
    ConstituentSkill,
    ContactPoint,
    Interaction,
    Interest,
    Skill,
)
from orgs.models.imports import Import, ImportIssue
from orgs.models.message import Message, MessageRecipient, Reply
from orgs.models.organization import DataKey, Invitation, Membership, Organization
from orgs.models.outbox import OutboxMessage
from orgs.models.segment import Segment
from orgs.models.user import User

__all__ = [
    "Coalition", "CoalitionMember", "Constituent", "ConstituentInterest", "ConstituentSkill", "ContactPoint",
    "Coordinator", "DataKey", "Import", "ImportIssue", "Interaction", "Interest", "Invitation", "Membership",
    "Message", "MessageRecipient", "Organization", "OutboxMessage", "Reply", "Segment", "Skill", "User",
]  # fmt: skip
