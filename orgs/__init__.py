"""Floor 3: organizations and their people.

Owns: users, organizations, coalitions and their members, roles; constituents, contact points, interests,
interactions, segments, imports.
Does not own: what people agreed to (``consent.ledger``), campaigns (``sharing``).
May import: ``consent.ledger``, ``audit.log``, ``coalition.platform``.
"""
