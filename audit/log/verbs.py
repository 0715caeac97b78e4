"""Every verb that an event may have, with one sentence: what it says happened."""

VERBS: dict[str, str] = {
    "access.denied": "Somebody was refused: the reason code says why.",
    "orgs.organization.created": "An organization was created, with its data key.",
    "orgs.coalition.created": "A coalition was created.",
    "orgs.coalition.joined": "An organization joined a coalition.",
    "orgs.member.added": "A user was given a role in an organization.",
    "orgs.coordinator.added": "A user was made a coordinator of a coalition.",
    "orgs.crossing.entered": "The platform read several organizations' rows, one by one, for the stated reason.",
}
