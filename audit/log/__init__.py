"""Floor 1: the audit log.

Owns: events, who may see each (parties), and the cuttable link to the person it is about.
Does not own: the rows that events speak of; it stores ids, never foreign keys.
May import: ``coalition.platform``.
"""
