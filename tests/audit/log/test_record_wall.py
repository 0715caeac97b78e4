"""What the database lets an organization write into the log."""

import pytest
from django.db import ProgrammingError, transaction

from audit.log.actions import record
from coalition.platform.tenancy import acting, system_actor
from tests.factories import make_coalition, make_organization

pytestmark = pytest.mark.django_db


def test_record_writes_nothing_in_the_name_of_another_organization_or_coalition() -> None:
    alder, birch = make_organization("alder"), make_organization("birch")
    valley = make_coalition("valley", [birch])
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        for other in (system_actor(organization_id=birch.pk), system_actor(coalition_id=valley.pk)):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                record("access.denied", actor=other)
        record("access.denied", actor=own)
