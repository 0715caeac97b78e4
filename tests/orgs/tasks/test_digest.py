"""The daily mail: once a day, only when something is due, in numbers."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs import jobs
from orgs.actions.digests import send_digests, switch_digest
from orgs.actions.stewardship import set_steward
from orgs.models import AccessRequest, Constituent, Digest, Membership, Organization, User
from orgs.queries.digests import due_for_members
from tests.factories import NOW, actor_of, make_member, make_organization
from tests.orgs.tasks.conftest import day, restrict, today, write_down

pytestmark = pytest.mark.django_db


def send(organization: Organization, days: int = 0) -> dict[str, str]:
    """The mails of a run: text by address."""
    mail.outbox.clear()
    with acting(own := system_actor(organization_id=organization.pk)):
        assert send_digests(actor=own, now=NOW, today=day(days)) == len(mail.outbox)
    return {letter.to[0]: str(letter.body) for letter in mail.outbox}


def test_send_digests_tells_each_how_much_is_due_and_names_nobody(
    alder: Organization, olga: User, frank: User, ada: User, ana: Constituent
) -> None:
    for due in (day(-9), day(-1), day(0), day(1), None):
        write_down(ada, "Call García", ana, due=due, assignee_id=olga.pk)
    write_down(ada, "Write to García", ana, due=day(2), assignee_id=frank.pk)
    restrict(ana, "admin")

    letters = send(alder)

    assert list(letters) == [olga.email]
    assert "2 tasks of yours are overdue." in letters[olga.email]
    assert "1 task of yours is due today." in letters[olga.email]
    assert "/tasks/" in letters[olga.email] and "/preferences/mail/" in letters[olga.email]
    (letter,) = mail.outbox
    assert letter.subject == "Due today at Alder"
    for word in ("García", "Ana", "Call"):
        assert word not in letter.body + letter.subject
    with acting(actor_of(ada)):
        assert Event.objects.get(verb="orgs.digest.sent").detail == {"mails": 1}


def test_send_digests_goes_once_a_day(alder: Organization, olga: User) -> None:
    write_down(olga, "Call", due=day(-1), assignee_id=olga.pk)
    assert [len(send(alder, days)) for days in (0, 0, 1, 1)] == [1, 0, 1, 0]


def test_send_digests_tells_whoever_is_left_after_a_mail_that_failed(
    alder: Organization, olga: User, frank: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (olga, frank):
        write_down(user, "Call", due=day(0), assignee_id=user.pk)
    real = EmailMessage.send

    def falter(letter: EmailMessage) -> int:
        if letter.to == [frank.email]:
            raise SMTPServerDisconnected
        return real(letter)

    monkeypatch.setattr(EmailMessage, "send", falter)
    assert list(send(alder)) == [olga.email]
    monkeypatch.undo()
    assert list(send(alder)) == [frank.email]


def test_send_digests_tells_of_tasks_nobody_has_on_their_day_alone(
    alder: Organization, olga: User, ana: Constituent
) -> None:
    analyst = make_member(alder, "analyst", "Andy")
    make_member(alder, "volunteer", "Vera")
    write_down(olga, "Call", ana, due=day(0))
    letters = send(alder)
    assert list(letters) == [olga.email]
    assert "1 task is due today and nobody has it." in letters[olga.email]
    write_down(olga, "Count", due=day(1))
    letters = send(alder, 1)
    assert {olga.email, analyst.email} == set(letters)
    assert send(alder, 2) == {}


def test_send_digests_counts_no_free_task_about_somebody_whom_one_does_not_see(
    alder: Organization, olga: User, frank: User, ada: User, ana: Constituent
) -> None:
    write_down(ada, "Call", ana, due=day(0))
    write_down(ada, "Count", due=day(0))
    restrict(ana, "admin")
    letters = send(alder)
    assert set(letters) == {ada.email, olga.email, frank.email}
    assert "2 tasks are due today and nobody has them." in letters[ada.email]
    assert "1 task is due today and nobody has it." in letters[olga.email]
    assert "1 task is due today and nobody has it." in letters[frank.email]


def test_send_digests_counts_the_questions_that_wait(
    alder: Organization, olga: User, frank: User, ana: Constituent
) -> None:
    with acting(actor := actor_of(frank)):
        set_steward(actor=actor, now=NOW, person_id=ana.pk, steward_id=frank.pk, rule="ask_first")
        AccessRequest.objects.create(
            organization=alder, constituent=ana, kind="reach_out", asked_by=olga, asked=frank,
            due_at=NOW + timedelta(days=9999),
        )  # fmt: skip
    letters = send(alder)
    assert list(letters) == [frank.email]
    assert "1 question of a colleague waits for your answer." in letters[frank.email]
    assert "/stewardship/" in letters[frank.email]
    with acting(actor_of(frank)):
        AccessRequest.objects.update(due_at=NOW - timedelta(days=999))
    assert send(alder, 1) == {}


def test_send_digests_leaves_out_who_left_and_who_switched_it_off(
    alder: Organization, olga: User, frank: User, ada: User, organizer: Client
) -> None:
    for user in (olga, frank, ada):
        write_down(user, "Call", due=day(-1), assignee_id=user.pk)
    Membership.objects.filter(user=frank).update(active=False)
    assert "The daily mail is on." in organizer.get("/preferences/mail/").content.decode()
    answer = organizer.post("/preferences/mail/", {"wanted": "no"}, follow=True)
    assert "The daily mail is off." in answer.content.decode()
    assert list(send(alder)) == [ada.email]
    organizer.post("/preferences/mail/", {"wanted": "yes"})
    assert list(send(alder)) == [olga.email]


def test_send_digests_speaks_the_readers_language_of_their_organization_alone(alder: Organization, olga: User) -> None:
    birch = make_organization("birch")
    stella = make_member(birch, "admin", "Stella")
    write_down(olga, "Call", due=day(0), assignee_id=olga.pk)
    assert send(birch) == {}
    write_down(stella, "Call", due=day(0), assignee_id=stella.pk)
    assert list(send(birch)) == [stella.email]


def test_send_digests_is_the_platforms(alder: Organization, olga: User) -> None:
    with acting(actor := actor_of(olga)), pytest.raises(PermissionDenied):
        send_digests(actor=actor, now=NOW, today=today())
    volunteer = make_member(alder, "volunteer")
    with acting(actor := actor_of(volunteer)):
        with pytest.raises(PermissionDenied):
            switch_digest(actor=actor, now=NOW, wanted=False)
        assert not Digest.objects.exists()


def test_the_job_waits_for_the_morning(alder: Organization, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    write_down(olga, "Call", due=day(0), assignee_id=olga.pk)
    monkeypatch.setattr(jobs, "MORNING", 24)
    jobs.send_digests(timestamp=0)
    assert mail.outbox == []
    monkeypatch.setattr(jobs, "MORNING", 0)
    jobs.send_digests(timestamp=0)
    jobs.send_digests(timestamp=0)
    assert [letter.to for letter in mail.outbox] == [[olga.email]]


@pytest.mark.parametrize("members", [1, 3])
def test_send_digests_asks_once_for_all_tasks(
    alder: Organization, members: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(members):
        user = make_member(alder, "organizer", f"Olga {number}")
        write_down(user, "Call", due=day(0), assignee_id=user.pk)
    with acting(own := system_actor(organization_id=alder.pk)), django_assert_num_queries(5):
        assert len(due_for_members(own, today())) == members
