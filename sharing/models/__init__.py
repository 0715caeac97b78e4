from sharing.models.agreement import AgreementAcceptance, Mode, SharingAgreement
from sharing.models.audience import Audience, AudienceMember, CallList, CallListEntry
from sharing.models.campaign import Campaign, Grant, ReleasedCount
from sharing.models.permission import CallListGroupPermission

__all__ = [
    "AgreementAcceptance", "Audience", "AudienceMember", "CallList", "CallListEntry", "CallListGroupPermission",
    "Campaign", "Grant", "Mode", "ReleasedCount", "SharingAgreement",
]  # fmt: skip
