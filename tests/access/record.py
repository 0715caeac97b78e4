"""What is known of an organization's person beside their own row, in the world of the matrix."""

from typing import Any

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, ConstituentRole, ConstituentSkill, Organization, PostalAddress, SocialHandle


def make_record(owner: Organization, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a further address, a name on a network, a role and a skill."""
    with acting(system_actor(organization_id=owner.pk)):
        mine = {"organization": owner, "constituent_id": ids["person"]}
        Constituent.objects.filter(pk=ids["person"]).update(preferred_name=f"{canary} called", pronouns="they/them")
        address = PostalAddress.objects.create(**mine, kind="work", street=f"{canary} Street", city=f"{canary} Town")
        social = SocialHandle.objects.create(**mine, network="mastodon", handle=f"{canary}@social.example")
        role = ConstituentRole.objects.create(**mine, role="volunteer")
        skill = ConstituentSkill.objects.get(constituent=ids["person"]).skill_id
    return {"address": address.pk, "social": social.pk, "role": role.pk, "skill": skill}
