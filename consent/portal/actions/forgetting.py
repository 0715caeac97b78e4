"""Forgetting in the portal: ways in, visits, and what the limits count."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied

from coalition.platform.forgetting import Forgotten
from coalition.platform.tenancy import Actor
from consent.portal.models import LinkRequest, PortalSession, PortalToken, StepUp
from consent.portal.rules.secrets import PortalKeys

OF_SUBJECTS = (PortalToken, StepUp, PortalSession)
TABLES = (*(model._meta.db_table for model in OF_SUBJECTS), LinkRequest._meta.db_table)


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Delete whatever leads the person into the portal, everywhere. A visit that goes on ends. PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    if who.organization_id is not None:
        return {}
    deleted = {}
    for model in OF_SUBJECTS:
        deleted[model._meta.db_table] = model.objects.filter(subject_id__in=who.subjects).delete()[0]
    keys = PortalKeys(settings.ROOT_KEY)
    hashes = [keys.digest(each.kind, each.normalised) for each in who.identifiers]
    deleted[LinkRequest._meta.db_table] = LinkRequest.objects.filter(key_hash__in=hashes).delete()[0]
    return deleted
