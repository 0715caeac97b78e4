"""Floor 5: telling whoever holds a person's details that the person said no.

Owns: webhook endpoints and deliveries, the cursor feed, signed acknowledgements, the attestation page.
Does not own: obligations themselves (``consent.ledger``), written with the event.
May import: every floor below.
"""
