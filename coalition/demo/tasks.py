"""What the members of a demo organization have to do: overdue, today, later, given by colleagues, taken by nobody."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import Actor, acting, owned
from orgs.actions.bulk import change_many
from orgs.actions.tasks import TaskFacts, add_task, finish_task
from orgs.models import Constituent, Task
from orgs.queries.visible import visible_people

# Days from today, whether it is about a person, who does it (maker, other, nobody), the words.
TASKS = {
    "en": (
        (-3, True, "maker", "Call back about the hearing"),
        (-1, True, "other", "Send the minutes of the assembly"),
        (0, True, "maker", "Ask whether they drive people to the rally"),
        (0, False, "nobody", "Book the room for Thursday"),
        (2, True, "other", "Thank for hosting the house meeting"),
        (5, False, "maker", "Print the flyers"),
        (21, True, "nobody", "Invite to the summer picnic"),
        (None, False, "maker", "Write down what we learned at the phone bank"),
    ),
    "es": (
        (-3, True, "maker", "Devolver la llamada sobre la audiencia"),
        (-1, True, "other", "Mandar el acta de la asamblea"),
        (0, True, "maker", "Preguntar si puede llevar gente a la marcha"),
        (0, False, "nobody", "Reservar el salón para el jueves"),
        (2, True, "other", "Agradecer la reunión en su casa"),
        (5, False, "maker", "Imprimir los volantes"),
        (21, True, "nobody", "Invitar al picnic de verano"),
        (None, False, "maker", "Anotar lo que aprendimos llamando"),
    ),
}
MANY = {"en": "Call to confirm the picnic", "es": "Llamar para confirmar el picnic"}
DONE, INVITED = 2, 12


def plan_work(own: DemoOrganization, now: datetime) -> None:
    """Give everybody on the team something to do, once."""
    members = [team_member(own, role) for role in ("admin", "organizer", "fundraiser") if role in own.team]
    with acting(members[0]), transaction.atomic():
        if owned(Task.objects.all(), members[0]).exists():
            return
    for number, actor in enumerate(members):
        other = members[(number + 1) % len(members)]
        with acting(actor), transaction.atomic():
            seen = visible_people(actor).filter(pk__in=visible_people(other).values("pk")).order_by("id")
            people = list(seen[number * 40 : number * 40 + len(TASKS["en"])])
            for words, person in zip(TASKS[own.language], people, strict=False):
                _write_down(actor, other, now, words, person)
    with acting(members[0]), transaction.atomic():
        for pk in owned(Task.objects.all(), members[0]).order_by("-id").values_list("pk", flat=True)[:DONE]:
            finish_task(actor=members[0], now=now, task_id=pk)
        ids = list(visible_people(members[0]).order_by("-id").values_list("pk", flat=True)[:INVITED])
        invited = visible_people(members[0]).filter(pk__in=ids)
        change_many(actor=members[0], now=now, kind="task", people=invited, stated=len(ids), words=MANY[own.language],
                    due=timezone.localdate(now) + timedelta(days=9))  # fmt: skip


def _write_down(
    actor: Actor, other: Actor, now: datetime, words: tuple[int | None, bool, str, str], person: Constituent
) -> None:
    days, about, whose, title = words
    today = timezone.localdate(now)
    due = None if days is None else today + timedelta(days=days)
    doer = {"maker": actor.user_id, "other": other.user_id, "nobody": None}[whose]
    # What is overdue was written down when it was not.
    earlier = now - timedelta(days=7)
    add_task(actor=actor, now=earlier, today=timezone.localdate(earlier), facts=TaskFacts(title, due, doer),
             person_id=person.pk if about else None)  # fmt: skip
