"""A face: consent forms, hosted and embedded, and consents that staff write down.

Owns: forms (of an organization, a campaign, a coalition opt-in), sign-ups that wait for confirmation.
Does not own: what a consent means (``consent.ledger``), or people (``orgs``).
May import: every floor below; no other face.
"""
