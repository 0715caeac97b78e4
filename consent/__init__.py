"""Consent: the ledger with its gate (``consent.ledger``, floor 2) and the constituent's portal (a face)."""
