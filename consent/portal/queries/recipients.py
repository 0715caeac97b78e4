"""Who may receive somebody's details."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from consent.portal.rules.choices import Party
from consent.portal.rules.overview import Recipient
from orgs.models import Coalition, CoalitionMember, Organization


def recipients_of(parties: Sequence[Party]) -> dict[Party, Recipient]:
    """Names of the recipients, which are public; a coalition with its members. No query without recipients.

    An organization that is named more than once (by itself, and within a coalition) is told apart by the coalition.
    """
    organizations = {organization for organization, _ in parties if organization is not None}
    coalitions = {coalition for _, coalition in parties if coalition is not None}
    names = dict(Organization.objects.filter(id__in=organizations).values_list("id", "name")) if organizations else {}
    groups = dict(Coalition.objects.filter(id__in=coalitions).values_list("id", "name")) if coalitions else {}
    members: dict[int, list[str]] = defaultdict(list)
    if coalitions:
        present = CoalitionMember.objects.filter(coalition_id__in=coalitions, left_at=None)
        for coalition, name in present.order_by("organization__name").values_list("coalition_id", "organization__name"):
            members[coalition].append(name)
    times = Counter(organization for organization, _ in parties)
    found: dict[Party, Recipient] = {}
    for party in parties:
        whom, within = party
        group = "" if within is None else groups[within]
        if whom is None:
            found[party] = Recipient(group, tuple(members[within or 0]))
        else:
            found[party] = Recipient(f"{names[whom]} ({group})" if group and times[whom] > 1 else names[whom])
    return found


def names_of(parties: Iterable[Party]) -> dict[Party, str]:
    """The names of recipients; everybody has none."""
    named = set(parties) - {(None, None)}
    return {party: recipient.name for party, recipient in recipients_of(list(named)).items()}
