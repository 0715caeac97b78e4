"""Floor 3: organizations and their people.

Owns: users, organizations, coalitions and their members, roles; constituents with what is known of them (contact
points, interests, skills, roles, tags, fields of one's own, districts, relationships), what happened (interactions,
gifts, asks), who sees it (restricted groups, stewards); lists, views, segments, imports, messages.
Does not own: what people agreed to (``consent.ledger``), campaigns (``sharing``).
May import: ``consent.ledger``, ``audit.log``, ``coalition.platform``.
"""
