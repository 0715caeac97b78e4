"""The roof and the ground.

Owns: settings, the URL map, the demo coalition (roof); tenancy, keys, the server, shared UI pieces
(``coalition.platform``, ground).
Does not own: any noun of the domain.
May import: the roof imports every floor; ``coalition.platform`` imports nothing of ours.
"""
