"""The words of a receipt: ISO/IEC TS 27560 in the Data Privacy Vocabulary (DPV 2.3), our own where it has none."""

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "cl": "urn:commonlist:receipt:",
    "proof": "https://w3id.org/security#proof",
    "jws": "https://w3id.org/security#jws",
}
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#"
NOT_GIVEN = "not given"
EVERYBODY = "every organization and coalition on this platform"

# The European Economic Area and the United Kingdom.
EUROPE = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip

STATUS = {
    "granted": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "objected": "dpv:ObjectingToProcess",
    "paused": "cl:Paused",
    "resumed": "cl:PauseEnded",
    "do_not_contact": "cl:DoNotContact",
    "do_not_contact_lifted": "cl:DoNotContactLifted",
    "deceased": "cl:Deceased",
    "deceased_lifted": "cl:DeceasedLifted",
    "bounced": "cl:Bounced",
    "bounced_lifted": "cl:BouncedLifted",
    "complained": "cl:Complained",
    "complained_lifted": "cl:ComplainedLifted",
    "minor": "cl:Minor",
    "minor_lifted": "cl:MinorLifted",
}

PURPOSES = {
    "contact": ("dpv:CommunicationManagement", "cl:BeContactedForACampaign"),
    "share": ("dpv:CommunicationManagement", "cl:PassDetailsToTheNamedRecipient"),
    "match": ("dpv:RecordManagement", "cl:TellMembersThatSeveralListsHoldMe"),
    "": ("dpv:Purpose", "cl:EveryPurpose"),
}
PROCESSING = {
    "contact": ("dpv:Store", "dpv:Use"),
    "share": ("dpv:Store", "dpv:Use", "dpv:Share"),
    "match": ("dpv:Store", "dpv:Match"),
    "": ("dpv:Processing",),
}
KEPT_UNTIL_NO = "until it is withdrawn or erased"
KEPT_TO_HOLD = "kept, so that it goes on to hold"
UNTIL_SAID_OTHERWISE = "until the person says otherwise"
EVERY_CHANNEL = "every channel"
PERSONAL_DATA = {
    "email": "pd:EmailAddress",
    "phone": "pd:TelephoneNumber",
    "sms": "pd:TelephoneNumber",
    "post": "pd:PhysicalAddress",
    "visit": "pd:PhysicalAddress",
    "social": "pd:SocialNetwork",
    "": "pd:Contact",
}

# Legal bases as events name them: in Europe, and elsewhere. Membership of a cause's list tells a political opinion, so
# an explicit consent speaks for article 9 too.
EUROPEAN_BASES = {
    "consent": ("eu-gdpr:A6-1-a-explicit-consent", "eu-gdpr:A9-2-a"),
    "soft_opt_in": ("eu-gdpr:A6-1-f",),
    "legitimate_interest": ("eu-gdpr:A6-1-f",),
    "": ("eu-gdpr:A6-1-a-explicit-consent", "eu-gdpr:A9-2-a"),
}
BASES = {
    "consent": ("dpv:ExplicitlyExpressedConsent",),
    "soft_opt_in": ("dpv:LegitimateInterest",),
    "legitimate_interest": ("dpv:LegitimateInterest",),
    "": ("dpv:Consent",),
}

INDICATED_BY = {
    "person": "dpv:DataSubject",
    "guardian": "dpv:GuardianOfDataSubject",
    "staff": "dpv:DataController",
    "import": "dpv:DataController",
    "system": "dpv:DataController",
}
METHODS = {
    "portal": "the person's own page of choices",
    "form": "a form of this platform",
    "link": "a link in a message",
    "text": "a text message",
    "call": "a call",
    "spoken": "a conversation",
    "paper": "paper",
    "list": "a list",
    "signal": "a signal of the browser (Global Privacy Control)",
    "bounce": "a message of a mail server or provider",
}
