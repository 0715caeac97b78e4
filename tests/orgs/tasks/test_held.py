"""Tasks are told to the person they are about, and named among what is to be read before an erasure."""

import pytest

from coalition.platform.tenancy import acting, system_actor
from consent.requests.rules.record import record_in_words
from orgs.actions.tasks import finish_task
from orgs.models import Constituent, Organization, User
from orgs.queries.record_held import record_held
from tests.factories import NOW, actor_of, make_person
from tests.orgs.tasks.conftest import write_down

pytestmark = pytest.mark.django_db


def test_record_held_tells_the_tasks_about_somebody_and_no_others(
    alder: Organization, olga: User, ana: Constituent
) -> None:
    other = make_person(alder, "Bo", "Ito")
    done = write_down(olga, "Call her", ana, note="About the hall")
    with acting(actor := actor_of(olga)):
        finish_task(actor=actor, now=NOW, task_id=done.pk)
    write_down(olga, "Thank her", ana)
    write_down(olga, "Call him", other)
    write_down(olga, "Order flyers")
    with acting(own := system_actor(organization_id=alder.pk)):
        held = record_held(own, [ana.pk])[ana.pk]
    assert sorted(record_in_words(held)) == [("Task", "Thank her"), ("Task, done", "Call her: About the hall")]
