from consent.propagation.models.endpoint import Delivery, Endpoint, FeedEntry
from consent.propagation.models.escalation import Escalation

__all__ = ["Delivery", "Endpoint", "Escalation", "FeedEntry"]
