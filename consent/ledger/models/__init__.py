from consent.ledger.models.attempt import Attempt, Hold
from consent.ledger.models.event import ActorKind, Channel, ConsentEvent, Kind, Notice, Purpose
from consent.ledger.models.receipt import Receipt
from consent.ledger.models.subject import Holding, Subject, SubjectKey

__all__ = [
    "ActorKind", "Attempt", "Channel", "ConsentEvent", "Hold", "Holding", "Kind", "Notice", "Purpose", "Receipt",
    "Subject", "SubjectKey",
]  # fmt: skip
