"""Who forgets, in which order. Apps of upper floors are named here and imported by nobody."""

# At the organization that erases: what points at a person goes before the person.
AT_ORGANIZATION = (
    "sharing.actions.erasure.forget",
    "orgs.actions.erasure.forget",
    "consent.capture.actions.forgetting.forget",
    "audit.log.actions.erasure.forget",
    "consent.ledger.actions.erasure.forget",
)
# Once no organization holds an identifier any more. The ledger comes last: it deletes what the others point at.
EVERYWHERE = (
    "orgs.actions.erasure.forget",
    "consent.portal.actions.forgetting.forget",
    "consent.capture.actions.forgetting.forget",
    "audit.log.actions.erasure.forget",
    "consent.ledger.actions.erasure.forget",
)
