from audit.log.models.event import Event, EventParty, EventSubject

__all__ = ["Event", "EventParty", "EventSubject"]
