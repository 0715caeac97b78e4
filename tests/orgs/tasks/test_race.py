"""Two finish the same task at once: one does, the other is told who did."""

from threading import Barrier, Thread

import pytest
from django.db import connections, transaction

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.tasks import TaskRefused, finish_task
from orgs.models import Task, User
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_finish_task_by_two_at_once_is_done_once() -> None:
    with transaction.atomic():
        alder = make_organization("alder")
        users = [make_member(alder, "organizer", name) for name in ("Olga", "Gus")]
        ana = make_person(alder, "Ana", "García")
    own = system_actor(organization_id=alder.pk)
    with acting(own), transaction.atomic():
        task = Task.objects.create(organization=alder, constituent=ana, title="Call")
    together, said = Barrier(2), []

    def finish(user: User) -> None:
        try:
            actor = actor_of(user)
            together.wait(timeout=30)
            with acting(actor), transaction.atomic():
                finish_task(actor=actor, now=NOW, task_id=task.pk)
                said.append(("did", user.name))
        except TaskRefused as refused:
            said.append(("was told", refused.by))
        finally:
            connections.close_all()

    threads = [Thread(target=finish, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    with acting(own), transaction.atomic():
        winner = Task.objects.select_related("done_by").get().done_by
    assert winner is not None
    assert sorted(said) == [("did", winner.name), ("was told", winner.name)]
