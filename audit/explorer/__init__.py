"""A face: "who talked to whom", ``/audit/``.

Owns: the pages and downloads that read the audit log.
Does not own: events (``audit.log``).
May import: every floor.
"""
