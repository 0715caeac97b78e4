from orgs.models.address import AddressKind, PostalAddress
from orgs.models.bulk_change import BulkChange, BulkChangedPerson
from orgs.models.coalition import Coalition, CoalitionMember, Coordinator
from orgs.models.collected import FieldUse, Removal, RemovedValue
from orgs.models.constituent import (
    Constituent,
    ConstituentInterest,
    ConstituentSkill,
    ContactPoint,
    Interest,
    Skill,
)
from orgs.models.custom_field import CustomChoice, CustomField, CustomValue
from orgs.models.district import ConstituentDistrict, District, DistrictMap, DistrictPostcode, PostcodePlace
from orgs.models.engagement import Engagement, InferredInterest
from orgs.models.export import ExportBlock, ExportedPerson, PeopleExport
from orgs.models.gift import Ask, Capacity, Fund, Gift, RecurringPlan
from orgs.models.imports import Import, ImportIssue
from orgs.models.interaction import Interaction, Mention
from orgs.models.message import Message, MessageRecipient, Reply
from orgs.models.organization import DataKey, Invitation, Membership, Organization
from orgs.models.outbox import OutboxMessage
from orgs.models.people_list import PeopleList, PeopleListMember
from orgs.models.presence import Presence
from orgs.models.relationship import Relationship
from orgs.models.restricted import (
    AccessRequest,
    RestrictedGroup,
    RestrictedGroupPermission,
    RestrictedMember,
    Stewardship,
)
from orgs.models.role import ConstituentRole
from orgs.models.saved_view import SavedView, SavedViewUse, Workspace
from orgs.models.segment import Segment
from orgs.models.social import SocialHandle
from orgs.models.tag import ConstituentTag, Tag
from orgs.models.task import Digest, Task
from orgs.models.trigger import Trigger, TriggerEvent, TriggerNotice, TriggerRun
from orgs.models.user import User

__all__ = [
    "BulkChange", "BulkChangedPerson", "PeopleList", "PeopleListMember", "Presence",
    "SavedView", "SavedViewUse", "Workspace",
    "ConstituentTag", "CustomChoice", "CustomField", "CustomValue", "FieldUse", "Removal", "RemovedValue", "Tag",
    "ConstituentDistrict", "District", "DistrictMap", "DistrictPostcode", "PostcodePlace",
    "Digest", "Task", "Trigger", "TriggerEvent", "TriggerNotice", "TriggerRun",
    "ExportBlock", "ExportedPerson", "PeopleExport",
    "Ask", "Capacity", "Fund", "Gift", "RecurringPlan",
    "Engagement", "InferredInterest", "Relationship",
    "AddressKind", "ConstituentRole", "PostalAddress", "SocialHandle",
    "AccessRequest", "RestrictedGroup", "RestrictedGroupPermission", "RestrictedMember", "Stewardship",
    "Coalition", "CoalitionMember", "Constituent", "ConstituentInterest", "ConstituentSkill", "ContactPoint",
    "Coordinator", "DataKey", "Import", "ImportIssue", "Interaction", "Interest", "Invitation", "Membership",
    "Mention", "Message", "MessageRecipient", "Organization", "OutboxMessage", "Reply", "Segment", "Skill", "User",
]  # fmt: skip
