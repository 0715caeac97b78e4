from consent.ledger.models.attempt import Attempt, Hold
from consent.ledger.models.event import ActorKind, Channel, ConsentEvent, Kind, Method, Notice, Purpose
from consent.ledger.models.obligation import Obligation, Outlet
from consent.ledger.models.receipt import Receipt
from consent.ledger.models.subject import Holding, Mailbox, MailboxKey, Subject, SubjectKey
from consent.ledger.models.suppression import Suppression

__all__ = [
    "ActorKind", "Attempt", "Channel", "ConsentEvent", "Hold", "Holding", "Kind", "Mailbox", "MailboxKey", "Method",
    "Notice", "Obligation", "Outlet", "Purpose", "Receipt", "Subject", "SubjectKey", "Suppression",
]  # fmt: skip
