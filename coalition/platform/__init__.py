"""The ground.

Owns: tenancy (``Actor``, both walls), keys, the embedded server, jobs, released counts, shared UI pieces.
Does not own: models of the domain; it has no tables.
May import: nothing of ours.
"""
