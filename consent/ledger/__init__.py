"""Floor 2: the consent ledger.

Owns: subjects (one per identifier), notices, consent events, the rule, the contact gate, attempts, holds, holdings.
Does not own: constituents; its subject is a contact key, so it needs nothing from above.
May import: ``audit.log``, ``coalition.platform``.
"""
