"""Floor 4: the sharing layer.

Owns: agreements, campaigns, grants, overlap, audiences, clearance, call lists and calls.
Does not own: people (``orgs``), what they agreed to and the gate (``consent.ledger``).
May import: ``orgs``, ``consent.ledger``, ``audit.log``, ``coalition.platform``.
"""
