from sharing.models.agreement import AgreementAcceptance, Mode, SharingAgreement
from sharing.models.audience import Audience, AudienceMember, AudienceTally, CallList, CallListEntry
from sharing.models.campaign import Campaign, Grant, GrantRequest
from sharing.models.count import CountCharge, ListVersion, OverlapSnapshot, ReleasedCount
from sharing.models.permission import CallListGroupPermission

__all__ = [
    "AgreementAcceptance", "Audience", "AudienceMember", "AudienceTally", "CallList", "CallListEntry",
    "CallListGroupPermission", "Campaign", "CountCharge", "Grant", "GrantRequest", "ListVersion", "Mode",
    "OverlapSnapshot", "ReleasedCount", "SharingAgreement",
]  # fmt: skip
