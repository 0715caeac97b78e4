"""The attestation page: what an admin sees, answers and downloads."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalition.platform.tenancy import acting
from consent.ledger.actions.obligations import mark_overdue
from consent.ledger.queries.obligations import open_obligations
from consent.propagation.actions.attestations import attest_all
from consent.propagation.actions.clock import run_clock, tell_admins
from consent.propagation.queries.obligations import duties
from orgs.models import Coordinator, Organization, OutboxMessage, User
from tests.conftest import sign_in
from tests.consent.ledger.test_obligations import holding, outlet
from tests.consent.ledger.world import stop
from tests.consent.portal.visits import Town, make_town
from tests.factories import NOW, make_member, make_person, make_user

pytestmark = pytest.mark.django_db
FAR = NOW + timedelta(days=365)
FIELDS = ("answer", "until", "count", "listed", "list")


@pytest.fixture
def town() -> Town:
    town = make_town()
    outlet(town.at_alder)
    return town


def admin_of(organization: Organization) -> Client:
    return sign_in(make_member(organization, "admin"), organization)


def page_of(client: Client, path: str = "/obligations/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def answers(town: Town) -> list[tuple[str, str]]:
    with connection.cursor() as cursor, acting(town.at_alder):
        cursor.execute("SELECT state, attestation FROM consent_obligation WHERE holder_id = %s", [town.alder.pk])
        return list(cursor.fetchall())


def test_the_page_of_nothing_says_what_will_stand_there(town: Town) -> None:
    assert "Nothing to attest" in page_of(admin_of(town.alder))


def test_one_no_is_one_row_however_many_identifiers(town: Town) -> None:
    stop([town.email, town.phone])
    client = admin_of(town.alder)
    page = page_of(client)
    assert page.count('name="duty" value=') == 2  # the row's box and its buttons
    assert "Ana Alvarez" in page
    assert "Delete or block them in your own system." in page
    assert "To answer 1<" in page
    assert "One answer for 1 withdrawal<" in page_of(client, "/obligations/attest-all/?answer=deleted")
    assert "1 withdrawal to attest" in page_of(client, "/obligations/waiting/")
    assert "Zoe" not in page


def test_one_click_attests_the_whole_row(town: Town) -> None:
    stop([town.email, town.phone])
    client = admin_of(town.alder)
    with acting(town.at_alder):
        ids = ",".join(str(each) for each in open_obligations(town.at_alder).values_list("id", flat=True))
    response = client.post("/obligations/attest/", {"duty": ids, "answer": "suppressed"}, follow=True)
    assert "You answered for 1 withdrawal." in response.content.decode()
    assert answers(town) == [("attested", "suppressed")] * 2
    again = client.post("/obligations/attest/", {"duty": ids, "answer": "deleted"}, follow=True)
    assert "This was answered already; nothing has changed." in again.content.decode()
    assert answers(town) == [("attested", "suppressed")] * 2


def test_what_was_answered_says_by_whom_and_when(town: Town) -> None:
    stop([town.email, town.phone])
    client = admin_of(town.alder)
    assert "Nothing was answered yet" in page_of(client, "/obligations/?list=answered")
    with acting(town.at_alder):
        (duty,) = duties(town.at_alder)
    client.post("/obligations/attest/", {"duty": duty.reference, "answer": "suppressed"})
    page = page_of(client, "/obligations/?list=answered")
    assert ("Answered 1<" in page, "To answer 0<" in page, "Ana Alvarez" in page) == (True, True, True)
    with acting(town.at_alder):
        (answered,) = duties(town.at_alder, "answered")
    assert (answered.answer, answered.answered_by, answered.late) == ("suppressed", "Alder Admin", False)
    file = client.get("/obligations/export/?list=answered").content.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(file)))[0]["Answer"] == "suppressed"
    assert "Ana" not in page_of(admin_of(town.birch), "/obligations/?list=answered")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose at least one withdrawal first."),
        ({"answer": "deleted"}, "Choose at least one withdrawal first."),
        ({"duty": "nonsense", "answer": "deleted"}, "Choose withdrawals from the list."),
        ({"duty": "IDS", "answer": "platform"}, "Choose one of the four answers."),
        ({"duty": "IDS"}, "Choose one of the four answers."),
    ],
)
def test_obligation_attest_says_what_is_missing(town: Town, data: dict[str, str], words: str) -> None:
    stop([town.email])
    with acting(town.at_alder):
        ids = str(open_obligations(town.at_alder).get().pk)
    sent = {name: ids if value == "IDS" else value for name, value in data.items()}
    response = admin_of(town.alder).post("/obligations/attest/", sent, follow=True)
    assert words in response.content.decode()
    assert answers(town) == [("queued", "")]


def test_another_organizations_duty_is_not_found(town: Town) -> None:
    stop([town.email])
    with acting(town.at_alder):
        ids = str(open_obligations(town.at_alder).get().pk)
    response = admin_of(town.birch).post("/obligations/attest/", {"duty": ids, "answer": "deleted"})
    assert response.status_code == 404
    assert answers(town) == [("queued", "")]


def test_attest_all_says_the_number_first(town: Town) -> None:
    for number in range(3):
        person = make_person(town.alder, f"P{number}", email=f"p{number}@mail.example")
        with acting(town.at_alder):
            subject = person.contact_points.get().subject_id
        stop([subject])
    client = admin_of(town.alder)
    page = page_of(client, "/obligations/attest-all/?answer=deleted")
    assert "One answer for 3 withdrawals" in page
    fields = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in FIELDS}

    changed = client.post("/obligations/attest-all/", {**fields, "count": "2"})
    assert (changed.status_code, "The list has changed" in changed.content.decode()) == (422, True)
    assert answers(town) == [("queued", "")] * 3
    client.post("/obligations/attest-all/", fields)
    assert answers(town) == [("attested", "deleted")] * 3
    assert client.get("/obligations/attest-all/?answer=nonsense").status_code == 302


def test_attest_all_of_what_is_overdue_leaves_the_rest(town: Town) -> None:
    stop([town.email])
    with acting(town.at_alder):
        mark_overdue(actor=town.at_alder, now=FAR)
    stop([town.phone])
    client = admin_of(town.alder)
    page = page_of(client, "/obligations/attest-all/?answer=not_held&list=overdue")
    client.post(
        "/obligations/attest-all/", {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in FIELDS}
    )
    assert sorted(answers(town)) == [("attested", "not_held"), ("queued", "")]


def test_attest_all_asks_the_same_questions_for_one_and_for_three(town: Town) -> None:
    def spent(people: int) -> int:
        for number in range(people):
            person = make_person(town.alder, f"P{number}", email=f"p{number}{people}@mail.example")
            with acting(town.at_alder):
                stop([person.contact_points.get().subject_id])
        with acting(town.at_alder), CaptureQueriesContext(connection) as captured:
            attest_all(actor=town.at_alder, now=NOW, until=FAR, overdue_only=False, answer="deleted", expected=people)
        return len(captured)

    assert (spent(1), spent(3)) == (10, 10)


def test_the_file_has_a_line_for_each_row_and_runs_nothing(town: Town) -> None:
    person = make_person(town.alder, "=1+1", "Evil", email="evil@mail.example", external_id="A-1")
    with acting(town.at_alder):
        stop([person.contact_points.get().subject_id])
    response = admin_of(town.alder).get("/obligations/export/")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert (len(rows), rows[1][1], rows[1][2], rows[1][3]) == (2, "'=1+1 Evil", "A-1", "withdrawn")


def test_an_overdue_withdrawal_is_marked_and_can_be_filtered(town: Town) -> None:
    stop([town.email])
    client = admin_of(town.alder)
    assert "Nothing is overdue" in page_of(client, "/obligations/?list=overdue")
    with acting(town.at_alder):
        mark_overdue(actor=town.at_alder, now=FAR)
    assert "Ana Alvarez" in page_of(client, "/obligations/?list=overdue")
    assert "1 is overdue" in page_of(client)
    assert "1 of them is overdue" in page_of(client, "/obligations/waiting/")


def test_an_export_says_which_file(town: Town) -> None:
    holding(town.at_birch, town.email, export=44)
    stop([town.email])
    page = page_of(admin_of(town.birch))
    assert "Delete them from the file you downloaded" in page
    assert "Export 44" in page


def test_the_list_costs_the_same_for_one_row_and_for_three(town: Town) -> None:
    client = admin_of(town.alder)
    stop([town.email])
    assert queries(client) == queries(client)
    one = queries(client)
    for number in range(2):
        person = make_person(town.alder, f"P{number}", email=f"p{number}@mail.example")
        with acting(town.at_alder):
            stop([person.contact_points.get().subject_id])
    assert page_of(client).count('<th scope="row">') == 3
    assert (one, queries(client)) == (11, 11)


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get("/obligations/")
    return len(captured)


@pytest.mark.parametrize("role", ["organizer", "fundraiser", "analyst", "volunteer"])
def test_others_have_no_such_page(town: Town, role: str) -> None:
    client = sign_in(make_member(town.alder, role), town.alder)
    assert client.get("/obligations/").status_code == 403
    assert "withdrawal" not in page_of(client, "/obligations/waiting/")


def test_the_clock_reminds_then_tells_admins_and_coordinators(town: Town) -> None:
    stop([town.email])
    admin = admin_of(town.alder)
    client = sign_in(coordinator(town), town.valley)
    with acting(town.at_alder):
        duty = open_obligations(town.at_alder).get()
        assert run_clock(actor=town.at_alder, now=duty.acknowledge_by) == (1, 0)
        assert tell_admins(actor=town.at_alder, now=NOW, overdue=False) == 1
        assert tell_admins(actor=town.at_alder, now=NOW, overdue=True) == 0
    assert "overdue" not in page_of(client, "/obligations/waiting/")
    with acting(town.at_alder):
        assert run_clock(actor=town.at_alder, now=duty.attest_by) == (0, 1)
        assert tell_admins(actor=town.at_alder, now=NOW, overdue=True) == 1
        assert open_obligations(town.at_alder).get().state == "escalated"
    told = page_of(client, "/obligations/waiting/")
    assert "Alder: 1 withdrawal overdue" in told
    assert "Ana" not in told
    with acting(town.at_alder):
        ids = str(open_obligations(town.at_alder).get().pk)
    admin.post("/obligations/attest/", {"duty": ids, "answer": "deleted"})
    assert "overdue" not in page_of(client, "/obligations/waiting/")


def test_a_coalition_is_told_of_withdrawals_not_of_identifiers(town: Town) -> None:
    stop([town.email, town.phone])
    client = sign_in(coordinator(town), town.valley)
    with acting(town.at_alder):
        run_clock(actor=town.at_alder, now=FAR)
    assert "Alder: 1 withdrawal overdue" in page_of(client, "/obligations/waiting/")


def coordinator(town: Town) -> User:
    user = make_user("Valley Coordinator")
    Coordinator.objects.create(coalition=town.valley, user=user)
    return user


def test_a_mail_names_nobody(town: Town) -> None:
    stop([town.email])
    make_member(town.alder, "admin")
    with acting(town.at_alder):
        tell_admins(actor=town.at_alder, now=NOW, overdue=False)
    (message,) = [each for each in mail.outbox if "withdrawal" in each.subject]
    assert message.subject == "1 withdrawal to attest"
    assert "Ana" not in message.body
    assert "/obligations/" in message.body
    assert not OutboxMessage.objects.filter(recipient="ana@mail.example").exists()
