"""The only writers of the audit log."""

from audit.log.actions.record import record, record_denied

__all__ = ["record", "record_denied"]
